"""Which repository, which cache, which pinned files."""

import platform
from pathlib import Path

import pytest
from jgo.constants import MAVEN_CENTRAL_URL

from videoclub_local.artifacts import cache_home, maven_repository, read_lock
from videoclub_local.parts import PartError
from videoclub_local.stores import cassandra_node, postgres

SETTINGS = """\
<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0"><mirrors>
  <mirror><id>blocker</id><mirrorOf>external:http:*</mirrorOf><url>http://0.0.0.0/</url></mirror>
  <mirror><id>ours</id><mirrorOf>{of}</mirrorOf><url> https://maven.example.org/all/ </url></mirror>
</mirrors></settings>
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path)}


def write_settings(environment: dict[str, str], text: str) -> None:
    settings = Path(environment["HOME"], ".m2", "settings.xml")
    settings.parent.mkdir()
    settings.write_text(text)


def test_the_address_given_wins(environment: dict[str, str]):
    # Given
    write_settings(environment, SETTINGS.format(of="*"))
    environment["VIDEOCLUB_MAVEN_REPOSITORY"] = "https://repository.example.org/maven/"

    # When / Then
    assert maven_repository(environment) == "https://repository.example.org/maven"


@pytest.mark.parametrize("of", ["*", "central", "external:*", "other, central", "*,!internal"])
def test_mavens_own_mirror_is_used(environment: dict[str, str], of: str):
    # Given
    write_settings(environment, SETTINGS.format(of=of))

    # When / Then
    assert maven_repository(environment) == "https://maven.example.org/all"


@pytest.mark.parametrize("of", ["internal", "*,!central"])
def test_a_mirror_of_something_else_is_not(environment: dict[str, str], of: str):
    # Given
    write_settings(environment, SETTINGS.format(of=of))

    # When / Then
    assert maven_repository(environment) == MAVEN_CENTRAL_URL


def test_without_settings_it_is_the_public_one(environment: dict[str, str]):
    # Given / When / Then
    assert maven_repository(environment) == MAVEN_CENTRAL_URL


def test_settings_that_cannot_be_read_are_named(environment: dict[str, str]):
    # Given
    write_settings(environment, "<settings>")

    # When / Then
    with pytest.raises(PartError, match=r"settings\.xml is not valid XML"):
        maven_repository(environment)


def test_the_cache_can_be_put_elsewhere(tmp_path: Path):
    # Given / When / Then
    assert cache_home({"VIDEOCLUB_CACHE_DIR": str(tmp_path)}) == tmp_path
    assert cache_home({}).name == "videoclub"


@pytest.mark.parametrize("name", ["cassandra.lock", "postgres.lock"])
def test_every_pinned_file_has_a_whole_checksum_and_a_size(name: str):
    # Given
    pinned = read_lock(Path(postgres.__file__).with_name(name))

    # When / Then
    assert pinned
    assert all(len(bytes.fromhex(artifact.sha256)) == 32 for artifact in pinned)
    assert all(artifact.size > 0 for artifact in pinned)
    assert len({artifact.path for artifact in pinned}) == len(pinned)


@pytest.mark.parametrize(
    ("system", "machine", "native"),
    [("Linux", "x86_64", "linux-x86_64"), ("Linux", "aarch64", "linux-aarch_64"), ("Darwin", "arm64", "osx-aarch_64")],
)
def test_cassandra_is_given_the_native_parts_of_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, native: str
):
    # Given
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)

    # When
    jars = [artifact.file_name for artifact in cassandra_node.node_artifacts()]

    # Then
    natives = [jar for jar in jars if "-linux-" in jar or "-osx-" in jar or "-windows-" in jar]
    assert natives
    assert all(native in jar for jar in natives)
    assert any(jar.startswith("cassandra-all-") for jar in jars)


def test_a_machine_without_embedded_postgres_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    # Given
    monkeypatch.setattr(platform, "system", lambda: "Plan9")

    # When / Then
    with pytest.raises(PartError, match="VIDEOCLUB_POSTGRES_URL"):
        postgres.PostgresStore(tmp_path, {}).prepare()
