"""Our own code, the services and the kernel: linked for hot reload, or archived."""

import shutil
import tempfile
from pathlib import Path

from videoclub_local.artifacts import build_once
from videoclub_local.build.archives import compile_modules, files_below, identity, write_archive
from videoclub_local.build.code import Archive, Directory
from videoclub_local.build.errors import BuildError

KERNEL = "common"
"""The layer of the kernel."""

_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*")
_FUNCTION_ROOT = "/var/task"
_LAYER_ROOT = "/opt"


def link_service(checkout: Path, service: str, folder: Path) -> Directory:
    """A directory below `folder` that holds the service's package alone, as its archive would. Raises BuildError."""
    package = _package(checkout, service)
    root = folder / service
    root.mkdir(parents=True, exist_ok=True)
    link = root / service
    if not (link.is_symlink() and link.readlink() == package):
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    return Directory(root)


def archive_service(checkout: Path, service: str, folder: Path) -> Archive:
    """The service's package as an archive in `folder`; one that is there already is not built again.

    Raises BuildError.
    """
    return _archive(service, _package(checkout, service), service, folder, seen_as=_FUNCTION_ROOT)


def link_kernel(checkout: Path) -> Directory:
    """The kernel's layer in place."""
    return Directory(_kernel(checkout))


def archive_kernel(checkout: Path, folder: Path) -> Archive:
    """The kernel's layer as an archive in `folder`. Raises BuildError."""
    return _archive(KERNEL, _kernel(checkout), ".", folder, seen_as=_LAYER_ROOT)


def _package(checkout: Path, service: str) -> Path:
    package = checkout.absolute() / "functions" / service
    if not package.is_dir():
        raise BuildError(f"template.yaml names the service {service}, but there is no {package}.")
    return package


def _kernel(checkout: Path) -> Path:
    return checkout.absolute() / "layers" / KERNEL


def _archive(name: str, sources: Path, place: str, folder: Path, *, seen_as: str) -> Archive:
    with tempfile.TemporaryDirectory(prefix="videoclub-") as scratch:
        root = Path(scratch, "root")
        # A copy first: what is identified is then what is archived, even while somebody edits.
        shutil.copytree(sources, root / place, ignore=_LEFT_OUT)
        content = (part for file in files_below(root) for part in (str(file.relative_to(root)), file.read_bytes()))

        def build(archive: Path) -> None:
            if problem := compile_modules(root, seen_as=seen_as):
                raise BuildError(f"{name} is not valid Python.\n{problem}")
            write_archive(root, archive)

        return Archive(build_once(folder / f"{name}-{identity(*content)}.zip", build))
