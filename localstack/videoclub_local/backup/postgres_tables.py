"""A service's PostgreSQL database as files of rows, by COPY: the embedded server comes without pg_dump.

The schema is not in them: migrations make it. A database is read in one transaction, so its tables are of one moment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from videoclub_local.backup.archive import Archive, ArchiveWriter
from videoclub_local.backup.manifest import KeptSequence, KeptTable
from videoclub_local.backup.rows import RowsDigest
from videoclub_local.migrations import applied_sql
from videoclub_local.parts import PartError

CONNECT_TIMEOUT_SECONDS = 5
# Values read the same on every server.
_FORMS = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'iso_8601'; SET extra_float_digits = 1"
_TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND NOT EXISTS (
          SELECT FROM pg_depend WHERE objid = c.oid AND classid = 'pg_class'::regclass AND deptype = 'e')
    GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY sequencename
"""


@dataclass(frozen=True)
class DatabaseRows:
    """What was read of a database."""

    tables: list[KeptTable]
    sequences: list[KeptSequence]
    migrations: dict[str, str]


def dump_database(admin_url: str, service: str, archive: ArchiveWriter) -> DatabaseRows:
    """Write the rows of a service's database, as they are at one moment. Raises PartError."""
    try:
        with _connected(admin_url, service) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            tables = [
                _dump_table(connection, service, name, columns, archive)
                for name, columns in connection.execute(_TABLES).fetchall()
            ]
            sequences = [
                KeptSequence(service=service, name=name, last_value=value)
                for name, value in connection.execute(_SEQUENCES)
            ]
            return DatabaseRows(tables, sequences, applied_sql(connection))
    except psycopg.Error as error:
        raise PartError(f"The database {service} could not be read: {str(error).strip()}") from error


def load_database(
    admin_url: str, service: str, archive: Archive, tables: Iterable[KeptTable], sequences: Iterable[KeptSequence]
) -> None:
    """Put the rows of a backup in the place of all that is in a database of the same schema. Raises PartError."""
    try:
        with _connected(admin_url, service) as connection:
            # Rows come as they are: neither triggers nor foreign keys, whose order nobody knows, have a say.
            connection.execute("SET LOCAL session_replication_role = replica")
            there = [sql.Identifier(name) for name, _ in connection.execute(_TABLES)]
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(sql.SQL(", ").join(there)))
            for table in tables:
                _load_table(connection, table, archive)
            for sequence in sequences:
                connection.execute("SELECT setval(quote_ident(%s), %s)", (sequence.name, sequence.last_value))
        with _connected(admin_url, service) as connection:
            connection.execute("ANALYZE")
    except psycopg.Error as error:
        raise PartError(f"The database {service} could not be loaded: {str(error).strip()}") from error


def different_tables(admin_url: str, service: str, tables: Iterable[KeptTable]) -> list[str]:
    """The tables whose rows are not those of the backup."""
    with _connected(admin_url, service) as connection:
        return [table.name for table in tables if not _holds(connection, table)]


def _holds(connection: psycopg.Connection, table: KeptTable) -> bool:
    found = RowsDigest()
    for row in _rows(connection, table.name, table.columns):
        found.add(row)
    return (found.rows, found.digest) == (table.rows, table.digest)


def _connected(admin_url: str, service: str) -> psycopg.Connection:
    connection = psycopg.connect(admin_url, dbname=service, connect_timeout=CONNECT_TIMEOUT_SECONDS)
    connection.execute(_FORMS)
    connection.commit()
    return connection


def _dump_table(
    connection: psycopg.Connection, service: str, name: str, columns: list[str], archive: ArchiveWriter
) -> KeptTable:
    found = RowsDigest()
    path = f"postgres/{service}/{name}.gz"
    with archive.rows(path) as file:
        for row in _rows(connection, name, columns):
            found.add(row)
            file.write(row)
    return KeptTable(service=service, name=name, columns=columns, rows=found.rows, digest=found.digest, file=path)


def _rows(connection: psycopg.Connection, name: str, columns: list[str]) -> Iterator[bytes]:
    """The rows of a table as lines. A row with line breaks in it is still one: COPY escapes them."""
    with connection.cursor().copy(_copy(name, columns, sql.SQL("TO STDOUT"))) as copy:
        yield from map(bytes, copy)  # the server sends a message for each row


def _load_table(connection: psycopg.Connection, table: KeptTable, archive: Archive) -> None:
    with connection.cursor().copy(_copy(table.name, table.columns, sql.SQL("FROM STDIN"))) as copy:
        for line in archive.lines(table.file):
            copy.write(line)


def _copy(name: str, columns: list[str], direction: sql.SQL) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(name), listed, direction)
