"""Layers as they are built from uv.lock. Needs a package index, unless the user's cache has them."""

import os
import subprocess
import sys
import zipfile

import pytest

from videoclub_local.artifacts import cache_home
from videoclub_local.build.archives import archived_files
from videoclub_local.build.errors import BuildError
from videoclub_local.build.packages import LAMBDA_PLATFORM, archive_packages, build_packages, local_platform

from .conftest import ROOT

LAMBDA_LIMIT_BYTES = 250 * 1024 * 1024  # a function and its layers, unpacked
IMPORTS = {
    "base": "chalice, itsdangerous, jwt, pydantic, cryptography.hazmat.primitives.asymmetric.ed25519",
    "passwords": "argon2",
    "postgres": "psycopg",
    "redis": "redis",
    "cassandra": "cassandra.cluster",
    "firebase": "firebase_admin.messaging, google.auth.transport.requests, google.oauth2.service_account, h2",
    "numeric": "scipy.sparse",
}

QUICK_TO_BUILD = {"base", *IMPORTS} - {"numeric"}


@pytest.fixture(scope="module")
def layers():
    return build_packages(ROOT, cache_home(os.environ) / "layers", local_platform(), {"base", *IMPORTS})


@pytest.mark.parametrize("layer", IMPORTS)
def test_a_layer_on_top_of_the_base_is_complete(layers, layer):
    # Given
    path = [str(layers[name].path / "python") for name in (layer, "base")]
    # When: an interpreter that sees nothing but them and the standard library
    done = subprocess.run(
        [sys.executable, "-P", "-s", "-S", "-c", f"import {IMPORTS[layer]}"],
        env={"PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    # Then
    assert done.returncode == 0, done.stderr


def test_the_archives_hold_the_layers_compiled_and_keep_to_lambdas_limit(layers):
    # When
    archives = archive_packages({name: layer for name, layer in layers.items() if name != "numeric"})
    # Then
    assert sum(archive.unzipped_bytes for archive in archives.values()) < LAMBDA_LIMIT_BYTES
    for archive in archives.values():
        assert 0 < archive.zip_bytes < archive.unzipped_bytes
        with zipfile.ZipFile(archive.path) as content:
            names = content.namelist()
        assert all(name.startswith("python/") for name in names)
        assert any(name.endswith(".cpython-313.pyc") for name in names)


def test_the_numeric_layer_goes_without_tests_and_bytecode_and_fits_beside_the_base(layers):
    # When
    files = {name: list(archived_files(layers[name].path)) for name in ("base", "numeric")}
    # Then
    assert sum(path.stat().st_size for paths in files.values() for path in paths) < LAMBDA_LIMIT_BYTES
    assert not [path for path in files["numeric"] if path.suffix == ".pyc" or "tests" in path.parts]


def test_two_builds_are_equal_byte_for_byte(tmp_path):
    # When
    first, second = (
        archive_packages(build_packages(ROOT, tmp_path / run, LAMBDA_PLATFORM, QUICK_TO_BUILD))
        for run in ("first", "second")
    )
    # Then
    for layer in first:
        assert first[layer].path.read_bytes() == second[layer].path.read_bytes(), layer


def test_a_package_without_a_wheel_for_the_platform_is_named(tmp_path):
    with pytest.raises(BuildError, match=r"(?s)cannot be built for Lambda.*wasm32-pyodide2024.*cffi"):
        build_packages(ROOT, tmp_path, "wasm32-pyodide2024", QUICK_TO_BUILD)
    assert not [path for path in tmp_path.glob("base-*") if path.is_dir()]  # nothing half-built is found next time
