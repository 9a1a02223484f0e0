"""Versions of source directories."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from polling import eventually

from process_executor import sources
from process_executor.inotify import Inotify
from process_executor.sources import KernelCounter, ScanningCounter, Sources

Counter = KernelCounter | ScanningCounter


@pytest.fixture(params=[KernelCounter, ScanningCounter])
def counter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A counter of each kind; the scanning one scans each time."""
    monkeypatch.setattr(sources, "_SCAN_INTERVAL", -1)
    try:
        return request.param()
    except OSError:
        pytest.skip("no inotify on this system")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory with a package in it, and one that is linked."""
    for file in ("root/package/module.py", "root/top.py", "linked/module.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("1")
    (tmp_path / "root" / "link").symlink_to(tmp_path / "linked")
    (tmp_path / "single.py").write_text("1")
    (tmp_path / "root" / "single.py").symlink_to(tmp_path / "single.py")
    (tmp_path / "root" / "loop").symlink_to(tmp_path / "root")
    return tmp_path / "root"


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file": lambda root: (root / "top.py").write_text("22"),
    "a file in a package": lambda root: (root / "package" / "module.py").write_text("22"),
    "a file behind a link": lambda root: (root.parent / "linked" / "module.py").write_text("22"),
    "a linked file": lambda root: (root / "single.py").write_text("22"),
    "a new file": lambda root: (root / "package" / "new.py").touch(),
    "a removed file": lambda root: (root / "top.py").unlink(),
    "a renamed file": lambda root: (root / "top.py").rename(root / "other.py"),
    "a data file": lambda root: (root / "package" / "data.json").write_text("{}"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_a_new_version(counter: Counter, root: Path, change: str) -> None:
    # Given
    before = counter.version([root])
    # When
    CHANGES[change](root)
    # Then
    after = counter.version([root])
    assert after > before
    assert counter.version([root]) == after


@pytest.mark.parametrize("name", ["__pycache__/top.pyc", ".hidden", ".git/index", "top.py~", "top.py.swp"])
def test_what_is_no_source_does_not_count(counter: Counter, root: Path, name: str) -> None:
    # Given
    before = counter.version([root])
    # When
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("1")
    # Then
    assert counter.version([root]) == before


def test_a_new_directory_is_watched(counter: Counter, root: Path) -> None:
    # Given
    counter.version([root])
    (root / "new" / "deep").mkdir(parents=True)
    (root / "new" / "deep" / "module.py").write_text("1")
    before = counter.version([root])
    # When
    (root / "new" / "deep" / "module.py").write_text("22")
    # Then
    assert counter.version([root]) > before


def test_a_link_turned_to_another_directory_is_watched(counter: Counter, root: Path) -> None:
    # Given
    counter.version([root])
    (root.parent / "other").mkdir()
    # When
    (root / "link").unlink()
    (root / "link").symlink_to(root.parent / "other")
    turned = counter.version([root])
    (root.parent / "other" / "module.py").write_text("1")
    # Then
    assert counter.version([root]) > turned


def test_bytecode_of_a_changed_module_is_removed(counter: Counter, root: Path) -> None:
    # Given
    bytecode = root / "package" / "__pycache__" / "module.cpython-313.pyc"
    bytecode.parent.mkdir()
    bytecode.touch()
    counter.version([root])
    # When
    (root / "package" / "module.py").write_text("2")
    counter.version([root])
    # Then
    assert not bytecode.exists()


def test_roots_are_counted_apart(counter: Counter, tmp_path: Path) -> None:
    # Given
    roots = [tmp_path / "a", tmp_path / "b"]
    for root in roots:
        root.mkdir()
    before = [counter.version([root]) for root in roots]
    # When
    (roots[0] / "new.py").touch()
    # Then
    assert counter.version([roots[0]]) > before[0]
    assert counter.version([roots[1]]) == before[1]


def test_without_directories_the_version_is_constant() -> None:
    # When / Then
    assert Sources([]).version() == 0


def test_without_watches_to_spare_the_directories_are_scanned(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given
    def refuse(inotify: Inotify, directory: str) -> int:
        raise OSError(errno.ENOSPC, "no space left", directory)

    monkeypatch.setattr(Inotify, "watch", refuse)
    monkeypatch.setattr(Sources, "_counter", None)
    watched = Sources([root])
    before = watched.version()
    # When
    (root / "top.py").write_text("22")
    # Then
    eventually(lambda: watched.version() > before)
