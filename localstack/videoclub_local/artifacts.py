"""Pinned files from a Maven repository: found in the local one, or fetched, always checked, cached outside the clone.

A lock file pins each by SHA-256 and size: `<sha256> <bytes> <path below the repository>`, a line each.
"""

import hashlib
import os
import random
import shutil
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree as ET

import certifi
import httpx
import platformdirs
from jgo.constants import MAVEN_CENTRAL_URL

from videoclub_local.downloads import UNSEEN, Downloads
from videoclub_local.file_locks import exclusive
from videoclub_local.parts import PartError

ATTEMPTS = 5
BACKOFF_SECONDS = 0.5  # doubled after each attempt, with jitter
TIMEOUT_SECONDS = 30.0  # to connect, and between two pieces of a file
PARALLEL_DOWNLOADS = 8


@dataclass(frozen=True)
class Artifact:
    """One pinned file; `path` is relative to a Maven repository, `size` in bytes."""

    sha256: str
    size: int
    path: str

    @property
    def file_name(self) -> str:
        return self.path.rsplit("/", 1)[1]


def read_lock(lock_file: Path) -> list[Artifact]:
    """The artifacts that a lock file pins."""
    lines = (line.split() for line in lock_file.read_text().splitlines() if line and not line.startswith("#"))
    return [Artifact(sha256, int(size), path) for sha256, size, path in lines]


def cache_home(environment: Mapping[str, str]) -> Path:
    """VIDEOCLUB_CACHE_DIR, else the user's own cache folder: a second clone downloads nothing again."""
    chosen = environment.get("VIDEOCLUB_CACHE_DIR")
    return Path(chosen).absolute() if chosen else platformdirs.user_cache_path("videoclub")


def maven_repository(environment: Mapping[str, str]) -> str:
    """Where to fetch from: VIDEOCLUB_MAVEN_REPOSITORY, else the mirror in Maven's settings, else the public one."""
    chosen = environment.get("VIDEOCLUB_MAVEN_REPOSITORY") or _mirror(_maven_home(environment) / "settings.xml")
    return (chosen or MAVEN_CENTRAL_URL).rstrip("/")


