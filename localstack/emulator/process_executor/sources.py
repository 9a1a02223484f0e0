"""Hot reload: tells an environment that the source it was started from has changed.

A *version* is a number that grows with every change below a set of directories. On Linux the kernel counts the changes
(inotify): asking costs one system call, about 5 µs, and no change is ever missed, not even one made a moment before
the call. Elsewhere the tree is scanned, at most twice a second.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from process_executor.inotify import Inotify

_SCAN_INTERVAL = 0.5


def _is_source(name: str) -> bool:
    """Whether a file or directory counts: bytecode, hidden files and editors' backups do not."""
    return not (name == "__pycache__" or name.startswith(".") or name.endswith(("~", ".pyc", ".swp", ".tmp")))


def _directories(root: Path) -> Iterator[str]:
    """The real paths of `root` and all directories below it, symbolic links followed, each once.

    For a link to a file it gives the directory that holds the file: replacing the file is a change there.
    """
    seen: set[str] = set()
    pending = [os.path.realpath(root)]
    while pending:
        directory = pending.pop()
        if directory in seen:
            continue
        seen.add(directory)
        yield directory
        with contextlib.suppress(OSError), os.scandir(directory) as entries:
            for entry in entries:
                if not _is_source(entry.name):
                    continue
                if entry.is_dir():
                    pending.append(os.path.realpath(entry.path))
                elif entry.is_symlink():
                    parent = os.path.dirname(os.path.realpath(entry.path))  # noqa: PTH120 - hot on large trees
                    if parent not in seen:
                        seen.add(parent)
                        yield parent


class KernelCounter:
    """Counts the changes below directories by inotify. Used by one thread at a time."""

    def __init__(self) -> None:
        self._inotify = Inotify()
        self._roots: dict[Path, int] = {}
        self._watches: dict[int, tuple[str, set[Path]]] = {}
        self._entries: dict[tuple[int, str], set[Path]] = {}

    def version(self, roots: Iterable[Path]) -> int:
        """The version of the directories taken together; the first call for a root begins to watch it."""
        for root in roots:
            if root not in self._roots:
                self._roots[root] = 0
                self._watch_below(root)
        self._count_changes()
        return sum(self._roots[root] for root in roots)

    def _watch_below(self, root: Path) -> None:
        # The root's own entry too: builders replace whole directories, or turn a link to another one.
        with contextlib.suppress(OSError):
            self._entries.setdefault((self._inotify.watch(str(root.parent)), root.name), set()).add(root)
        for directory in _directories(root):
            with contextlib.suppress(FileNotFoundError):
                self._watches.setdefault(self._inotify.watch(directory), (directory, set()))[1].add(root)

    def _count_changes(self) -> None:
        changed: set[Path] = set()
        grown: set[Path] = set()
        for change in self._inotify.changes():
            if change.watch == -1:
                changed = grown = set(self._roots)
                continue
            if replaced := self._entries.get((change.watch, change.name)):
                changed |= replaced
                grown |= replaced
            directory, roots = self._watches.get(change.watch, ("", set()))
            if not roots or not _is_source(change.name):
                continue
            _forget_bytecode(directory, change.name)
            changed |= roots
            # A new directory, or a link to one, brings new directories to watch.
            if change.is_directory or Path(directory, change.name).is_symlink():
                grown |= roots
        for root in changed:
            self._roots[root] += 1
        for root in grown:
            self._watch_below(root)


class ScanningCounter:
    """Counts changes by comparing modification times; for systems without inotify. Used by one thread at a time."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[float, dict[str, tuple[int, int]], int]] = {}

    def version(self, roots: Iterable[Path]) -> int:
        """The version of the directories taken together, at most half a second old."""
        return sum(self._version(root) for root in roots)

    def _version(self, root: Path) -> int:
        scanned_at, files, version = self._seen.get(root, (0.0, {}, 0))
        if scanned_at and time.monotonic() - scanned_at < _SCAN_INTERVAL:
            return version
        current = self._scan(root)
        if current != files:
            version += 1
            for path in current.items() - files.items():
                _forget_bytecode(*os.path.split(path[0]))
        self._seen[root] = time.monotonic(), current, version
        return version

    @staticmethod
    def _scan(root: Path) -> dict[str, tuple[int, int]]:
        files: dict[str, tuple[int, int]] = {}
        for directory in _directories(root):
            with contextlib.suppress(OSError), os.scandir(directory) as entries:
                for entry in entries:
                    if _is_source(entry.name) and entry.is_file():
                        status = entry.stat()
                        files[entry.path] = status.st_mtime_ns, status.st_size
        return files


def _forget_bytecode(directory: str, name: str) -> None:
    """Remove a changed module's bytecode: Python takes it for current if second and size of the source are the same."""
    if name.endswith(".py"):
        with contextlib.suppress(OSError, NotImplementedError):
            Path(importlib.util.cache_from_source(str(Path(directory, name)))).unlink()


class Sources:
    """The version of a function's hot-reloaded directories; constant when there are none. Safe from any thread."""

    _counter: KernelCounter | ScanningCounter | None = None
    """One for all functions, as they share layers, and the kernel limits the number of instances."""
    _counter_lock = threading.Lock()

    def __init__(self, roots: Iterable[Path]) -> None:
        self._roots = tuple(roots)

    def version(self) -> int:
        """A number that has grown if anything below the directories has changed."""
        if not self._roots:
            return 0
        with self._counter_lock:
            try:
                counter = Sources._counter = Sources._counter or KernelCounter()
                return counter.version(self._roots)
            except OSError:
                # No inotify, or no more watches: fs.inotify.max_user_watches limits them for each user.
                counter = Sources._counter = ScanningCounter()
                return counter.version(self._roots)
