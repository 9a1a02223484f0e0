"""Snapshots of all histories for those who learn from them; only shards in which something changed are written anew."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stats.ports.snapshots import HistoryStore, SnapshotFiles
from stats.snapshot_format import ShardColumns
from videoclub.clock import rfc3339
from videoclub.values import instant

VERSION = 1
SHARDS = 64
"""A customer's shard is the first byte of the MD5 of their id, modulo this; the database computes the same."""
OVERLAP = timedelta(minutes=10)
"""A change is looked for so long before the last snapshot: its transaction may have ended after it was stamped."""
DIGEST_CHARS = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a run did: shards written anew, and what the snapshot holds now."""

    written: int
    shards: int
    customers: int
    viewings: int


@dataclass(frozen=True)
class Snapshots:
    """Makes snapshots. Readers begin at the manifest, which is replaced last."""

    histories: HistoryStore
    files: SnapshotFiles

    def make_snapshot(self, *, now: datetime, has_time: Callable[[], bool] = lambda: True) -> Snapshot:
        """Write the shards that changed, then the manifest. May be ended anywhere and begun again.

        Files that neither the new manifest nor the one before names are deleted, so who reads by the one before can
        finish. Without time for all shards nothing is published. Raises ServiceUnavailable, TimeoutError.
        """
        before = self._last_manifest()
        as_of = self.histories.clock()
        since = instant(before["as_of"]) - OVERLAP if before else None
        shards: dict[int, dict[str, Any]] = {each["shard"]: each for each in before["shards"]} if before else {}
        changed = self.histories.changed_shards(since)
        for shard in sorted(changed):
            if not has_time():
                raise TimeoutError(f"no time for shard {shard} of the snapshot")
            written = self._write_shard(shard)
            shards.pop(shard, None)
            if written:
                shards[shard] = written
        manifest: dict[str, Any] = {
            "format": "videoclub-histories",
            "version": VERSION,
            "made_at": rfc3339(now),
            "as_of": as_of.isoformat(),
            "modulus": SHARDS,
            "customers": sum(each["customers"] for each in shards.values()),
            "viewings": sum(each["viewings"] for each in shards.values()),
            "shards": [shards[shard] for shard in sorted(shards)],
        }
        self.files.write_manifest(json.dumps(manifest, sort_keys=True, indent=1) + "\n")
        self._delete_unnamed(manifest, before)
        return Snapshot(len(changed), len(shards), manifest["customers"], manifest["viewings"])

    def _last_manifest(self) -> dict[str, Any] | None:
        text = self.files.read_manifest()
        manifest: dict[str, Any] | None = json.loads(text) if text else None
        return manifest if manifest and manifest["version"] == VERSION else None

    def _write_shard(self, shard: int) -> dict[str, Any] | None:
        columns = ShardColumns.of(self.histories.read_shard(shard))
        if not columns.customer_ids:
            return None
        content = columns.as_file(shard)
        digest = hashlib.sha256(content).hexdigest()[:DIGEST_CHARS]
        key = f"shard-{shard:02}/{digest}.bin.gz"
        self.files.write_shard(key, content)
        return {
            "shard": shard,
            "key": key,
            "bytes": len(content),
            "customers": len(columns.customer_ids),
            "viewings": len(columns.movie),
        }

    def _delete_unnamed(self, *manifests: dict[str, Any] | None) -> None:
        named = {each["key"] for manifest in manifests if manifest for each in manifest["shards"]}
        unnamed = [key for key in self.files.list_shards() if key not in named]
        if unnamed:
            self.files.delete_shards(unnamed)
