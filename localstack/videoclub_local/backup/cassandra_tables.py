"""A keyspace as files of rows: what a row holds, when each cell was written and when it goes by itself.

Rows come back with their own times, so that what was written later still counts as later. Tombstones stay behind. CQL
cannot tell the time to live of a row that is nothing but its key, which would stay for ever: so Rental writes a cell in
every row that goes by itself.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import batched
from typing import Any, Self

from cassandra import DriverException
from cassandra.cluster import NoHostAvailable, Session
from cassandra.concurrent import execute_concurrent

from videoclub_local.backup.archive import Archive, ArchiveWriter
from videoclub_local.backup.cassandra_rows import TYPES, Cell, Row, plain, typed
from videoclub_local.backup.manifest import KeptTable
from videoclub_local.backup.rows import RowsDigest
from videoclub_local.migrations import applied_cql
from videoclub_local.parts import PartError
from videoclub_local.stores.cql import CassandraEndpoint, admin_session

PARALLEL_WRITES = 64
ROWS_AT_ONCE = 1000
EXPIRY_TOLERANCE_SECONDS = 10
"""Seconds are whole on the way out and on the way in, and reading takes a while."""
_LEFT_OUT = frozenset({"schema_lock"})  # whoever held it is gone
_COLUMNS = "SELECT table_name, column_name, kind, position, type FROM system_schema.columns WHERE keyspace_name = %s"
_FIRST = {"partition_key": 0, "clustering": 1, "regular": 2}
_NO_EXPIRY = 0
_TIMES = "TIMESTAMP :written_us AND TTL :ttl_s"


@dataclass(frozen=True)
class _Table:
    """A table as it is now: the CQL type of each column, keys first."""

    name: str
    key: Mapping[str, str]
    regular: Mapping[str, str]


def dump_keyspace(
    admin: CassandraEndpoint, service: str, keyspace: str, archive: ArchiveWriter
) -> tuple[list[KeptTable], dict[str, str]]:
    """Write the rows of a service's keyspace, table by table, and tell the migrations. Raises PartError."""
    try:
        with admin_session(admin) as session:
            session.set_keyspace(keyspace)
            tables = [_dump_table(session, service, table, archive) for table in _tables(session, keyspace)]
            return tables, applied_cql(session)
    except (NoHostAvailable, DriverException) as error:
        raise PartError(f"The keyspace {keyspace} could not be read: {error}") from error


def load_keyspace(admin: CassandraEndpoint, keyspace: str, archive: Archive, tables: Iterable[KeptTable]) -> None:
    """Write the rows of a backup into a fresh keyspace of the same schema, less what is over. Raises PartError."""
    try:
        with admin_session(admin) as session:
            session.set_keyspace(keyspace)
            shapes = {table.name: table for table in _tables(session, keyspace)}
            for shape in shapes.values():
                session.execute(f"TRUNCATE {shape.name}")
            for table in tables:
                _write(session, shapes[table.name], map(Row.of_line, archive.lines(table.file)))
    except (NoHostAvailable, DriverException) as error:
        raise PartError(f"The keyspace {keyspace} could not be loaded: {error}") from error


def different_rows(admin: CassandraEndpoint, keyspace: str, archive: Archive, tables: Iterable[KeptTable]) -> list[str]:
    """The tables whose rows are not those of the backup, less what is over by now."""
    with admin_session(admin) as session:
        session.set_keyspace(keyspace)
        shapes = {table.name: table for table in _tables(session, keyspace)}
        return [table.name for table in tables if not _holds(session, shapes[table.name], archive, table)]


def _holds(session: Session, shape: _Table, archive: Archive, table: KeptTable) -> bool:
    """Asked twice when in doubt: a cell may have ended between the two readings."""
    for _ in range(2):
        at_s = time.time() + EXPIRY_TOLERANCE_SECONDS
        kept = _Content.of(map(Row.of_line, archive.lines(table.file)), at_s)
        if kept.equals(_Content.of(_rows(session, shape), at_s)):
            return True
    return False


@dataclass(frozen=True)
class _Content:
    """What lives at an instant: a digest of the rows that stay, and when each of the others goes."""

    lasting: RowsDigest
    passing: dict[bytes, int]

    @classmethod
    def of(cls, rows: Iterable[Row], at_s: float) -> Self:
        content = cls(RowsDigest(), {})
        for row in rows:
            if (living := row.living(at_s)) is None:
                continue
            if living.expires_s is None:
                content.lasting.add(living.content)
            else:
                content.passing[living.content] = living.expires_s
        return content

    def equals(self, other: Self) -> bool:
        return (
            (self.lasting.rows, self.lasting.digest) == (other.lasting.rows, other.lasting.digest)
            and self.passing.keys() == other.passing.keys()
            and all(abs(at - other.passing[row]) <= EXPIRY_TOLERANCE_SECONDS for row, at in self.passing.items())
        )


