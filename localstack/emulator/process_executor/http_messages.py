"""The little of HTTP/1.1 that the Runtime API needs, parsed from the bytes as they come.

`http.server` spends more on one request than the whole exchange costs here, and wants a thread of its own.
"""

from __future__ import annotations

from typing import NamedTuple

_MAX_HEAD = 2 * 1024 * 1024  # awslambdaric sends up to 1 MiB of X-Ray causes in one header.


class MalformedRequest(ValueError):
    """The bytes received are no HTTP/1.1 request."""


class Request(NamedTuple):
    """One complete request; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class RequestParser:
    """Turns the bytes of one connection into requests. Understands Content-Length and chunked bodies."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: tuple[str, str, dict[str, str]] | None = None
        self._chunks: list[bytes] = []
        self._in_trailers = False
        self.expects_continue = False
        """Whether the client waits for `100 Continue` before it sends the body; the reader resets it."""

    def feed(self, data: bytes) -> None:
        """Take bytes as they arrived from the connection."""
        self._buffer += data

    def next_request(self) -> Request | None:
        """The next complete request, or None while bytes are missing.

        Raises MalformedRequest; the connection is of no use afterwards.
        """
        if self._head is None and not self._parse_head():
            return None
        assert self._head is not None
        method, path, headers = self._head
        body = self._chunked_body() if "chunked" in headers.get("transfer-encoding", "") else self._plain_body(headers)
        if body is None:
            return None
        self._head = None
        self.expects_continue = False
        return Request(method, path, headers, body)

    def _parse_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > _MAX_HEAD:
                raise MalformedRequest("the head is too long")
            return False
        request_line, *lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        try:
            method, path, _version = request_line.split(" ")
        except ValueError:
            raise MalformedRequest(f"not a request line: {request_line[:80]!r}") from None
        headers: dict[str, str] = {}
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon:
                raise MalformedRequest(f"not a header: {line[:80]!r}")
            headers[name.lower()] = value.strip()
        self._head = method, path, headers
        self._chunks = []
        self._in_trailers = False
        self.expects_continue = headers.get("expect", "").lower() == "100-continue"
        return True

    def _plain_body(self, headers: dict[str, str]) -> bytes | None:
        try:
            length = int(headers.get("content-length") or 0)
        except ValueError:
            raise MalformedRequest("Content-Length is not a number") from None
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def _chunked_body(self) -> bytes | None:
        while not self._in_trailers:
            line_end = self._buffer.find(b"\r\n")
            if line_end < 0:
                return None
            try:
                size = int(self._buffer[:line_end].split(b";")[0], 16)
            except ValueError:
                raise MalformedRequest("not a chunk size") from None
            if size == 0:
                del self._buffer[: line_end + 2]
                self._in_trailers = True
                break
            chunk_end = line_end + 2 + size
            if len(self._buffer) < chunk_end + 2:
                return None
            self._chunks.append(bytes(self._buffer[line_end + 2 : chunk_end]))
            del self._buffer[: chunk_end + 2]
        while True:
            line_end = self._buffer.find(b"\r\n")
            if line_end < 0:
                return None
            del self._buffer[: line_end + 2]
            if line_end == 0:
                return b"".join(self._chunks)


def response(status: str, headers: dict[str, str], body: bytes) -> bytes:
    """A whole response in one piece: written apart, head and body would meet Nagle's delay of about 40 ms."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
