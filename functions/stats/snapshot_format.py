"""The file of one shard of a snapshot: columns as little-endian arrays, which numpy reads as they lie.

See docs/histories.md. The file is gzipped; inside are MAGIC, the length of the header (u4), the header in JSON, and the
columns, each at a multiple of ALIGNMENT bytes from the end of the header.
"""

import gzip
import json
import struct
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stats.viewing import Viewing
from videoclub.ids import CustomerId, MovieId

MAGIC = b"VCHIST01"
ALIGNMENT = 8
PER_MILLE = 1000
_U1, _U2, _U4, _I8 = "B", "H", "I", "q"
_DTYPES = {_U1: "<u1", _U2: "<u2", _U4: "<u4", _I8: "<i8"}


@dataclass(slots=True)
class ShardColumns:
    """The histories of a shard as columns: a row for each viewing, those of a customer one after the other."""

    customer_ids: list[CustomerId] = field(default_factory=list[CustomerId])
    first: "array[int]" = field(default_factory=lambda: array(_U4))
    movies: dict[MovieId, int] = field(default_factory=dict[MovieId, int])
    movie: "array[int]" = field(default_factory=lambda: array(_U4))
    rented_at: "array[int]" = field(default_factory=lambda: array(_I8))
    watched_s: "array[int]" = field(default_factory=lambda: array(_U4))
    progress: "array[int]" = field(default_factory=lambda: array(_U2))
    completed: "array[int]" = field(default_factory=lambda: array(_U1))

    @classmethod
    def of(cls, viewings: Iterable[Viewing]) -> "ShardColumns":
        """The columns of viewings that come by customer."""
        columns = cls()
        for viewing in viewings:
            columns.add(viewing)
        columns.first.append(len(columns.movie))
        return columns

    def add(self, viewing: Viewing) -> None:
        """Append one viewing."""
        if not self.customer_ids or self.customer_ids[-1] != viewing.customer_id:
            self.customer_ids.append(viewing.customer_id)
            self.first.append(len(self.movie))
        self.movie.append(self.movies.setdefault(viewing.movie_id, len(self.movies)))
        self.rented_at.append(int(viewing.rented_at.timestamp()))
        self.watched_s.append(viewing.watched_s)
        self.progress.append(_per_mille(viewing))
        self.completed.append(viewing.completed_at is not None)

    def as_file(self, shard: int) -> bytes:
        """The file; the same histories give the same bytes."""
        texts = {"customer_ids": self.customer_ids, "movie_ids": list(self.movies)}
        arrays = {
            "first": self.first,
            "movie": self.movie,
            "rented_at": self.rented_at,
            "watched_s": self.watched_s,
            "progress": self.progress,
            "completed": self.completed,
        }
        columns: dict[str, dict[str, Any]] = {}
        data = bytearray()
        for name, column in arrays.items():
            columns[name] = {"dtype": _DTYPES[column.typecode], "offset": len(data), "count": len(column)}
            data += _little_endian(column)
            data += bytes(-len(data) % ALIGNMENT)
        for name, ids in texts.items():
            text = "\n".join(ids).encode()
            columns[name] = {"dtype": "utf8", "offset": len(data), "count": len(ids), "bytes": len(text)}
            data += text
            data += bytes(-len(data) % ALIGNMENT)
        header = json.dumps({"shard": shard, "columns": columns}, sort_keys=True).encode()
        return gzip.compress(MAGIC + struct.pack("<I", len(header)) + header + bytes(data), mtime=0)


def _per_mille(viewing: Viewing) -> int:
    if not viewing.duration_s:
        return 0
    return min(PER_MILLE * viewing.position_s // viewing.duration_s, PER_MILLE)


def _little_endian(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()
