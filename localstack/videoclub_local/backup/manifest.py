"""What a backup says of itself: `manifest.json`, by which a restore judges it before it touches anything."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT = 1
"""Raised when a backup of today could not be read by the code of before."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KeptFile(_Part):
    """A file of the backup; `path` is relative to its folder."""

    path: str
    size_bytes: int
    sha256: str


class KeptTable(_Part):
    """A table's rows, a line each in `file`. `digest` is that of `RowsDigest`, without times to live, which pass."""

    service: str
    name: str
    columns: list[str]
    rows: int
    digest: str
    file: str


class KeptSequence(_Part):
    """How far a PostgreSQL sequence had counted."""

    service: str
    name: str
    last_value: int


class KeptObject(_Part):
    """An object of a bucket; `bucket` is its logical id in template.yaml."""

    bucket: str
    key: str
    content_type: str
    cache_control: str | None
    file: str


class Manifest(_Part):
    """The whole backup. `migrations` are those applied when it was made: service, file name, checksum."""

    format: Literal[1]
    made_at: datetime
    migrations: dict[str, dict[str, str]]
    postgres: list[KeptTable]
    sequences: list[KeptSequence]
    cassandra: list[KeptTable]
    with_buckets: bool
    """False when LocalStack did not run: it keeps no object over a stop."""
    objects: list[KeptObject]
    files: list[KeptFile]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in (*self.postgres, *self.cassandra))
