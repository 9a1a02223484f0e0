"""The file of one shard of Stats' snapshot of histories (docs/histories.md), as columns."""

import gzip
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Ints
from videoclub.ids import CustomerId, MovieId

_MAGIC = b"VCHIST01"
_HEADER_AT = len(_MAGIC) + 4


@dataclass(frozen=True)
class ShardHistories:
    """Customer c rented `movie_ids[movie[first[c]:first[c + 1]]]`, oldest first, at `rented_at` seconds since 1970."""

    customer_ids: Sequence[CustomerId]
    first: Ints
    movie_ids: Sequence[MovieId]
    movie: Ints
    rented_at: Ints

    def until(self, now: datetime) -> "ShardHistories":
        """Without what is dated in the future."""
        past = self.rented_at <= now.timestamp()
        first = np.concatenate([[0], np.cumsum(past)])[self.first]
        return ShardHistories(self.customer_ids, first, self.movie_ids, self.movie[past], self.rented_at[past])

    def histories(self) -> Iterator[tuple[CustomerId, list[MovieId]]]:
        """Each customer's films, each once at its last rental, oldest first."""
        for number, customer_id in enumerate(self.customer_ids):
            rented = self.movie[self.first[number] : self.first[number + 1]].tolist()
            newest_first = dict.fromkeys(reversed(rented))
            yield customer_id, [self.movie_ids[place] for place in reversed(newest_first)]


def read_shard_file(content: bytes) -> ShardHistories:
    """The histories in a file of a snapshot. Raises ValueError for a file of another form."""
    data = gzip.decompress(content)
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError("This is no shard of a snapshot of histories.")
    (length,) = struct.unpack_from("<I", data, len(_MAGIC))
    start = _HEADER_AT + length
    columns: dict[str, dict[str, Any]] = json.loads(data[_HEADER_AT:start])["columns"]

    def numbers(name: str) -> Ints:
        column = columns[name]
        array: NDArray[Any] = np.frombuffer(data, column["dtype"], column["count"], start + column["offset"])
        return array.astype(np.int64)

    def texts(name: str) -> list[str]:
        offset = start + columns[name]["offset"]
        return data[offset : offset + columns[name]["bytes"]].decode().split("\n") if columns[name]["count"] else []

    return ShardHistories(
        [CustomerId(text) for text in texts("customer_ids")],
        numbers("first"),
        [MovieId(text) for text in texts("movie_ids")],
        numbers("movie"),
        numbers("rented_at"),
    )
