"""The PostgreSQL driver: deadlines, and a connection that comes back."""

import os
import signal
import time
from contextlib import suppress

import psycopg
import pytest

from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable


@pytest.fixture
def database(postgres_store):
    database = Postgres(postgres_store.admin_url)
    yield database
    database.close()


def backend_pid(database: Postgres) -> int:
    with database.transaction() as connection:
        row = connection.execute("SELECT pg_backend_pid() AS pid").fetchone()
    assert row
    return row["pid"]


def test_commits_on_leaving_and_rolls_back_on_a_fault(database):
    with database.transaction() as connection:
        connection.execute("CREATE TEMP TABLE kept (n int)")
    with suppress(KeyError), database.transaction() as connection:
        connection.execute("INSERT INTO kept VALUES (1)")
        raise KeyError
    with database.transaction() as connection:
        assert connection.execute("SELECT count(*) AS n FROM kept").fetchone() == {"n": 0}


def test_uses_one_connection(database):
    assert backend_pid(database) == backend_pid(database)


def test_opens_a_new_connection_when_the_server_has_closed_the_old_one(database, postgres_store):
    # Given a connection that the server ends while nobody looks
    pid = backend_pid(database)
    with psycopg.connect(postgres_store.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    # When the next transaction comes
    # Then it has a connection of its own, and the caller notices nothing
    assert backend_pid(database) != pid


def test_a_stopped_server_costs_the_deadline_and_no_more(postgres_store):
    # Given a backend that is stopped in its tracks
    database = Postgres(postgres_store.admin_url, deadline_s=0.3)
    pid = backend_pid(database)
    os.kill(pid, signal.SIGSTOP)
    try:
        # When a statement waits for it
        began = time.monotonic()
        with pytest.raises(ServiceUnavailable), database.transaction() as connection:
            connection.execute("SELECT 1")
        # Then the call fails when its time is up
        assert 0.25 < time.monotonic() - began < 3
    finally:
        os.kill(pid, signal.SIGCONT)
    assert backend_pid(database) != pid


def test_a_server_that_is_not_there_is_named():
    nowhere = Postgres("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(ServiceUnavailable), nowhere.transaction():
        pass
