"""One loopback port that answers plain HTTP, TLS and CONNECT: what the first bytes of a connection ask for."""

import logging
import re
import socket
import ssl
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import cast, override
from urllib.parse import parse_qsl, urlsplit

from fcm_emulator import errors
from fcm_emulator.faults import ConnectionDroppedError
from fcm_emulator.http_body import BodyError, read_body
from fcm_emulator.proxy import TLS_HANDSHAKE, is_served, may_connect
from fcm_emulator.router import Router
from fcm_emulator.wire import Request, Response, json_response

LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 120.0
"""A connection kept open without a request is closed after that; the Admin SDK's own time-out is as long."""

ACCEPT_QUEUE = 512  # `send_each` opens up to 500 connections at once

log = logging.getLogger("fcm_emulator")

_REGISTRATION_IN_PATH = re.compile(r"(registrations/)[^/]+")


class EmulatorServer(ThreadingMixIn, TCPServer):
    """A thread for each connection. Without a TLS context only plain HTTP is answered."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = ACCEPT_QUEUE

    def __init__(self, port: int, router: Router, tls: ssl.SSLContext | None) -> None:
        """Bind to the loopback `port` (0: any free one). Raises OSError when it is taken."""
        self.router = router
        self.tls = tls
        super().__init__((LOOPBACK, port), _Connection)

    @property
    def port(self) -> int:
        return self.server_address[1]

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exception()
        if isinstance(error, ssl.SSLError):
            log.warning(
                "TLS handshake failed (%s). Does the client trust the local CA? Set REQUESTS_CA_BUNDLE "
                "and SSL_CERT_FILE to its certificate.",
                error.reason,
            )
        elif not isinstance(error, OSError):
            log.error("A connection ended by an error of the emulator's own", exc_info=error)


class _Connection(BaseHTTPRequestHandler):
    """Reads requests off one connection, until it is closed. A CONNECT turns it into a TLS connection."""

    connection: socket.socket
    path = ""  # until a request line has been read
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    @property
    def _emulator(self) -> EmulatorServer:
        return cast("EmulatorServer", self.server)

    @override
    def setup(self) -> None:
        super().setup()
        if self._emulator.tls and self.connection.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            self._start_tls(self._emulator.tls)

    @override
    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def do_CONNECT(self) -> None:
        if not may_connect(self.path):
            self._refuse(HTTPStatus.FORBIDDEN, f"This proxy leads to Google's FCM hosts only, not to {self.path}.")
        elif isinstance(self.connection, ssl.SSLSocket):
            self._refuse(HTTPStatus.BAD_REQUEST, "Address the proxy as http://, not https://, and only once.")
        elif self._emulator.tls is None:
            self._refuse(HTTPStatus.NOT_IMPLEMENTED, "Start the emulator with --certificate to use it as a proxy.")
        else:
            self.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._start_tls(self._emulator.tls)
            self.close_connection = False

    def do_GET(self) -> None:
        started = time.perf_counter()
        try:
            target = urlsplit(self.path)
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST, "The address of the request is not a URL.")
            return
        if not is_served(target.netloc or self.headers.get("host", "")):
            self._refuse(HTTPStatus.FORBIDDEN, "The emulator answers for Google's FCM hosts and localhost only.")
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._acknowledge()
        try:
            body = read_body(self.rfile, headers)
        except BodyError as error:
            self._refuse(error.status, str(error))
            return
        request = Request(self.command, target.path, dict(parse_qsl(target.query)), headers, body)
        try:
            response = self._emulator.router.answer(request)
        except ConnectionDroppedError:
            self.close_connection = True
            return
        except Exception:
            log.exception("The emulator failed to answer")
            response = errors.internal().to_response()
        self._log(response.status, time.perf_counter() - started)
        self._send(response)

    # http.server looks these names up.
    do_POST = do_GET  # noqa: N815
    do_PUT = do_GET  # noqa: N815
    do_PATCH = do_GET  # noqa: N815
    do_DELETE = do_GET  # noqa: N815

    @override
    def handle_expect_100(self) -> bool:
        self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return True

    @override
    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Called by the base class for a request that is not HTTP, or a method that it does not know."""
        self._refuse(HTTPStatus(code), message or HTTPStatus(code).phrase)

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answer and close: after a refusal at this level the rest of the connection cannot be trusted."""
        self.close_connection = True
        self._log(status, 0)
        error = {"code": status, "message": message, "status": "INVALID_ARGUMENT"}
        self._send(json_response({"error": error}, status))

    def _send(self, response: Response) -> None:
        head = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}", f"Date: {self.date_time_string()}"]
        head += [f"{name}: {value}" for name, value in response.headers.items()]
        if response.status != HTTPStatus.NO_CONTENT:
            head += [f"Content-Type: {response.content_type}", "X-Content-Type-Options: nosniff"]
        if response.stream:
            self.close_connection = True
        elif response.status != HTTPStatus.NO_CONTENT:
            head.append(f"Content-Length: {len(response.body)}")
        if self.close_connection:
            head.append("Connection: close")
        # In one write: two small ones would wait for the other side's delayed acknowledgement.
        self.connection.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + response.body)
        for piece in response.stream or ():
            self.connection.sendall(piece)

    def _acknowledge(self) -> None:
        """Acknowledge the head of the request at once.

        urllib3 leaves Nagle's algorithm on towards a proxy, so the body stays with the client until the head is
        acknowledged, which Linux puts off by 40 ms.
        """
        if sys.platform == "linux":
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _start_tls(self, context: ssl.SSLContext) -> None:
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")

    def _log(self, status: int, seconds: float) -> None:
        path = _REGISTRATION_IN_PATH.sub(r"\1…", self.path.partition("?")[0])  # a token is as good as an address
        log.info("%s %s %d %.1f ms", self.command, path, status, seconds * 1000)
