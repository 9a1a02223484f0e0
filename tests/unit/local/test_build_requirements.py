"""What the layers carry, as uv.lock of this checkout says."""

from pathlib import Path

import pytest

from videoclub_local.build.errors import BuildError
from videoclub_local.build.requirements import BASE, layer_requirements

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def names():
    requirements = layer_requirements(ROOT)
    return {layer: {each.pin.split("==")[0] for each in packages} for layer, packages in requirements.items()}


def test_what_the_base_carries_no_other_layer_carries_again(names):
    assert "cryptography" in names[BASE]  # which firebase needs too
    for layer, packages in names.items():
        assert layer == BASE or not packages & names[BASE], layer


def test_the_base_is_without_the_command_line_that_chalice_brings(names):
    assert "chalice" in names[BASE]
    assert not names[BASE] & {"botocore", "inquirer", "pip", "setuptools", "blessed", "readchar"}


@pytest.mark.parametrize(
    ("layer", "package"),
    [
        ("passwords", "argon2-cffi-bindings"),
        ("postgres", "psycopg-binary"),
        ("redis", "redis"),
        ("cassandra", "cassandra-driver"),
        ("firebase", "firebase-admin"),
    ],
)
def test_each_layer_carries_what_it_is_named_after(names, layer, package):
    assert package in names[layer]


def test_every_package_is_pinned_by_hash():
    for packages in layer_requirements(ROOT).values():
        for each in packages:
            assert "--hash=sha256:" in each.text, each.pin


def test_a_layer_without_a_group_in_the_lock_is_named(tmp_path):
    # Given
    listed = (ROOT / "pyproject.toml").read_text().replace("\npostgres = {}", "\npostgres = {}\nconcerts = {}")
    (tmp_path / "pyproject.toml").write_text(listed)
    (tmp_path / "uv.lock").write_bytes((ROOT / "uv.lock").read_bytes())
    # When / Then
    with pytest.raises(BuildError, match="layer concerts"):
        layer_requirements(tmp_path)
