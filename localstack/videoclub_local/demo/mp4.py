"""What an MP4 file says of itself, read from its boxes (ISO/IEC 14496-12), without a video program."""

import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER_BYTES = 8


def duration_s(path: Path) -> float:
    """The presentation's duration in seconds, from the movie header. Raises ValueError if the file has none."""
    movie = dict(_boxes(path.read_bytes())).get(b"moov", b"")
    header = dict(_boxes(movie)).get(b"mvhd")
    if header is None:
        raise ValueError(f"{path} is not an MP4 file: it has no movie header")
    version = header[0]
    timescale, duration = struct.unpack_from(">IQ" if version else ">II", header, 20 if version else 12)
    return duration / timescale


def plays_before_it_is_whole(path: Path) -> bool:
    """True if the index stands before the pictures ("fast start"), so that a browser plays and seeks at once."""
    names = [name for name, _ in _boxes(path.read_bytes())]
    return names.index(b"moov") < names.index(b"mdat")


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes at the top of `content`: name and payload. Sizes above 4 GiB do not occur here."""
    position = 0
    while position + _HEADER_BYTES <= len(content):
        size, name = struct.unpack_from(">I4s", content, position)
        if size < _HEADER_BYTES:
            return
        yield name, content[position + _HEADER_BYTES : position + size]
        position += size
