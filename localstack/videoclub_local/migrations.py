"""Brings a service's store to the shape its code expects, by the numbered files of its `migrations/` folder.

A file is applied once and recorded with its checksum. In PostgreSQL file and record are one transaction, so a command
killed half-way leaves nothing half-done. CQL knows no transactions: there a file is recorded after its last statement
and begun again if that was never reached, so each of its statements must be repeatable (`IF NOT EXISTS`).
"""

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from cassandra import InvalidRequest
from cassandra.cluster import Session
from psycopg import errors, sql

from videoclub_local.parts import PartError
from videoclub_local.stores.cql import CassandraEndpoint, admin_session

CONNECT_TIMEOUT_SECONDS = 5
# The service's role has the short limits of a request; a migration may rewrite a table.
STATEMENT_TIMEOUT = "10min"
LOCK_TIMEOUT = "30s"
_ADVISORY_LOCK = 7_065_372_118  # any number, the same for all who migrate

CQL_LOCK_SECONDS = 15  # a lock that a killed command left behind goes by itself
CQL_LOCK_WAIT_SECONDS = 60.0
_CQL_LOCK_POLL_SECONDS = 0.2


class MigrationError(PartError):
    """A store cannot be migrated. The message names the file and says what to do."""


@dataclass(frozen=True)
class Migration:
    """One numbered file."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_migrations(folder: Path, suffix: str) -> list[Migration]:
    """The migrations of a folder, in the order of their names (`0001_rentals.cql`)."""
    return [Migration(path, path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"[0-9]*{suffix}"))]


def apply_sql(url: str, folder: Path) -> list[str]:
    """Apply what is missing in the PostgreSQL database at `url` and return the names. Raises MigrationError.

    Costs a connection and a query when nothing is missing.
    """
    migrations = read_migrations(folder, ".sql")
    with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS) as connection:
        if not _missing(migrations, applied_sql(connection)):
            return []
        connection.execute(sql.SQL("SET statement_timeout = {}").format(STATEMENT_TIMEOUT))
        connection.execute(sql.SQL("SET lock_timeout = {}").format(LOCK_TIMEOUT))
        connection.execute("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK,))  # until the connection closes
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations"
            " (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        missing = _missing(migrations, applied_sql(connection))
        for migration in missing:
            _apply_one_sql(connection, migration)
    return [migration.name for migration in missing]


def applied_sql(connection: psycopg.Connection) -> dict[str, str]:
    """The migrations applied to a database, with their checksums."""
    try:
        return dict(connection.execute("SELECT name, checksum FROM schema_migrations").fetchall())
    except errors.UndefinedTable:
        return {}


def _apply_one_sql(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.text.encode())
            connection.execute(
                "INSERT INTO schema_migrations (name, checksum) VALUES (%s, %s)", (migration.name, migration.checksum)
            )
    except psycopg.Error as error:
        raise MigrationError(f"{migration.path} could not be applied: {str(error).strip()}") from error


def apply_cql(endpoint: CassandraEndpoint, keyspace: str, folder: Path) -> list[str]:
    """Apply what is missing in a Cassandra keyspace and return the names. Raises MigrationError.

    Costs a connection and a query when nothing is missing.
    """
    migrations = read_migrations(folder, ".cql")
    with admin_session(endpoint) as session:
        session.set_keyspace(keyspace)
        if not _missing(migrations, applied_cql(session)):
            return []
        session.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, checksum text, applied_at timestamp)"
        )
        session.execute("CREATE TABLE IF NOT EXISTS schema_lock (name text PRIMARY KEY, owner text)")
        with _cql_lock(session, keyspace) as lock:
            missing = _missing(migrations, applied_cql(session))
            for migration in missing:
                _apply_one_cql(session, lock, migration)
    return [migration.name for migration in missing]


def applied_cql(session: Session) -> dict[str, str]:
    """The migrations applied to the session's keyspace, with their checksums."""
    try:
        return {row.name: row.checksum for row in session.execute("SELECT name, checksum FROM schema_migrations")}
    except InvalidRequest:  # there is no such table yet
        return {}


def _apply_one_cql(session: Session, lock: "_CqlLock", migration: Migration) -> None:
    for statement in cql_statements(migration.text):
        lock.renew()
        try:
            session.execute(statement)
        except Exception as error:
            raise MigrationError(f"{migration.path} could not be applied: {error}") from error
    session.execute(
        "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES (%s, %s, toTimestamp(now()))",
        (migration.name, migration.checksum),
    )


def cql_statements(text: str) -> list[str]:
    """The statements of a CQL file: each ends with a semicolon at the end of a line; `--` begins a comment."""
    lines = (line.split("--", 1)[0].rstrip() for line in text.splitlines())
    statements = "\n".join(line for line in lines if line).split(";\n")
    return [statement.strip().removesuffix(";") for statement in statements if statement.strip(" \n;")]


@dataclass(frozen=True)
class _CqlLock:
    """Held by a row that lives CQL_LOCK_SECONDS from its last renewal."""

    session: Session
    keyspace: str
    owner: str

    def acquire(self) -> bool:
        return self.session.execute(
            "INSERT INTO schema_lock (name, owner) VALUES ('migrations', %s) IF NOT EXISTS USING TTL %s",
            (self.owner, CQL_LOCK_SECONDS),
        ).was_applied

    def renew(self) -> None:
        renewed = self.session.execute(
            "UPDATE schema_lock USING TTL %s SET owner = %s WHERE name = 'migrations' IF owner = %s",
            (CQL_LOCK_SECONDS, self.owner, self.owner),
        ).was_applied
        if not renewed:
            raise MigrationError(f"The lock on the keyspace {self.keyspace} was lost; run the command again.")

    def release(self) -> None:
        self.session.execute("DELETE FROM schema_lock WHERE name = 'migrations' IF owner = %s", (self.owner,))


@contextmanager
def _cql_lock(session: Session, keyspace: str) -> Iterator[_CqlLock]:
    lock = _CqlLock(session, keyspace, str(uuid4()))
    deadline = time.monotonic() + CQL_LOCK_WAIT_SECONDS
    while not lock.acquire():
        if time.monotonic() > deadline:
            raise MigrationError(f"Somebody else has been migrating the keyspace {keyspace} for too long; try later.")
        time.sleep(_CQL_LOCK_POLL_SECONDS)
    try:
        yield lock
    finally:
        lock.release()


def _missing(migrations: Iterable[Migration], applied: Mapping[str, str]) -> list[Migration]:
    """What is not applied yet. Raises MigrationError when an applied file was changed afterwards."""
    for migration in migrations:
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationError(
                f"{migration.path} was changed after it had been applied. Put it back as it was and write a new "
                "migration, or start afresh with `videoclub reset`."
            )
    return [migration for migration in migrations if migration.name not in applied]
