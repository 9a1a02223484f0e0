"""The layers of third-party packages: wheels for one platform, as uv.lock pins them."""

import platform
import shutil
import subprocess
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from uv import find_uv_bin

from videoclub_local.artifacts import build_once
from videoclub_local.build.archives import compile_modules, identity, write_archive
from videoclub_local.build.code import Archive, Directory
from videoclub_local.build.errors import BuildError
from videoclub_local.build.requirements import bare_layers, layer_requirements

LAMBDA_PYTHON = "3.13"
LAMBDA_PLATFORM = "x86_64-manylinux_2_28"
"""Lambda's python3.13 is Amazon Linux 2023 with glibc 2.34; wheels for 2.28 also run on older systems, locally."""

_LOCAL_PLATFORMS = {
    ("Linux", "x86_64"): LAMBDA_PLATFORM,
    ("Linux", "aarch64"): "aarch64-manylinux_2_28",
    ("Darwin", "x86_64"): "x86_64-apple-darwin",
    ("Darwin", "arm64"): "aarch64-apple-darwin",
}
_MODULES = "python"  # the folder of a layer that Lambda has on the search path, unpacked below /opt
_SEEN_AS = f"/opt/{_MODULES}"


def local_platform() -> str:
    """The platform of this machine, on which local functions run, as uv calls it. Raises BuildError."""
    here = platform.system(), platform.machine()
    if here not in _LOCAL_PLATFORMS:
        raise BuildError(f"Functions run on Linux and macOS, on x86_64 and arm64; this is {' on '.join(here)}.")
    return _LOCAL_PLATFORMS[here]


def build_packages(checkout: Path, cache: Path, target_platform: str, wanted: Collection[str]) -> dict[str, Directory]:
    """Install each wanted layer into its own directory in `cache`, side by side, unless it is there.

    Raises BuildError.
    """

    def build(name: str) -> Directory:
        text = "\n".join(requirement.text for requirement in requirements[name]) + "\n"
        target = cache / f"{name}-{identity(target_platform, text, *(['bare'] if name in bare else []))}"
        return Directory(
            build_once(target, lambda layer: _build(name, text, target_platform, layer, bare=name in bare))
        )

    bare = bare_layers(checkout)
    requirements = {name: pins for name, pins in layer_requirements(checkout).items() if name in wanted}
    with ThreadPoolExecutor() as pool:
        return dict(zip(requirements, pool.map(build, requirements), strict=True))


def archive_packages(layers: Mapping[str, Directory]) -> dict[str, Archive]:
    """The archive of each layer, beside its directory; those that are there are not written again."""

    def archive(layer: Directory) -> Archive:
        target = layer.path.with_name(f"{layer.path.name}.zip")
        return Archive(build_once(target, lambda path: write_archive(layer.path, path)))

    with ThreadPoolExecutor() as pool:  # compressing leaves the interpreter's lock to others
        return dict(zip(layers, pool.map(archive, layers.values()), strict=True))


def _build(name: str, requirements: str, target_platform: str, layer: Path, *, bare: bool) -> None:
    packages = layer / _MODULES
    packages.mkdir(parents=True)
    listed = layer.with_name(f"{layer.name}.txt")
    listed.write_text(requirements)
    _install(name, listed, target_platform, packages)
    if bare:
        for tests in sorted(packages.rglob("tests"), reverse=True):
            shutil.rmtree(tests)
        return
    # What cannot be compiled of a library is a template that it writes elsewhere, not a module of its own.
    compile_modules(packages, seen_as=_SEEN_AS)


def _install(name: str, requirements: Path, target_platform: str, packages: Path) -> None:
    command = [find_uv_bin(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    platform_options = [f"--python-platform={target_platform}", f"--python-version={LAMBDA_PYTHON}"]
    # What is compiled lies beside its source: a link would lead into uv's own cache.
    places = ["--link-mode=copy", f"--target={packages}", f"--requirements={requirements}"]
    done = subprocess.run([*command, *platform_options, *places], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(
            f"The layer {name} cannot be built for Lambda (Python {LAMBDA_PYTHON}, {target_platform}). Each of its "
            f"packages in uv.lock needs a wheel for that platform. uv says:\n{done.stderr.strip()}"
        )
    (packages / ".lock").unlink(missing_ok=True)  # uv's own
