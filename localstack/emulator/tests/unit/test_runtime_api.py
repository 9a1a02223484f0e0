"""The Runtime API, served to a client in place of a function's process."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from process_executor.runtime_api import Answered, Event, Exited, InitFailed, RuntimeApi, WorkRequested

RUNTIME = "/2018-06-01/runtime"
EVENT = Event("id-1", "arn:aws:lambda:f", "Root=1", time.time() + 3, b'{"n": 1}')


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    """A Runtime API on a free port."""
    served = RuntimeApi()
    yield served
    served.close()


class Client:
    """One connection of a function's process; each request runs in a thread, as the API is served by the test."""

    def __init__(self, api: RuntimeApi) -> None:
        self._connection = http.client.HTTPConnection(api.address)
        self._threads: list[threading.Thread] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []

    def request(self, method: str, path: str, body: object = None, **headers: str) -> None:
        """Begin a request."""

        def run() -> None:
            self._connection.request(method, path, body, headers, encode_chunked=True)  # pyright: ignore
            response = self._connection.getresponse()
            self.answers.append((response.status, dict(response.getheaders()), response.read()))

        self._threads.append(threading.Thread(target=run, daemon=True))
        self._threads[-1].start()

    def finish(self) -> tuple[int, dict[str, str], bytes]:
        """The last request's answer."""
        self._threads[-1].join(5)
        return self.answers[-1]


def _soon() -> float:
    return time.monotonic() + 5


def _given_event(api: RuntimeApi) -> Client:
    client = Client(api)
    client.request("GET", f"{RUNTIME}/invocation/next")
    assert api.wait(_soon()) == WorkRequested()
    assert api.send(EVENT, timeout=1)
    client.finish()
    return client


def test_an_event_is_given_with_its_headers(api: RuntimeApi) -> None:
    # When
    status, headers, body = _given_event(api).finish()
    # Then
    assert (status, body) == (200, b'{"n": 1}')
    assert headers["Lambda-Runtime-Aws-Request-Id"] == "id-1"
    assert headers["Lambda-Runtime-Invoked-Function-Arn"] == "arn:aws:lambda:f"
    assert headers["Lambda-Runtime-Trace-Id"] == "Root=1"
    assert headers["Lambda-Runtime-Deadline-Ms"] == str(int(EVENT.deadline * 1000))


@pytest.mark.parametrize("body", [b"whole", iter([b"who", b"le"])])
@pytest.mark.parametrize(("kind", "is_error"), [("response", False), ("error", True)])
def test_an_answer_is_taken(api: RuntimeApi, kind: str, is_error: bool, body: object) -> None:
    # Given
    client = _given_event(api)
    # When
    client.request("POST", f"{RUNTIME}/invocation/id-1/{kind}", body if isinstance(body, bytes) else [b"who", b"le"])
    # Then
    assert api.wait(_soon()) == Answered(b"whole", is_error)
    assert client.finish()[0] == 202


def test_an_answer_to_another_call_is_refused(api: RuntimeApi) -> None:
    # Given
    client = _given_event(api)
    # When
    client.request("POST", f"{RUNTIME}/invocation/id-0/response", b"late")
    # Then
    assert api.wait(time.monotonic() + 0.2) is None
    status, _, body = client.finish()
    assert (status, json.loads(body)["errorType"]) == (400, "InvalidRequestID")


def test_an_init_error_is_taken(api: RuntimeApi) -> None:
    # Given
    client = Client(api)
    # When
    headers = {"Lambda-Runtime-Function-Error-Type": "Runtime.ImportModuleError"}
    client.request("POST", f"{RUNTIME}/init/error", b"{}", **headers)
    # Then
    assert api.wait(_soon()) == InitFailed(b"{}", "Runtime.ImportModuleError")
    assert client.finish()[0] == 202


@pytest.mark.parametrize("path", ["/", f"{RUNTIME}/restore/next", "/2020-01-01/extension/register"])
def test_other_paths_do_not_exist(api: RuntimeApi, path: str) -> None:
    # Given
    client = Client(api)
    # When
    client.request("GET", path)
    api.wait(time.monotonic() + 0.2)
    # Then
    assert client.finish()[0] == 404


def test_waiting_ends_with_its_deadline(api: RuntimeApi) -> None:
    # When
    began = time.monotonic()
    occurrence = api.wait(began + 0.1)
    # Then
    assert occurrence is None
    assert time.monotonic() - began < 1


def test_nothing_is_sent_to_who_does_not_wait(api: RuntimeApi) -> None:
    # When / Then
    assert not api.send(EVENT, timeout=0.1)


@pytest.mark.parametrize("with_descriptor", [True, False])
def test_an_answer_comes_before_the_end_of_who_gave_it(api: RuntimeApi, with_descriptor: bool) -> None:
    # Given: by the time the API is served again, the process has answered and ended
    reading_end, writing_end = os.pipe()
    ended = threading.Event()
    api.watch_process(ended.is_set, reading_end if with_descriptor else None)
    _given_event(api)
    host, _, port = api.address.partition(":")
    with socket.create_connection((host, int(port))) as connection:
        head = f"POST {RUNTIME}/invocation/id-1/response HTTP/1.1\r\nContent-Length: 50000\r\n\r\n"
        connection.sendall(head.encode() + b"x" * 50_000)
    ended.set()
    os.close(writing_end)
    # When
    occurrences = [api.wait(_soon()), api.wait(_soon())]
    os.close(reading_end)
    # Then
    assert occurrences == [Answered(b"x" * 50_000, is_error=False), Exited()]
