"""What snapshots of histories need from outside. What does not answer raises ServiceUnavailable."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from stats.viewing import Viewing


class HistoryStore(Protocol):
    """Histories by shard, for snapshots."""

    def clock(self) -> datetime:
        """This instant by the clock that `changed_shards` goes by."""
        ...

    def changed_shards(self, since: datetime | None) -> set[int]:
        """Shards in which something changed or was forgotten since then; all that hold anything, without `since`."""
        ...

    def read_shard(self, shard: int) -> Iterable[Viewing]:
        """The histories of a shard, by customer and then oldest first, without holding all of them."""
        ...


class SnapshotFiles(Protocol):
    """Snapshots as files."""

    def write_shard(self, key: str, content: bytes) -> None: ...

    def write_manifest(self, text: str) -> None:
        """Replace the manifest, at once and whole."""
        ...

    def read_manifest(self) -> str | None: ...

    def list_shards(self) -> list[str]:
        """The keys of all files of shards."""
        ...

    def delete_shards(self, keys: Sequence[str]) -> None: ...
