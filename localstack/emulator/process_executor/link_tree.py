"""Directories made of symbolic links: several trees seen as one, without copying."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path


def merge(roots: Iterable[Path], target: Path) -> None:
    """Make `target` show the union of `roots`; of two files with one name, the later root's is shown.

    That is how Lambda unpacks a function's layers into /opt. A directory found in one root only is one link; only
    directories that several roots share are made anew. `target` must not exist.
    """
    target.mkdir(parents=True)
    sources: dict[str, list[Path]] = {}
    for root in roots:
        for entry in os.scandir(root):
            sources.setdefault(entry.name, []).append(Path(entry.path))
    for name, paths in sources.items():
        directories = [path for path in paths if path.is_dir()]
        if len(directories) > 1 and paths[-1].is_dir():
            merge(directories, target / name)
        else:
            (target / name).symlink_to(paths[-1])


def replace_with_links(links: Iterable[Path], target: Path) -> None:
    """Make `target` a directory that holds one link to each of `links`, replacing what was there."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for link in links:
        (target / link.name).symlink_to(link)
