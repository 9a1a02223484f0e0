"""Snapshots: numpy-ready columns by shard, only what changed written anew, and the manifest last."""

import gzip
import hashlib
import json
import struct
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from fakes.stats import NOON, MemoryViewings, RentalStory
from stats.snapshot_format import MAGIC
from stats.snapshots import SHARDS, Snapshots
from stats.viewing import Viewing

TYPES = {"<u1": "B", "<u2": "H", "<u4": "I", "<i8": "q"}


def shard_of(customer_id: str) -> int:
    return hashlib.md5(customer_id.encode(), usedforsecurity=False).digest()[0] % SHARDS


@dataclass
class MemoryHistories:
    """Histories by shard; `touched` tells when something in a shard changed."""

    viewings: MemoryViewings
    now: datetime = NOON
    touched: defaultdict[int, datetime] = field(default_factory=lambda: defaultdict(lambda: NOON))

    def clock(self) -> datetime:
        return self.now

    def changed_shards(self, since: datetime | None) -> set[int]:
        held = {shard_of(viewing.customer_id) for viewing in self.viewings.viewings()}
        return held if since is None else {shard for shard, at in self.touched.items() if at >= since}

    def read_shard(self, shard: int) -> Iterable[Viewing]:
        return (viewing for viewing in self.viewings.viewings() if shard_of(viewing.customer_id) == shard)


@dataclass
class MemorySnapshotFiles:
    """Files, and the order in which they were written."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    manifest: str | None = None
    written: list[str] = field(default_factory=list[str])

    def write_shard(self, key: str, content: bytes) -> None:
        self.files[key] = content
        self.written.append(key)

    def write_manifest(self, text: str) -> None:
        self.manifest = text
        self.written.append("manifest")

    def read_manifest(self) -> str | None:
        return self.manifest

    def list_shards(self) -> list[str]:
        return list(self.files)

    def delete_shards(self, keys: Iterable[str]) -> None:
        for key in keys:
            del self.files[key]


@dataclass
class Bench:
    viewings: MemoryViewings = field(default_factory=MemoryViewings)
    files: MemorySnapshotFiles = field(default_factory=MemorySnapshotFiles)
    histories: MemoryHistories = field(init=False)

    def __post_init__(self) -> None:
        self.histories = MemoryHistories(self.viewings)

    def make(self, **options: Any) -> Any:
        Snapshots(self.histories, self.files).make_snapshot(now=self.histories.now, **options)
        return json.loads(self.files.manifest or "")

    def read(self, key: str) -> dict[str, Any]:
        """A shard as docs/histories.md says it is read."""
        data = gzip.decompress(self.files.files[key])
        assert data[:8] == MAGIC
        (length,) = struct.unpack_from("<I", data, 8)
        header, start = json.loads(data[12 : 12 + length]), 12 + length
        columns: dict[str, Any] = {}
        for name, column in header["columns"].items():
            offset = start + column["offset"]
            if column["dtype"] == "utf8":
                columns[name] = data[offset : offset + column["bytes"]].decode().split("\n")
                assert len(columns[name]) == column["count"]
            else:
                assert column["offset"] % 8 == 0
                values = array(TYPES[column["dtype"]])
                values.frombytes(data[offset : offset + column["count"] * values.itemsize])
                columns[name] = list(values)
        return columns


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_shard_holds_its_customers_histories_as_columns(bench: Bench):
    # Given
    seen, begun = (
        RentalStory(customer="ana", movie="film-1"),
        RentalStory(customer="ana", movie="film-2", at=NOON + timedelta(hours=5)),
    )
    bench.viewings.record_events([seen.created(), seen.watched(95, 90), begun.created(), begun.watched(33, 12)])

    # When
    manifest = bench.make()

    # Then
    [shard] = manifest["shards"]
    assert shard["shard"] == shard_of("ana")
    assert (manifest["customers"], manifest["viewings"], manifest["modulus"]) == (1, 2, SHARDS)
    assert bench.read(shard["key"]) == {
        "customer_ids": ["ana"],
        "first": [0, 2],
        "movie_ids": ["film-1", "film-2"],
        "movie": [0, 1],
        "rented_at": [int(seen.at.timestamp()), int(begun.at.timestamp())],
        "watched_s": [90, 12],
        "progress": [950, 330],
        "completed": [1, 0],
    }


def test_all_histories_are_in_it_once(bench: Bench):
    # Given
    stories = [RentalStory(customer=f"c-{number % 50}", movie=f"m-{number % 7}") for number in range(200)]
    bench.viewings.record_events([story.created() for story in stories])

    # When
    shards = [bench.read(shard["key"]) for shard in bench.make()["shards"]]

    # Then
    rows = [
        (columns["customer_ids"][place], columns["movie_ids"][columns["movie"][row]])
        for columns in shards
        for place in range(len(columns["customer_ids"]))
        for row in range(columns["first"][place], columns["first"][place + 1])
    ]
    assert sorted(rows) == sorted((story.customer_id, story.movie_id) for story in stories)


def test_only_what_changed_is_written_and_the_manifest_comes_last(bench: Bench):
    # Given
    stories = [RentalStory(customer=f"c-{number}") for number in range(20)]
    bench.viewings.record_events([story.created() for story in stories])
    before = bench.make()
    bench.files.written.clear()

    # When
    bench.histories.now = NOON + timedelta(hours=1)
    bench.viewings.record_events([stories[0].watched(50, 50)])
    bench.histories.touched[shard_of("c-0")] = bench.histories.now
    after = bench.make()

    # Then
    kept, key = ({each["shard"]: each["key"] for each in manifest["shards"]} for manifest in (before, after))
    assert bench.files.written == [key[shard_of("c-0")], "manifest"]
    assert [shard for shard in kept if kept[shard] != key[shard]] == [shard_of("c-0")]
    assert kept[shard_of("c-0")] in bench.files.files  # who reads by the manifest before can finish


def test_what_no_manifest_names_any_more_is_deleted_with_who_was_forgotten(bench: Bench):
    # Given
    story = RentalStory(customer="ana")
    bench.viewings.record_events([story.created()])
    [old] = bench.make()["shards"]

    # When
    bench.viewings.events.clear()
    for hour in (1, 2):
        bench.histories.now = NOON + timedelta(hours=hour)
        bench.histories.touched[old["shard"]] = bench.histories.now
        manifest = bench.make()

    # Then
    assert manifest["shards"] == []
    assert bench.files.files == {}


def test_without_time_nothing_is_published(bench: Bench):
    # Given
    bench.viewings.record_events([RentalStory().created()])

    # When / Then
    with pytest.raises(TimeoutError):
        bench.make(has_time=lambda: False)
    assert bench.files.manifest is None


def test_the_same_histories_give_the_same_file(bench: Bench):
    # Given
    bench.viewings.record_events([RentalStory(customer="ana").created() for _ in range(3)])

    # When
    keys = [[shard["key"] for shard in bench.make()["shards"]] for _ in range(2)]

    # Then
    assert keys[0] == keys[1]
