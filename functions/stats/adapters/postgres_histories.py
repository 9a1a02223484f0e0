"""Histories by shard in PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from stats.adapters.long_transactions import long_transaction
from stats.adapters.viewing_rows import COLUMNS, IN_HISTORY, viewing_of
from stats.viewing import Viewing
from videoclub.drivers.postgres import Postgres
from videoclub.ids import NOBODY

SHARD_DEADLINE_S = 300.0
ROWS_AT_ONCE = 5_000

_ALL = f"select distinct shard from viewings where {IN_HISTORY}"  # noqa: S608 - of constants
_CHANGED = """
    select shard from viewings where changed_at >= %(since)s
    union select shard from forgotten_histories where forgotten_at >= %(since)s
"""
_SHARD = f"""
    select {COLUMNS} from viewings where shard = %s and {IN_HISTORY} and customer_id <> %s
    order by customer_id, rented_at, rental_id
"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class PostgresHistories:
    """The HistoryStore on PostgreSQL."""

    postgres: Postgres

    def clock(self) -> datetime:
        with self.postgres.transaction() as connection:
            row = connection.execute("select now() as now").fetchone() or {}
        return row["now"]

    def changed_shards(self, since: datetime | None) -> set[int]:
        with long_transaction(self.postgres, seconds=SHARD_DEADLINE_S) as connection:
            rows = connection.execute(_ALL) if since is None else connection.execute(_CHANGED, {"since": since})
            return {row["shard"] for row in rows}

    def read_shard(self, shard: int) -> Iterator[Viewing]:
        with (
            long_transaction(self.postgres, seconds=SHARD_DEADLINE_S) as connection,
            connection.cursor(name="shard") as cursor,
        ):
            cursor.itersize = ROWS_AT_ONCE
            for row in cursor.execute(_SHARD, (shard, NOBODY)):
                yield viewing_of(row)
