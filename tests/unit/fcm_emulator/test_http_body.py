from io import BufferedReader, BytesIO

import pytest

from fcm_emulator.http_body import MAX_BODY_BYTES, BodyError, read_body


def read(raw: bytes, **headers: str) -> bytes:
    return read_body(BufferedReader(BytesIO(raw)), {name.replace("_", "-"): value for name, value in headers.items()})


def test_a_body_of_known_length_ends_there():
    assert read(b"hello, next request", content_length="5") == b"hello"


def test_without_a_length_there_is_no_body():
    assert read(b"next request") == b""


def test_chunks_are_joined_and_their_extensions_and_trailers_skipped():
    raw = b"5;x=y\r\nhello\r\nA\r\n, chunked!\r\n0\r\nTrailer: x\r\n\r\nnext request"

    assert read(raw, transfer_encoding="chunked") == b"hello, chunked!"


@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b"hell", {"content_length": "5"}, 400),
        (b"", {"content_length": "-1"}, 400),
        (b"", {"content_length": "1_0"}, 400),
        (b"", {"content_length": str(MAX_BODY_BYTES + 1)}, 413),
        (b"zz\r\n", {"transfer_encoding": "chunked"}, 400),
        (b"5\r\nhel", {"transfer_encoding": "chunked"}, 400),
        (b"F" * 2000, {"transfer_encoding": "chunked"}, 400),
        (b"FFFFFFFF\r\n", {"transfer_encoding": "chunked"}, 413),
        (b"80000\r\n" + b"x" * 0x80000 + b"\r\n" + b"80001\r\n", {"transfer_encoding": "chunked"}, 413),
        (b"", {"transfer_encoding": "gzip"}, 501),
        (b"", {"content_encoding": "gzip"}, 415),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(raw, headers, status):
    with pytest.raises(BodyError) as caught:
        read(raw, **headers)

    assert caught.value.status == status
