"""What goes into each layer of third-party packages: the dependency group of its name in uv.lock, pinned by hash."""

import re
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uv import find_uv_bin

from videoclub_local.build.errors import BuildError

BASE = "base"
"""The layer below all others: what it carries, they do not carry again."""


@dataclass(frozen=True)
class Requirement:
    """One pinned package: `pin` is name==version, `text` the whole entry with marker and hashes."""

    pin: str
    text: str


def layer_requirements(checkout: Path) -> dict[str, list[Requirement]]:
    """The packages of each layer that [tool.videoclub.layers] of pyproject.toml lists. Raises BuildError."""
    layers = _layers(checkout)
    with ThreadPoolExecutor() as pool:
        locked = dict(zip(layers, pool.map(lambda name: _locked(checkout, name, layers[name]), layers), strict=True))
    base = {requirement.pin for requirement in locked[BASE]}
    return {
        name: [each for each in requirements if name == BASE or each.pin not in base]
        for name, requirements in locked.items()
    }


def bare_layers(checkout: Path) -> set[str]:
    """The layers that are too large to carry their tests and bytecode."""
    return {name for name, layer in _layers(checkout).items() if layer.get("bare")}


def _layers(checkout: Path) -> dict[str, dict[str, Any]]:
    with (checkout / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["videoclub"]["layers"]


def _locked(checkout: Path, group: str, layer: Mapping[str, Sequence[str]]) -> list[Requirement]:
    pruned = [f"--prune={package}" for package in layer.get("without", [])]
    shape = ["--frozen", "--no-emit-project", "--no-annotate", "--no-header"]
    done = subprocess.run(
        [find_uv_bin(), "export", "--quiet", f"--only-group={group}", *shape, *pruned],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"The layer {group} cannot be read from uv.lock: {done.stderr.strip()}")
    entries = re.split(r"\n(?=\S)", done.stdout.strip())
    return [Requirement(re.split(r"[\s;]", entry, maxsplit=1)[0], entry) for entry in entries if entry]
