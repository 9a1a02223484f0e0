"""What making lists needs from outside, where numpy is. What does not answer raises ServiceUnavailable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import ConfigDict

from suggestions.edition import Edition
from suggestions.numbered_model import NumberedModel
from suggestions.shard_histories import ShardHistories
from videoclub.lazy_model import LazyModel
from videoclub.values import Instant


@dataclass(frozen=True, slots=True)
class SnapshotShard:
    """A file of the snapshot, and how many customers it has."""

    shard: int
    key: str
    customers: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The snapshot of all histories; what changed after `as_of` is not in it."""

    as_of: datetime
    shards: Sequence[SnapshotShard]


class HistorySnapshots(Protocol):
    """Stats' snapshot of all histories."""

    def find_snapshot(self) -> Snapshot | None:
        """The latest one; None when there is none yet."""
        ...

    def read_shard(self, key: str) -> ShardHistories: ...


class Plan(LazyModel):
    """What the lists of a run are made from: which files of histories make up each part, and which model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run_id: str
    histories_as_of: Instant
    parts: tuple[tuple[str, ...], ...]
    model_version: str | None
    edition: Edition


class PlanStore(Protocol):
    """Plans of runs; the latest one is what lists are refreshed by."""

    def write_plan(self, plan: Plan) -> None:
        """Keep it, and then make it the latest."""
        ...

    def read_plan(self, run_id: str) -> Plan: ...

    def find_latest(self) -> str | None:
        """The id of the run whose plan is the latest."""
        ...


class ModelStore(Protocol):
    """Models that were published."""

    def find_latest(self) -> "PublishedModel | None": ...

    def read_model(self, version: str) -> NumberedModel: ...

    def publish(self, model: NumberedModel, published: "PublishedModel") -> None:
        """Keep the model and then make it the latest; the one before stays, for those who still work by it."""
        ...


class PublishedModel(LazyModel):
    """`judged` says whether judges were kept out of its fit, so that it may be compared by them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: str
    judged: bool
