"""That the watch over PostgreSQL's connections sees what would pin them."""

import sys

import pytest

from pinning import Wire
from videoclub.drivers import postgres
from videoclub.drivers.postgres import Postgres

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libpq traces on Linux alone")


@pytest.fixture
def own_wire(monkeypatch):
    wire = Wire()
    monkeypatch.setattr(postgres, "_connect", wire.watching(postgres._connect))  # in place of the watch of all tests
    return wire


@pytest.fixture
def database(own_wire, postgres_store):
    database = Postgres(postgres_store.admin_url)
    yield database
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SET statement_timeout = '5s'",
        "SELECT set_config('work_mem', '8MB', false)",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_lock(1)",
        "CREATE TEMPORARY TABLE pinned (id int)",
        "LISTEN news",
        "PREPARE it AS SELECT 1",
        '\n  reset\n  work_mem -- "so"\n',
    ],
)
def test_what_pins_is_seen(database, own_wire, statement):
    with database.transaction() as connection:
        connection.execute(statement)
    assert own_wire.pinning() == [statement]
    assert own_wire.pinning() == []


def test_a_named_cursor_is_seen(database, own_wire):
    with database.transaction() as connection, connection.cursor(name="unknown") as cursor:
        cursor.execute("SELECT 1")
    [declared] = own_wire.pinning()
    assert declared.startswith('DECLARE "unknown"')


def test_a_prepared_statement_is_seen(database, own_wire):
    with database.transaction() as connection:
        connection.prepare_threshold = 0
        connection.execute("SELECT %s::int", (1,))
    [prepared] = own_wire.pinning()
    assert "SELECT $1::int" in prepared


def test_what_a_request_does_pins_nothing(database, own_wire):
    with database.transaction() as connection:
        for _ in range(10):
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (1,))
    assert own_wire.pinning() == []
    assert own_wire.traces
