"""Archives for Lambda: equal content gives equal bytes, and modules come compiled.

Bytecode is of the kind *unchecked hash* (PEP 552): Lambda's runtime takes it as it is, whatever times the sources
got by being unpacked. Without it every cold start would compile everything anew.
"""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

FORMAT = "1"
"""Part of every identity: raise it when archives are built in another way."""

_IDENTITY_CHARACTERS = 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can say
_PYC_FLAGS = slice(4, 8)  # of a .pyc, behind its magic number (PEP 552)
_FILE_MODE = 0o100644 << 16  # where a zip keeps Unix modes


def identity(*parts: str | bytes) -> str:
    """A name for what an archive is made of, for this Python and this way of building."""
    digest = hashlib.sha256()
    for part in (FORMAT, f"{sys.version_info.major}.{sys.version_info.minor}", *parts):
        data = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:_IDENTITY_CHARACTERS]


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder, in an order that does not depend on the file system."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def archived_files(folder: Path) -> Iterator[Path]:
    """The files below a folder that an archive holds: all but the bytecode that runs in the folder have left there."""
    return (path for path in files_below(folder) if not _is_left_by_a_run(path))


def compile_modules(folder: Path, *, seen_as: str) -> str:
    """Compile all modules below a folder, in place, and answer what kept some from being compiled, else nothing.

    `seen_as` is the folder's path on Lambda, for tracebacks.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    paths = ["-s", folder, "-p", seen_as, folder]
    done = subprocess.run([*command, *paths], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip() if done.returncode else ""


def write_archive(folder: Path, archive: Path) -> None:
    """Zip the files below a folder, without their times."""
    with zipfile.ZipFile(archive, "w") as target:
        for file in archived_files(folder):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _FILE_MODE
            target.writestr(entry, file.read_bytes())


def _is_left_by_a_run(path: Path) -> bool:
    """Whether this is bytecode that goes by its source's time: what is compiled for an archive goes by a hash."""
    if path.suffix != ".pyc":
        return False
    with path.open("rb") as bytecode:
        return bytecode.read(_PYC_FLAGS.stop)[_PYC_FLAGS] == bytes(4)
