"""Pinned artifacts from a repository that behaves, one that does not, and for several who ask at once."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from videoclub_local import artifacts
from videoclub_local.artifacts import Artifact, ArtifactCache, build_once
from videoclub_local.downloads import DownloadBar
from videoclub_local.parts import PartError

CONTENT = bytes(range(256)) * 4096
PATH = "org/example/film/1.0/film-1.0.jar"
FILM = Artifact(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), PATH)
WAIT_SECONDS = 30.0


class Repository(ThreadingHTTPServer):
    """Serves CONTENT at PATH, as badly as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.content = CONTENT
        self.knows_ranges = True
        self.cut_after: list[int] = []  # bytes after which the next answers break off
        self.unwell = 0  # how many answers will be 503
        self.ranges: list[str | None] = []  # what was asked for, in order

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/maven2"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        repository, asked = cast("Repository", self.server), self.headers.get("Range")
        repository.ranges.append(asked)
        if repository.unwell:
            repository.unwell -= 1
            self.send_error(503)
            return
        if self.path != f"/maven2/{PATH}":
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and repository.knows_ranges else 0
        if start >= len(repository.content):
            self.send_error(416)
            return
        body = repository.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if repository.cut_after:
            body = body[: repository.cut_after.pop(0)]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def repository() -> Iterator[Repository]:
    with Repository() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join(WAIT_SECONDS)