class ArtifactCache:
    """Gives the local paths of pinned artifacts, fetching those that are missing. Any number may run side by side."""

    def __init__(self, environment: Mapping[str, str], downloads: Downloads = UNSEEN) -> None:
        self._folder = cache_home(environment) / "maven"
        self._repository = maven_repository(environment)
        self._local_repository = _maven_home(environment) / "repository"
        self._downloads = downloads

    def fetch(self, artifacts: Sequence[Artifact]) -> list[Path]:
        """The verified files, in the order asked for. Raises PartError when one cannot be had or is not as pinned."""
        missing = [artifact for artifact in artifacts if not self._is_cached(artifact)]
        if missing:
            self._add(missing)
        return [self._target(artifact) for artifact in artifacts]

    def _target(self, artifact: Artifact) -> Path:
        return self._folder / artifact.path

    def _is_cached(self, artifact: Artifact) -> bool:
        # The checksum was verified before the file got this name; the size shows a damaged disc or a truncated copy.
        target = self._target(artifact)
        return target.is_file() and target.stat().st_size == artifact.size

    def _add(self, missing: Iterable[Artifact]) -> None:
        with _client() as client:
            pool = ThreadPoolExecutor(PARALLEL_DOWNLOADS, thread_name_prefix="download")
            try:
                list(pool.map(lambda artifact: self._add_one(client, artifact), missing))
            finally:  # on a failure or Ctrl-C, what has not begun never does
                pool.shutdown(cancel_futures=True)

    def _add_one(self, client: httpx.Client, artifact: Artifact) -> None:
        target = self._target(artifact)
        part = target.with_name(target.name + ".part")
        with exclusive(part) as file:
            if self._is_cached(artifact):  # another process was quicker
                part.unlink()
                return
            if not self._copy_from_local_repository(artifact, file):
                self._download(client, artifact, file)
            part.replace(target)

    def _copy_from_local_repository(self, artifact: Artifact, file: BinaryIO) -> bool:
        local = self._local_repository / artifact.path
        if not (local.is_file() and _sha256(local) == artifact.sha256):
            return False
        file.truncate(0)
        with local.open("rb") as source:
            shutil.copyfileobj(source, file)
        file.flush()
        return True

    def _download(self, client: httpx.Client, artifact: Artifact, file: BinaryIO) -> None:
        url = f"{self._repository}/{artifact.path}"
        self._downloads.expect(artifact.size)
        self._downloads.receive(_size(file))
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(BACKOFF_SECONDS * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            resumed_from = _size(file)
            try:
                self._receive(client, url, file)
            except (httpx.TransportError, _TryAgainError) as error:
                reason = str(error) or type(error).__name__
                continue
            if _sha256(Path(file.name)) == artifact.sha256:
                return
            self._start_over(file)
            if not resumed_from:
                raise PartError(
                    f"{url} is not the file this version of videoclub pins (its SHA-256 differs), so it is not used. "
                    "Set VIDEOCLUB_MAVEN_REPOSITORY to a repository that you trust and try again."
                )
            reason = "what was left of an earlier download was damaged"
        raise PartError(
            f"{url} could not be downloaded: {reason}. Check the network (or set VIDEOCLUB_MAVEN_REPOSITORY to a "
            "mirror) and try again: it goes on where it stopped."
        )

    def _receive(self, client: httpx.Client, url: str, file: BinaryIO) -> None:
        """Append what is missing; a server that knows no ranges sends it all again."""
        have = _size(file)
        ranged = {"Range": f"bytes={have}-"} if have else {}
        with client.stream("GET", url, headers=ranged) as response:
            if response.status_code in (httpx.codes.OK, httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE):
                self._start_over(file)
            if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                _raise_for(response)
            for chunk in response.iter_raw():
                file.write(chunk)
                self._downloads.receive(len(chunk))
            file.flush()

    def _start_over(self, file: BinaryIO) -> None:
        self._downloads.receive(-_size(file))
        file.truncate(0)


class _TryAgainError(Exception):
    """The server may answer better in a moment."""


def _raise_for(response: httpx.Response) -> None:
    if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise PartError(
            f"{response.url} answers {response.status_code} {response.reason_phrase}. "
            "Set VIDEOCLUB_MAVEN_REPOSITORY to a Maven repository that has it."
        )
    raise _TryAgainError(f"the server answers {response.status_code} {response.reason_phrase}")


def build_once(target: Path, build: Callable[[Path], None]) -> Path:
    """Make a folder or file by `build(path)` unless it is there: whole or not at all, and once, whoever else asks."""
    if target.exists():
        return target
    with exclusive(target.with_name(target.name + ".lock")):
        if not target.exists():
            scratch = target.with_name(f".{target.name}.building")
            _remove(scratch)  # of one that was killed
            try:
                build(scratch)
                scratch.rename(target)
            finally:
                _remove(scratch)
    return target


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _client() -> httpx.Client:
    context = ssl.create_default_context()  # the system's authorities, a company's own among them …
    context.load_verify_locations(certifi.where())  # … and the public ones where Python finds no system store
    identity = {"Accept-Encoding": "identity", "User-Agent": "videoclub"}
    return httpx.Client(verify=context, timeout=TIMEOUT_SECONDS, follow_redirects=True, headers=identity)


def _maven_home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("HOME") or Path.home()) / ".m2"


def _mirror(settings: Path) -> str | None:
    """The address of the mirror that Maven itself would use for the public repository."""
    if not settings.is_file():
        return None
    try:
        mirrors = ET.parse(settings).iterfind(".//{*}mirror")  # noqa: S314 - the user's own file
    except ET.ParseError as error:
        raise PartError(
            f"{settings} is not valid XML ({error}); correct it, or set VIDEOCLUB_MAVEN_REPOSITORY."
        ) from None
    for mirror in mirrors:
        of = {name.strip() for name in (mirror.findtext("{*}mirrorOf") or "").split(",")}
        if of & {"*", "external:*", "central"} and "!central" not in of:
            return (mirror.findtext("{*}url") or "").strip() or None
    return None
