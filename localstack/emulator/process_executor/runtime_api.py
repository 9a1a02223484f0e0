"""The Lambda Runtime API of one process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

There is no server thread. Whoever waits for the process, to be ready or to answer a call, serves its requests meanwhile
(`RuntimeApi.wait`). So a call costs no switch between threads, and nothing runs while an environment is idle.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from process_executor.http_messages import MalformedRequest, Request, RequestParser, response

_PREFIX = "/2018-06-01/runtime/"
_READ_SIZE = 256 * 1024
_EXIT_POLL = 0.05
"""Seconds between looks at the process where its exit cannot be selected on (see ChildProcess.exit_fd)."""


@dataclass(frozen=True)
class WorkRequested:
    """The process asked for its next event: its init, or its last call, is over."""


@dataclass(frozen=True)
class InitFailed:
    """The process reported that its init failed. `payload` is Lambda's error document, as JSON."""

    payload: bytes
    error_type: str


@dataclass(frozen=True)
class Answered:
    """The process answered the call it had been given."""

    payload: bytes
    is_error: bool


@dataclass(frozen=True)
class Exited:
    """The process is gone."""


Occurrence = WorkRequested | InitFailed | Answered | Exited


@dataclass(frozen=True)
class Event:
    """One event for the process; `deadline` is in seconds since the epoch."""

    request_id: str
    function_arn: str
    trace_id: str
    deadline: float
    payload: bytes


class RuntimeApi:
    """Serves one process on a free loopback port. Used by one thread at a time, but for `close`."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._occurrences: deque[Occurrence] = deque()
        self._has_exited: Callable[[], bool] = lambda: False
        self._exit_fd: int | None = None
        self._waiting_for_work: socket.socket | None = None
        self._current_request: str | None = None

    @property
    def address(self) -> str:
        """Host and port, for AWS_LAMBDA_RUNTIME_API."""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def watch_process(self, has_exited: Callable[[], bool], exit_fd: int | None) -> None:
        """Let `wait` report the end of the process. `exit_fd`, where there is one, is readable once it has ended."""
        self._has_exited = has_exited
        self._exit_fd = exit_fd
        if exit_fd is not None:
            self._selector.register(exit_fd, selectors.EVENT_READ, self._process_exited)

    def wait(self, deadline: float) -> Occurrence | None:
        """Serve the process until something happens, or until `deadline` (of time.monotonic), which gives None."""
        while not self._occurrences:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return None
            poll_exit = self._exit_fd is None
            for key, _ in self._selector.select(min(remaining, _EXIT_POLL) if poll_exit else remaining):
                key.data()
            if poll_exit and self._has_exited():
                self._process_exited()
        return self._occurrences.popleft()

    def send(self, event: Event, timeout: float) -> bool:
        """Give the process its next event. False if it is not waiting, or does not take it within `timeout` seconds."""
        connection, self._waiting_for_work = self._waiting_for_work, None
        if connection is None:
            return False
        self._current_request = event.request_id
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": event.request_id,
            "Lambda-Runtime-Invoked-Function-Arn": event.function_arn,
            "Lambda-Runtime-Trace-Id": event.trace_id,
            "Lambda-Runtime-Deadline-Ms": str(int(event.deadline * 1000)),
        }
        try:
            connection.settimeout(timeout)
            connection.sendall(response("200 OK", headers, event.payload))
        except OSError:
            return False
        return True

    @property
    def is_waiting_for_work(self) -> bool:
        """Whether the process has asked for its next event."""
        return self._waiting_for_work is not None

    def close(self) -> None:
        """Close the port and all connections."""
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._selector.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listener.accept()
            connection.setblocking(True)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            parser = RequestParser()
            self._selector.register(connection, selectors.EVENT_READ, lambda: self._read(connection, parser))

    def _process_exited(self) -> None:
        if self._exit_fd is not None:
            self._selector.unregister(self._exit_fd)
        # What the process sent before it ended comes first: it may have answered and then exited.
        while ready := [key for key, _ in self._selector.select(0) if key.fileobj is not self._listener]:
            for key in ready:
                key.data()
        self._occurrences.append(Exited())

    def _read(self, connection: socket.socket, parser: RequestParser) -> None:
        try:
            data = connection.recv(_READ_SIZE)
            if not data:
                raise ConnectionResetError
            parser.feed(data)
            while request := parser.next_request():
                self._serve(connection, request)
            if parser.expects_continue:
                parser.expects_continue = False
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        except MalformedRequest as error:
            with contextlib.suppress(OSError):
                connection.sendall(_error("400 Bad Request", "InvalidRequest", str(error)))
            self._drop(connection)
        except OSError:
            self._drop(connection)

    def _drop(self, connection: socket.socket) -> None:
        if self._waiting_for_work is connection:
            self._waiting_for_work = None
        self._selector.unregister(connection)
        connection.close()

    def _serve(self, connection: socket.socket, request: Request) -> None:
        route = request.path.removeprefix(_PREFIX) if request.path.startswith(_PREFIX) else ""
        match request.method, route.split("/"):
            case "GET", ["invocation", "next"]:
                self._waiting_for_work = connection
                self._occurrences.append(WorkRequested())
                return
            case "POST", ["init", "error"]:
                error_type = request.headers.get("lambda-runtime-function-error-type", "Runtime.Unknown")
                self._occurrences.append(InitFailed(request.body, error_type))
            case "POST", ["invocation", request_id, "response" | "error" as kind]:
                if request_id != self._current_request:
                    connection.sendall(_error("400 Bad Request", "InvalidRequestID", "Invalid request ID"))
                    return
                self._current_request = None
                self._occurrences.append(Answered(request.body, is_error=kind == "error"))
            case _:
                connection.sendall(_error("404 Not Found", "NotFound", "no such part of the Runtime API"))
                return
        connection.sendall(response("202 Accepted", {"Content-Type": "application/json"}, b'{"status":"OK"}'))


def _error(status: str, error_type: str, message: str) -> bytes:
    body = json.dumps({"errorType": error_type, "errorMessage": message}).encode()
    return response(status, {"Content-Type": "application/json"}, body)
