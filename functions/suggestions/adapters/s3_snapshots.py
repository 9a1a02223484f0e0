"""Stats' snapshot of all histories, read where Stats says that it lies (docs/histories.md)."""

import json
from dataclasses import dataclass
from functools import cached_property

from suggestions.adapters.bucket import Bucket
from suggestions.ports.building import Snapshot, SnapshotShard
from suggestions.shard_histories import ShardHistories, read_shard_file
from videoclub.contracts.stats import LOCATE_SNAPSHOT, SnapshotPlace, SnapshotRequest
from videoclub.errors import ServiceUnavailable
from videoclub.services import Services
from videoclub.values import instant


@dataclass(frozen=True)
class S3Snapshots:
    """The HistorySnapshots of Stats."""

    services: Services

    def find_snapshot(self) -> Snapshot | None:
        content = self._bucket.get(self._place.manifest_key)
        if content is None:
            return None
        manifest = json.loads(content)
        shards = [SnapshotShard(each["shard"], each["key"], each["customers"]) for each in manifest["shards"]]
        return Snapshot(instant(manifest["as_of"]), shards)

    def read_shard(self, key: str) -> ShardHistories:
        content = self._bucket.get(self._place.prefix + key)
        if content is None:
            raise ServiceUnavailable("The snapshot of histories has been replaced meanwhile.")
        return read_shard_file(content)

    @cached_property
    def _place(self) -> SnapshotPlace:
        return self.services.ask(LOCATE_SNAPSHOT, SnapshotRequest())

    @property
    def _bucket(self) -> Bucket:
        return Bucket(self._place.bucket)
