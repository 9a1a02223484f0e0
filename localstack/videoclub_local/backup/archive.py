"""A backup on disk: a folder that is there whole or not at all, and that only its owner reads."""

import gzip
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from videoclub_local.backup.manifest import KeptFile, Manifest
from videoclub_local.parts import PartError

MANIFEST = "manifest.json"
_LEVEL = 6  # of gzip: half the time of 9 for nearly its size


class ArchiveWriter:
    """Where a backup is written, beside its place until it is complete."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    @contextmanager
    def rows(self, path: str) -> Iterator[BinaryIO]:
        """A new compressed file, for lines."""
        with gzip.GzipFile(self.place(path), "wb", compresslevel=_LEVEL, mtime=0) as file:
            yield file  # pyright: ignore[reportReturnType] - a GzipFile writes as any binary file

    def place(self, path: str) -> Path:
        """Where a new file of the backup is to be written."""
        file = self._scratch / path
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=False)
        return file

    def files(self) -> list[KeptFile]:
        """All that was written, read back from disk."""
        found = sorted(file for file in self._scratch.rglob("*") if file.is_file())
        return [_described(file, file.relative_to(self._scratch).as_posix()) for file in found]

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, the last file."""
        self.place(MANIFEST).write_text(manifest.model_dump_json(indent=1))


@contextmanager
def new_archive(folder: Path) -> Iterator[ArchiveWriter]:
    """Writes the backup `folder`, which appears when all is in it. Raises PartError when there is such a folder."""
    if folder.exists():
        raise PartError(f"{folder} is there already; name another folder.")
    scratch = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        scratch.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise PartError(f"{folder} cannot be written ({error.strerror}); name another folder.") from error
    try:
        yield ArchiveWriter(scratch)
        for file in (*scratch.rglob("*"), scratch):
            _flush(file)
        scratch.rename(folder)
        _flush(folder.parent)
    except OSError as error:
        raise PartError(f"The backup could not be written to {folder}: {error.strerror}.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@dataclass(frozen=True)
class Archive:
    """A backup that was found undamaged."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> "Archive":
        """Read the manifest and compare every file with it. Raises PartError, naming what is wrong."""
        manifest = _read_manifest(folder)
        for kept in manifest.files:
            if not _is_inside(folder, kept.path):
                raise PartError(f"The backup {folder} names a file outside of itself ({kept.path}); it is not used.")
            file = folder / kept.path
            if not file.is_file():
                raise PartError(f"The backup {folder} lacks {kept.path}; take another one.")
            if _described(file, kept.path) != kept:
                raise PartError(f"The backup {folder} is damaged: {kept.path} is not as it was written; take another.")
        named = {each.file for each in (*manifest.postgres, *manifest.cassandra, *manifest.objects)}
        if unknown := named - {kept.path for kept in manifest.files}:
            raise PartError(f"The backup {folder} is damaged: its manifest does not describe {min(unknown)}.")
        return cls(folder, manifest)

    def lines(self, path: str) -> Iterator[bytes]:
        """The lines of a compressed file."""
        with gzip.open(self.folder / path, "rb") as file:
            yield from file


def _read_manifest(folder: Path) -> Manifest:
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise PartError(f"{folder} is no backup: it has no {MANIFEST}.") from None
    except ValidationError as error:
        what = "is of another version of videoclub" if _is_of_another_format(error) else "is damaged"
        raise PartError(f"The backup {folder} {what}: its {MANIFEST} cannot be read.") from None


def _is_of_another_format(error: ValidationError) -> bool:
    return any(each["loc"] == ("format",) for each in error.errors())


def _is_inside(folder: Path, path: str) -> bool:
    return (folder / path).resolve().is_relative_to(folder.resolve())


def _described(file: Path, path: str) -> KeptFile:
    with file.open("rb") as stream:
        return KeptFile(
            path=path, size_bytes=file.stat().st_size, sha256=hashlib.file_digest(stream, "sha256").hexdigest()
        )


def _flush(path: Path) -> None:
    """Have the disc keep it: a backup that is there after a power cut is whole."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
