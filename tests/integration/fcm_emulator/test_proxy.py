"""The CONNECT proxy: Google's four hosts lead to the emulator, nothing leads anywhere else."""

import socket
import ssl

import httpx
import pytest

from fcm_emulator.proxy import GOOGLE_HOSTS


def exchange(port: int, request: bytes) -> bytes:
    """Everything the emulator answers to these bytes, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as answer:
            return answer.read()


@pytest.mark.parametrize("host", sorted(GOOGLE_HOSTS))
def test_a_tunnel_ends_in_tls_with_a_certificate_of_the_local_ca(emulator, host):
    # Given
    trust = ssl.create_default_context(cafile=emulator.certificates.authority)

    # When
    with httpx.Client(proxy=emulator.url, verify=trust, trust_env=False) as client:
        response = client.get(f"https://{host}/_health")

    # Then
    assert response.json()["status"] == "ok"


@pytest.mark.parametrize(
    "authority", ["example.com:443", "storage.googleapis.com:443", "fcm.googleapis.com:80", "127.0.0.1:22", "nonsense"]
)
def test_a_tunnel_to_another_place_is_refused(emulator, authority):
    answer = exchange(emulator.port, f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 403 ")
    assert f"not to {authority}".encode() in answer


def test_plain_http_is_not_forwarded_either(emulator):
    answer = exchange(emulator.port, b"GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 403 ")


def test_a_web_page_that_points_its_own_name_here_is_refused(emulator):
    answer = exchange(emulator.port, b"GET /_inbox HTTP/1.1\r\nHost: evil.example.com:1\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 403 ")


def test_tls_is_answered_without_a_tunnel_too(emulator):
    # Given
    trust = ssl.create_default_context(cafile=emulator.certificates.authority)

    # When
    with (
        socket.create_connection(("127.0.0.1", emulator.port), timeout=5) as plain,
        trust.wrap_socket(plain, server_hostname="fcm.googleapis.com") as connection,
    ):
        connection.sendall(b"GET /_health HTTP/1.1\r\nHost: fcm.googleapis.com\r\nConnection: close\r\n\r\n")

        # Then
        assert connection.recv(1024).startswith(b"HTTP/1.1 200 ")


def test_a_tunnel_inside_tls_is_refused(emulator):
    # Given
    trust = ssl.create_default_context(cafile=emulator.certificates.authority)

    # When
    with (
        socket.create_connection(("127.0.0.1", emulator.port), timeout=5) as plain,
        trust.wrap_socket(plain, server_hostname="fcm.googleapis.com") as connection,
    ):
        connection.sendall(b"CONNECT fcm.googleapis.com:443 HTTP/1.1\r\nHost: fcm.googleapis.com\r\n\r\n")

        # Then
        assert connection.recv(1024).startswith(b"HTTP/1.1 400 ")


def test_a_client_that_does_not_trust_the_ca_harms_nobody(emulator, client):
    # When
    with (
        httpx.Client(proxy=emulator.url, verify=ssl.create_default_context(), trust_env=False) as distrustful,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        distrustful.get("https://fcm.googleapis.com/_health")

    # Then
    assert client.get("/_health").status_code == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b" 400 "),
        (b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 400 "),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 501 "),
        (b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", b" 413 "),
        (b"POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", b" 400 "),
        (b"GET /_health HTTP/1.1\r\n\r\n", b" 403 "),
    ],
)
def test_a_bad_request_gets_an_answer_and_not_a_traceback(emulator, request_bytes, status):
    answer = exchange(emulator.port, request_bytes)

    assert status in answer.partition(b"\r\n")[0]
    assert b'"error"' in answer


def test_a_chunked_body_is_understood(client, topic):
    def chunks():
        yield b'{"message": {"top'
        yield f'ic": "{topic}"}}}}'.encode()

    assert client.post("/v1/projects/demo/messages:send", content=chunks()).status_code == 200