def _dump_table(session: Session, service: str, table: _Table, archive: ArchiveWriter) -> KeptTable:
    digest = RowsDigest()
    path = f"cassandra/{service}/{table.name}.gz"
    with archive.rows(path) as file:
        for row in _rows(session, table):
            digest.add(row.content)
            file.write(row.line)
    columns = [*table.key, *table.regular]
    return KeptTable(
        service=service, name=table.name, columns=columns, rows=digest.rows, digest=digest.digest, file=path
    )


def _tables(session: Session, keyspace: str) -> list[_Table]:
    found: dict[str, list[Any]] = defaultdict(list)
    for column in session.execute(_COLUMNS, (keyspace,)):
        if column.table_name not in _LEFT_OUT:
            found[column.table_name].append(column)
    return [_table(name, columns) for name, columns in sorted(found.items())]


def _table(name: str, columns: list[Any]) -> _Table:
    for column in columns:
        if column.kind not in _FIRST or column.type not in TYPES:
            raise PartError(f"A backup knows no column like {column.column_name} of {name} ({column.type}).")
    ordered = sorted(columns, key=lambda column: (_FIRST[column.kind], column.position, column.column_name))
    return _Table(
        name,
        {column.column_name: column.type for column in ordered if column.kind != "regular"},
        {column.column_name: column.type for column in ordered if column.kind == "regular"},
    )


# -------------------------------------------------------------------- reading


def _rows(session: Session, table: _Table) -> Iterator[Row]:
    times = [f"WRITETIME({name}), TTL({name})" for name in table.regular]
    selected = ", ".join([*table.key, *table.regular, *times])
    for values in session.execute(f"SELECT {selected} FROM {table.name}", timeout=None):  # noqa: S608 - names of the schema
        yield _row(table, list(values), time.time())


def _row(table: _Table, values: list[Any], now_s: float) -> Row:
    first, last = len(table.key), len(table.key) + len(table.regular)
    key = [plain(value, kind) for value, kind in zip(values[:first], table.key.values(), strict=True)]
    cells = {}
    for position, (name, kind) in enumerate(table.regular.items()):
        value = values[first + position]
        if value is not None:
            written_us, ttl_s = values[last + 2 * position : last + 2 * position + 2]
            cells[name] = Cell(plain(value, kind), written_us, None if ttl_s is None else int(now_s) + ttl_s)
    return Row(key, cells)


# -------------------------------------------------------------------- writing


def _write(session: Session, table: _Table, rows: Iterable[Row]) -> None:
    """Bring the rows back: a statement for the cells that were written at one time and go at one time."""
    prepare = cache(session.prepare)
    for some in batched(rows, ROWS_AT_ONCE, strict=False):
        now_s = time.time()
        living = [row for each in some if (row := each.living(now_s))]
        # A list, not a generator: its turn would come in the driver's own thread, which cannot prepare a statement.
        writes = [
            (prepare(_statement(table, names, is_new=position == 0)), _parameters(table, row, names, now_s))
            for row in living
            for position, names in enumerate(row.groups())
        ]
        execute_concurrent(session, writes, concurrency=PARALLEL_WRITES)


def _statement(table: _Table, names: list[str], *, is_new: bool) -> str:
    """Takes the parameters by name."""
    key = [f"{name} = :{name}" for name in table.key]
    if not is_new:
        cells = ", ".join(f"{name} = :{name}" for name in names)
        return f"UPDATE {table.name} USING {_TIMES} SET {cells} WHERE {' AND '.join(key)}"  # noqa: S608
    columns = [*table.key, *names]
    markers = ", ".join(f":{name}" for name in columns)
    times = f" USING {_TIMES}" if names else ""
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({markers}){times}"  # noqa: S608


def _parameters(table: _Table, row: Row, names: list[str], now_s: float) -> dict[str, Any]:
    values = {name: typed(value, kind) for value, (name, kind) in zip(row.key, table.key.items(), strict=True)}
    for name in names:
        cell = row.cells[name]
        ttl_s = _NO_EXPIRY if cell.expires_s is None else max(1, round(cell.expires_s - now_s))
        values |= {name: typed(cell.value, table.regular[name]), "written_us": cell.written_us, "ttl_s": ttl_s}
    return values
