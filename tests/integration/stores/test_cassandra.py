"""What holds for Cassandra alone."""

import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from cassandra.cluster import NoHostAvailable

from stores import started
from videoclub_local.parts import PartError
from videoclub_local.stores.cassandra import HOSTS_VARIABLE, CassandraStore
from videoclub_local.stores.cql import admin_session

WAIT_SECONDS = 120.0


@pytest.fixture
def store(home: Path, embedding: Mapping[str, str]) -> CassandraStore:
    return started(CassandraStore(home, embedding))


def offering(store: CassandraStore, **changed: str) -> dict[str, str]:
    endpoint = store.endpoint
    offered = {
        "HOSTS": endpoint.hosts[0],
        "PORT": str(endpoint.port),
        "USERNAME": endpoint.username,
        "PASSWORD": endpoint.password,
    }
    return {f"VIDEOCLUB_CASSANDRA_{name}": value for name, value in (offered | changed).items()}


def test_the_superuser_that_cassandra_ships_is_locked_out(store: CassandraStore):
    # Given
    shipped = replace(store.endpoint, username="cassandra", password="cassandra")

    # When / Then
    with pytest.raises(NoHostAvailable, match="not permitted to log in"), admin_session(shipped):
        pass


def test_ours_may_do_everything(store: CassandraStore):
    # Given
    role = f"role_{uuid4().hex}"

    # When
    with admin_session(store.endpoint) as session:
        session.execute(f"CREATE ROLE {role} WITH LOGIN = true AND PASSWORD = %s", (uuid4().hex,))
        session.execute(f"DROP ROLE {role}")
        [own] = session.execute("SELECT is_superuser, salted_hash FROM system_auth.roles WHERE role = 'videoclub'")

    # Then
    assert own.is_superuser
    assert own.salted_hash.startswith("$2a$04$")  # a connection costs 2^4 rounds of bcrypt


def test_writes_wait_for_the_commit_log(store: CassandraStore):
    # Given / When
    with admin_session(store.endpoint) as session:
        rows = session.execute("SELECT name, value FROM system_views.settings")
        settings = {row.name: row.value for row in rows}

    # Then
    assert settings["commitlog_sync"] == "batch"
    assert settings["paxos_variant"] == "v2"
    assert settings["authenticator"] == "PasswordAuthenticator"


def test_two_commands_at_once_make_one_node(home: Path, embedding: Mapping[str, str]):
    # Given a project without data
    fresh = home / "fresh"
    program = (
        "import os, sys, pathlib\n"
        "from videoclub_local.stores.cassandra import CassandraStore\n"
        "from videoclub_local.stores.cql import admin_session\n"
        "store = CassandraStore(pathlib.Path(sys.argv[1]), os.environ)\n"
        "store.start()\n"
        "with admin_session(store.endpoint): print(store.status().pid)\n"
    )

    try:
        # When
        command = [sys.executable, "-c", program, str(fresh)]
        commands = [subprocess.Popen(command, env=dict(embedding), stdout=subprocess.PIPE) for _ in range(2)]
        pids = {command.communicate(timeout=WAIT_SECONDS)[0] for command in commands}

        # Then
        assert [command.returncode for command in commands] == [0, 0]
        assert len(pids) == 1
    finally:
        CassandraStore(fresh, embedding).erase()


def test_data_whose_password_is_gone_is_named_and_kept(store: CassandraStore, home: Path):
    # Given
    store.stop()
    password = home / "cassandra" / "password"
    kept = password.rename(password.with_suffix(".kept"))

    try:
        # When / Then
        with pytest.raises(PartError, match="put the file back"):
            store.start()
    finally:
        kept.rename(password)


def test_an_offered_cluster_is_used_and_left_alone(store: CassandraStore, tmp_path: Path):
    # Given
    offered = CassandraStore(tmp_path, offering(store))

    # When
    offered.prepare()
    offered.start()
    offered.stop()

    # Then
    assert offered.status().kind == "external"
    assert offered.status().state == "up"
    assert offered.endpoint == store.endpoint
    assert store.status().state == "up"


def test_one_that_refuses_the_password_is_named_without_it(store: CassandraStore, tmp_path: Path):
    # Given
    offered = CassandraStore(tmp_path, offering(store, PASSWORD="s3cret"))

    # When
    with pytest.raises(PartError) as error:
        offered.start()

    # Then
    assert HOSTS_VARIABLE in str(error.value)
    assert "Bad credentials" in str(error.value)
    assert "s3cret" not in str(error.value)


def test_one_that_is_not_there_is_named_soon(store: CassandraStore, tmp_path: Path):
    # Given
    offered = CassandraStore(tmp_path, offering(store, PORT="1"))
    began = time.monotonic()

    # When
    with pytest.raises(PartError, match=HOSTS_VARIABLE):
        offered.start()

    # Then
    assert offered.status().state == "down"
    assert time.monotonic() - began < WAIT_SECONDS


@pytest.mark.parametrize(
    ("changed", "told"), [({"PORT": "many"}, "_PORT is not a port number"), ({"USERNAME": ""}, "set both")]
)
def test_a_half_made_offer_is_explained(tmp_path: Path, changed: dict[str, str], told: str):
    # Given
    offer = {"HOSTS": "127.0.0.1", "USERNAME": "me", "PASSWORD": "s3cret"} | changed
    offered = CassandraStore(tmp_path, {f"VIDEOCLUB_CASSANDRA_{name}": value for name, value in offer.items()})

    # When / Then
    with pytest.raises(PartError, match=told):
        offered.start()
