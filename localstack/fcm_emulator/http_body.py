"""Reading the body of an HTTP/1.1 request (RFC 9112, section 6)."""

from collections.abc import Mapping
from http import HTTPStatus
from io import BufferedIOBase

MAX_BODY_BYTES = 1024 * 1024
MAX_CHUNK_LINE_BYTES = 1024


class BodyError(Exception):
    """The body cannot be read; the connection is of no use after that."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def read_body(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    """Read the body that the headers (in lower case) announce. Raises BodyError."""
    if headers.get("content-encoding", "identity") != "identity":
        raise BodyError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body without Content-Encoding.")
    if "transfer-encoding" in headers:
        if headers["transfer-encoding"].lower() != "chunked":
            raise BodyError(HTTPStatus.NOT_IMPLEMENTED, "The only Transfer-Encoding understood is chunked.")
        return _read_chunks(stream)
    return _read_exactly(stream, _size(headers.get("content-length", "0"), 10))


def _read_chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _size(_read_line(stream).partition(";")[0].strip(), 16):
        if len(body) + size > MAX_BODY_BYTES:
            raise _too_large()
        body += _read_exactly(stream, size)
        _read_line(stream)
    while _read_line(stream):  # trailers
        pass
    return bytes(body)


def _read_line(stream: BufferedIOBase) -> str:
    line = stream.readline(MAX_CHUNK_LINE_BYTES)
    if not line.endswith(b"\n"):
        raise BodyError(HTTPStatus.BAD_REQUEST, "The body ended too early.")
    return line.strip().decode("latin-1")


def _size(text: str, base: int) -> int:
    digits = "0123456789abcdefABCDEF" if base == 16 else "0123456789"  # noqa: PLR2004
    if not text or text.strip(digits):
        raise BodyError(HTTPStatus.BAD_REQUEST, "The length of the body is not a number.")
    size = int(text, base)
    if size > MAX_BODY_BYTES:
        raise _too_large()
    return size


def _too_large() -> BodyError:
    return BodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may have {MAX_BODY_BYTES} bytes at most.")


def _read_exactly(stream: BufferedIOBase, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise BodyError(HTTPStatus.BAD_REQUEST, "The body ended too early.")
    return body
