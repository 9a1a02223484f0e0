"""What Lambda's managed Python runtime brings to every function: awslambdaric, boto3 and what these need.

They come from the emulator's own environment, hence from its lock file: a directory of links shows these packages and
no other, so that moto, LocalStack and the rest stay out of functions' sight. Nothing is installed or downloaded for it.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from process_executor.link_tree import replace_with_links

_DISTRIBUTIONS = ("awslambdaric", "boto3")


def create(target: Path) -> None:
    """Make `target` the directory of the managed runtime's packages."""
    links: set[Path] = set()
    for name in _with_requirements(_DISTRIBUTIONS):
        links |= _top_level_paths(metadata.distribution(name))
    replace_with_links(sorted(links), target)


def _with_requirements(names: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        required = [text for text in metadata.requires(name) or () if "extra ==" not in text]
        pending += [match[0] for text in required if (match := re.match(r"[\w.-]+", text))]
    return found


def _top_level_paths(distribution: metadata.Distribution) -> set[Path]:
    """The distribution's files and directories that lie directly in site-packages."""
    names = {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}
    return {Path(str(distribution.locate_file(name))) for name in names}
