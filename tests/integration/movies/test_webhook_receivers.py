"""Webhooks over real connections: what is sent, what is refused, and that nothing leads inside."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import trustme
from standardwebhooks import Webhook

from movies.adapters import webhook_receivers
from movies.adapters.webhook_addresses import PublicAddresses
from movies.adapters.webhook_receivers import WebhookReceivers
from movies.announcements import ADDED, announce
from movies.ports.developers import DueMessage, Endpoint, Failed, Outcome, Sent
from videoclub.clock import utc_now
from videoclub.ids import MovieId, new_id
from videoclub.values import Text

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE = timedelta(seconds=20)
POLL_EVERY_S = 0.02


@dataclass
class Receiver:
    """A server that records what it gets, and answers as told."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict[str, str])
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list[tuple[str, dict[str, str], bytes]])
    url: str = ""


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append((self.path, headers, body))
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            """Quiet."""

    return Handler


@pytest.fixture
def serve() -> Iterator[Callable[..., Receiver]]:
    servers: list[ThreadingHTTPServer] = []

    def start(receiver: Receiver | None = None, tls: ssl.SSLContext | None = None) -> Receiver:
        receiver = receiver or Receiver()
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(receiver))
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(POLL_EVERY_S,), daemon=True).start()
        receiver.url = f"{'https' if tls else 'http'}://localhost:{server.server_port}/hook?of=me"
        return receiver

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def send(*urls: str, addresses: PublicAddresses | None = None, timeout: timedelta = PATIENCE) -> list[Outcome]:
    [message] = announce(
        ADDED, MovieId(new_id()), title=Text(fr="Épouvante"), genres=[], url="https://x.test", now=utc_now()
    )
    due = [DueMessage(place, message, 0, Endpoint(url, SECRET)) for place, url in enumerate(urls)]
    return WebhookReceivers(addresses or PublicAddresses(loopback_allowed=True)).send(due, timeout)


def test_a_receiver_verifies_what_it_gets_with_the_public_library(serve: Callable[..., Receiver]):
    # Given
    receiver = serve()

    # When
    outcomes = send(receiver.url)

    # Then
    assert outcomes == [Sent("HTTP 204")]
    [(path, headers, body)] = receiver.got
    assert path == "/hook?of=me"
    assert headers["host"] == receiver.url.split("/")[2]
    event = Webhook(SECRET).verify(body, headers)
    assert event["type"] == "movies.added"
    assert event["data"]["event_id"] == headers["webhook-id"]


def test_tls_is_checked_against_the_name_and_the_known_authorities(
    serve: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch, tmp_path
):
    # Given
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    wrong = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example.org").configure_cert(wrong)
    trusted, mistaken = serve(tls=tls), serve(tls=wrong)

    # When
    [unknown] = send(trusted.url)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    known, misnamed = send(trusted.url, mistaken.url)

    # Then
    assert unknown == Failed("No answer: SSLCertVerificationError")
    assert known == Sent("HTTP 204")
    assert misnamed == Failed("No answer: SSLCertVerificationError")
    assert mistaken.got == []


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (200, {}, Sent("HTTP 200")),
        (500, {}, Failed("HTTP 500")),
        (404, {}, Failed("HTTP 404")),
        (410, {}, Failed("HTTP 410", permanent=True)),
        (429, {"Retry-After": "120"}, Failed("HTTP 429", retry_after=timedelta(minutes=2))),
        (503, {"Retry-After": "99999999999"}, Failed("HTTP 503", retry_after=timedelta(days=1))),
        (503, {"Retry-After": "soon"}, Failed("HTTP 503")),
    ],
)
def test_only_the_status_counts(serve: Callable[..., Receiver], status: int, headers: dict[str, str], outcome: Outcome):
    assert send(serve(Receiver(status, headers)).url) == [outcome]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(serve: Callable[..., Receiver], status: int):
    # Given
    inner = serve()
    receiver = serve(Receiver(status, {"Location": inner.url}))

    # When
    outcomes = send(receiver.url)

    # Then
    assert outcomes == [Failed(f"HTTP {status}")]
    assert inner.got == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "127.1", "0.0.0.0"])  # noqa: S104
def test_nothing_is_sent_inside(serve: Callable[..., Receiver], host: str):
    # Given
    receiver = serve()
    url = receiver.url.replace("http://localhost", f"https://{host}")

    # When
    [outcome] = send(url, addresses=PublicAddresses())

    # Then
    assert outcome == Failed("The address was refused: it leads to an address that is not on the public internet")
    assert receiver.got == []


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(
    serve: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
):
    # Given a name that is looked up once only, however often it would change
    receiver, asked = serve(), list[str]()
    resolve = socket.getaddrinfo

    def recording(host: str, *arguments: Any, **options: Any) -> Any:
        asked.append(host)
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", recording)

    # When
    [outcome] = send(receiver.url)

    # Then the connection itself is made to a number
    assert outcome == Sent("HTTP 204")
    assert asked.count("localhost") == 1


def test_a_receiver_that_says_nothing_or_drips_holds_up_no_other(
    serve: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
):
    # Given
    monkeypatch.setattr(webhook_receivers, "SILENCE_TIMEOUT_S", 0.3)
    monkeypatch.setattr(webhook_receivers, "ATTEMPT_TIMEOUT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as dripping:
        stop = threading.Event()
        threading.Thread(target=_drip, args=(dripping, stop), daemon=True).start()
        urls = [f"http://127.0.0.1:{server.getsockname()[1]}/" for server in (silent, dripping)]

        # When
        outcomes = send(*urls, serve().url)
        stop.set()

    # Then
    assert outcomes[0] == Failed("No answer: TimeoutError")
    assert isinstance(outcomes[1], Failed)
    assert outcomes[2] == Sent("HTTP 204")


def test_nobody_there_is_a_failure():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert send(f"http://127.0.0.1:{port}/") == [Failed("No answer: ConnectionRefusedError")]


def _drip(server: socket.socket, stop: threading.Event) -> None:
    """A byte of an endless status line every tenth of a second."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 ")
        while not stop.wait(0.1):
            try:
                connection.sendall(b"x")
            except OSError:
                return