@pytest.fixture
def environment(repository: Repository, tmp_path: Path) -> dict[str, str]:
    return {
        "VIDEOCLUB_MAVEN_REPOSITORY": repository.url,
        "VIDEOCLUB_CACHE_DIR": str(tmp_path / "cache"),
        "HOME": str(tmp_path / "home"),
    }


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "BACKOFF_SECONDS", 0.0)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Where an interrupted download is kept."""
    part = tmp_path / "cache" / "maven" / f"{PATH}.part"
    part.parent.mkdir(parents=True)
    return part


class Count:
    """Counts bytes as the progress bar does."""

    def __init__(self) -> None:
        self.expected = self.received = 0

    def expect(self, size: int) -> None:
        self.expected += size

    def receive(self, size: int) -> None:
        self.received += size


def test_an_artifact_is_fetched_once_then_found(environment: dict[str, str], repository: Repository):
    # Given
    count = Count()

    # When
    [fetched] = ArtifactCache(environment, count).fetch([FILM])
    [found] = ArtifactCache(environment, count).fetch([FILM])

    # Then
    assert fetched == found
    assert found.read_bytes() == CONTENT
    assert repository.ranges == [None]
    assert count.expected == count.received == len(CONTENT)


def test_the_local_maven_repository_is_looked_in_first(
    environment: dict[str, str], repository: Repository, tmp_path: Path
):
    # Given
    local = tmp_path / "home" / ".m2" / "repository" / PATH
    local.parent.mkdir(parents=True)
    local.write_bytes(CONTENT)

    # When
    [found] = ArtifactCache(environment).fetch([FILM])

    # Then
    assert found.read_bytes() == CONTENT
    assert repository.ranges == []


def test_another_file_of_that_name_in_the_local_repository_is_not_used(
    environment: dict[str, str], repository: Repository, tmp_path: Path
):
    # Given
    local = tmp_path / "home" / ".m2" / "repository" / PATH
    local.parent.mkdir(parents=True)
    local.write_bytes(b"another film")

    # When
    [found] = ArtifactCache(environment).fetch([FILM])

    # Then
    assert found.read_bytes() == CONTENT
    assert repository.ranges == [None]


def test_a_wrong_checksum_is_refused_and_nothing_is_kept(
    environment: dict[str, str], repository: Repository, tmp_path: Path
):
    # Given
    repository.content = CONTENT[:-1] + b"!"

    # When
    with pytest.raises(PartError, match="SHA-256 differs"):
        ArtifactCache(environment).fetch([FILM])

    # Then
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file() and path.stat().st_size] == []


def test_a_download_that_breaks_off_goes_on_where_it_stopped(environment: dict[str, str], repository: Repository):
    # Given
    repository.cut_after = [300_000, 200_000]
    count = Count()

    # When
    [fetched] = ArtifactCache(environment, count).fetch([FILM])

    # Then
    assert fetched.read_bytes() == CONTENT
    first, second, third = repository.ranges
    assert first is None
    assert 0 < start_of(second) < start_of(third) < len(CONTENT)
    assert count.received == len(CONTENT)


def start_of(asked: str | None) -> int:
    assert asked
    return int(asked.removeprefix("bytes=").removesuffix("-"))


def test_what_a_killed_command_had_fetched_is_not_fetched_again(
    environment: dict[str, str], repository: Repository, part: Path
):
    # Given
    part.write_bytes(CONTENT[:1000])

    # When
    [fetched] = ArtifactCache(environment).fetch([FILM])

    # Then
    assert fetched.read_bytes() == CONTENT
    assert repository.ranges == ["bytes=1000-"]
    assert not part.exists()


@pytest.mark.parametrize("rest", [b"damaged", CONTENT + b"too long"], ids=["damaged", "too long"])
def test_a_damaged_rest_is_thrown_away(environment: dict[str, str], repository: Repository, part: Path, rest: bytes):
    # Given
    part.write_bytes(rest)
    count = Count()

    # When
    [fetched] = ArtifactCache(environment, count).fetch([FILM])

    # Then
    assert fetched.read_bytes() == CONTENT
    assert count.received == len(CONTENT)


def test_a_repository_without_ranges_sends_it_all_again(
    environment: dict[str, str], repository: Repository, part: Path
):
    # Given
    part.write_bytes(CONTENT[:1000])
    repository.knows_ranges = False

    # When
    [fetched] = ArtifactCache(environment).fetch([FILM])

    # Then
    assert fetched.read_bytes() == CONTENT


def test_a_repository_that_is_unwell_is_asked_again(environment: dict[str, str], repository: Repository):
    # Given
    repository.unwell = artifacts.ATTEMPTS - 1

    # When
    [fetched] = ArtifactCache(environment).fetch([FILM])

    # Then
    assert fetched.read_bytes() == CONTENT
    assert len(repository.ranges) == artifacts.ATTEMPTS


def test_one_that_stays_unwell_is_named_with_what_to_do(environment: dict[str, str], repository: Repository):
    # Given
    repository.unwell = 100

    # When / Then
    with pytest.raises(PartError, match=r"503 .*VIDEOCLUB_MAVEN_REPOSITORY"):
        ArtifactCache(environment).fetch([FILM])
    assert len(repository.ranges) == artifacts.ATTEMPTS


def test_one_that_lacks_the_artifact_is_asked_once(environment: dict[str, str], repository: Repository):
    # Given
    unknown = Artifact("0" * 64, 1, "org/example/unknown.jar")

    # When / Then
    with pytest.raises(PartError, match="404"):
        ArtifactCache(environment).fetch([unknown])
    assert len(repository.ranges) == 1


def test_two_processes_that_want_it_at_once_fetch_it_once(
    environment: dict[str, str], repository: Repository, tmp_path: Path
):
    # Given
    program = (
        "import os\n"
        "from videoclub_local.artifacts import Artifact, ArtifactCache\n"
        f"print(ArtifactCache(os.environ).fetch([Artifact({FILM.sha256!r}, {FILM.size}, {PATH!r})])[0])\n"
    )

    # When
    commands = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    paths = {command.communicate(timeout=WAIT_SECONDS)[0].strip() for command in commands}

    # Then
    assert [command.returncode for command in commands] == [0, 0]
    assert len(paths) == 1
    assert Path(paths.pop()).read_bytes() == CONTENT
    assert repository.ranges == [None]
    assert list((tmp_path / "cache").rglob("*.part")) == []


def test_the_bar_appears_only_when_something_is_fetched(environment: dict[str, str]):
    # Given
    first, second = StringIO(), StringIO()

    # When
    for screen in (first, second):
        with DownloadBar(Console(file=screen, force_terminal=True)) as bar:
            ArtifactCache(environment, bar).fetch([FILM])

    # Then
    assert "Downloading" in first.getvalue()
    assert second.getvalue() == ""


def test_what_is_built_once_is_built_once_by_all(tmp_path: Path):
    # Given
    target, builds = tmp_path / "programs", []
    meeting = threading.Barrier(3)

    def build(path: Path) -> None:
        builds.append(path)
        path.mkdir()
        (path / "program").write_text("ready")

    def want() -> None:
        meeting.wait(WAIT_SECONDS)
        build_once(target, build)

    threads = [threading.Thread(target=want) for _ in range(3)]

    # When
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)

    # Then
    assert len(builds) == 1
    assert (target / "program").read_text() == "ready"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path):
    # Given
    def build(path: Path) -> None:
        path.mkdir()
        (path / "half").touch()
        raise PartError("no more disc")

    # When
    with pytest.raises(PartError, match="no more disc"):
        build_once(tmp_path / "programs", build)

    # Then
    assert not (tmp_path / "programs").exists()
    assert [path for path in tmp_path.rglob("*") if path.name == "half"] == []
