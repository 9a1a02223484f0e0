"""What a function or a layer is deployed from: an archive, or a directory that is read in place."""

import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HOT_RELOAD_BUCKET = "hot-reload"
"""LocalStack's way of saying that the key is a directory of this machine."""


@dataclass(frozen=True)
class Archive:
    """A zip whose file name carries the identity of its content: equal names, equal content."""

    path: Path

    def location(self, artifacts_bucket: str) -> dict[str, str]:
        """Where CloudFormation finds it."""
        return {"Bucket": artifacts_bucket, "Key": self.path.name}

    @property
    def zip_bytes(self) -> int:
        return self.path.stat().st_size

    @cached_property
    def unzipped_bytes(self) -> int:
        with zipfile.ZipFile(self.path) as archive:
            return sum(entry.file_size for entry in archive.infolist())


@dataclass(frozen=True)
class Directory:
    """A directory that functions read in place: a change is seen by the next call. LocalStack only."""

    path: Path

    def location(self, _artifacts_bucket: str) -> dict[str, str]:
        """Where LocalStack finds it."""
        return {"Bucket": HOT_RELOAD_BUCKET, "Key": str(self.path)}


type Code = Archive | Directory
