"""What holds for PostgreSQL alone."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest

from stores import started
from videoclub_local.parts import PartError
from videoclub_local.stores.postgres import URL_VARIABLE, PostgresStore


@pytest.fixture
def store(home: Path, embedding: Mapping[str, str]) -> PostgresStore:
    return started(PostgresStore(home, embedding))


def one(store: PostgresStore, query: str) -> str:
    with psycopg.connect(store.admin_url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row
    return str(row[0])


@pytest.mark.parametrize("extension", ["pg_trgm", "unaccent", "btree_gist", "citext", "fuzzystrmatch", "pgcrypto"])
def test_contrib_extensions_are_there(store: PostgresStore, extension: str):
    # Given / When
    with psycopg.connect(store.admin_url) as connection:
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}".encode())
        found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = %s", (extension,)).fetchone()

    # Then
    assert found


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("server_version", "18.6"),
        ("synchronous_commit", "on"),
        ("fsync", "on"),
        ("shared_buffers", "128MB"),
        ("server_encoding", "UTF8"),
        ("password_encryption", "scram-sha-256"),
        ("unix_socket_directories", ""),
    ],
)
def test_it_is_set_up_for_durability_and_a_small_machine(store: PostgresStore, setting: str, value: str):
    # Given / When / Then
    assert one(store, f"SHOW {setting}") == value


def test_text_sorts_alike_on_every_machine(store: PostgresStore):
    # Given / When / Then
    query = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'postgres'"
    assert one(store, query) == "b C.UTF-8"
    assert one(store, "SELECT lower('ÉTÉ')") == "été"


def test_a_wrong_password_is_refused(store: PostgresStore):
    # Given
    url = store.admin_url
    password = url.split(":")[2].split("@")[0]

    # When / Then
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "guess"))


def test_a_stale_pid_file_is_repaired_even_if_its_pid_lives(store: PostgresStore):
    # Given a server killed with its pid re-used by a bystander of the same user
    status = store.status()
    assert status.pid
    assert status.data_dir
    pid_file = status.data_dir / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(status.pid, signal.SIGKILL)
    server_user = status.data_dir.stat().st_uid if os.geteuid() == 0 else None
    bystander = subprocess.Popen(["/bin/sh", "-c", "read line"], stdin=subprocess.PIPE, user=server_user)
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))

    try:
        # When
        store.start()

        # Then
        assert store.status().state == "up"
        assert bystander.poll() is None
    finally:
        bystander.communicate()


def test_a_half_made_cluster_does_not_block(embedding: Mapping[str, str], home: Path):
    # Given the rest of an initdb that was killed
    interrupted = home / "interrupted"
    (interrupted / "postgres" / "data.new" / "base").mkdir(parents=True)
    store = PostgresStore(interrupted, embedding)

    try:
        # When
        store.start()

        # Then
        assert one(store, "SELECT 1") == "1"
    finally:
        store.erase()


def test_data_whose_password_is_gone_is_named_and_kept(store: PostgresStore, home: Path):
    # Given
    store.stop()
    password = home / "postgres" / "password"
    kept = password.rename(password.with_suffix(".kept"))

    try:
        # When / Then
        with pytest.raises(PartError, match="put the file back"):
            store.start()
    finally:
        kept.rename(password)
    store.start()
    assert one(store, "SELECT 1") == "1"


def test_values_stay_out_of_the_log(store: PostgresStore):
    # Given
    secret = f"{uuid4()}@example.org"
    log_file = store.status().log_file
    assert log_file

    # When a statement fails, and one collides with a value
    with psycopg.connect(store.admin_url, autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE people (email text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES (%s)", (secret,))
        for statement in ("INSERT INTO people VALUES (%s)", "INSERT INTO nowhere VALUES (%s)"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement.encode(), (secret,))

    # Then
    assert "duplicate key" in log_file.read_text()
    assert secret not in log_file.read_text()


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A project under a folder that only root enters, as root's own home is."""
    with tempfile.TemporaryDirectory(prefix="videoclub-closed-") as folder:
        Path(folder).chmod(0o700)
        yield Path(folder, "project", ".videoclub")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs somebody else to run PostgreSQL")
def test_root_may_keep_the_project_in_a_closed_folder(closed_home: Path, embedding: Mapping[str, str]):
    # Given
    store = PostgresStore(closed_home, embedding)

    try:
        # When
        store.start()
        with psycopg.connect(store.admin_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
        store.stop()
        store.start()

        # Then
        status = store.status()
        assert one(store, "SELECT value FROM kept") == "7"
        assert psutil.Process(status.pid).username() != "root"
        assert status.data_dir
        assert status.data_dir == (closed_home / "postgres" / "data").resolve()
    finally:
        data = store.data_dir
        store.erase()
    assert not data.exists()


def test_an_offered_server_is_used_and_left_alone(store: PostgresStore, tmp_path: Path):
    # Given
    offered = PostgresStore(tmp_path, {URL_VARIABLE: store.admin_url})

    # When
    offered.prepare()
    offered.start()
    offered.stop()
    offered.erase()

    # Then
    assert offered.status().kind == "external"
    assert offered.status().state == "up"
    assert offered.admin_url == store.admin_url
    assert store.status().state == "up"
    assert list(tmp_path.iterdir()) == []


def test_an_offered_server_that_is_not_there_is_named_without_its_password(tmp_path: Path):
    # Given
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        offered = PostgresStore(tmp_path, {URL_VARIABLE: f"postgresql://me:s3cret@127.0.0.1:{port}/postgres"})

        # When
        with pytest.raises(PartError) as error:
            offered.start()

    # Then
    assert f"PostgreSQL does not answer at postgresql://127.0.0.1:{port}/postgres ({URL_VARIABLE})" in str(error.value)
    assert "s3cret" not in str(error.value)
    assert offered.status().state == "down"


@pytest.mark.parametrize("url", ["postgresql:/me:s3cret@host", "s3cret", "postgresql://me:s3cret@host:many/x"])
def test_an_address_that_is_none_is_named_without_its_password(tmp_path: Path, url: str):
    # Given
    offered = PostgresStore(tmp_path, {URL_VARIABLE: url})

    # When
    with pytest.raises(PartError) as error:
        offered.start()

    # Then
    assert URL_VARIABLE in str(error.value)
    assert "s3cret" not in str(error.value)
