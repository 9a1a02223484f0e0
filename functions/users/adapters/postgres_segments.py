"""Segments in PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from users.customer_query import Expression
from users.segment import Segment
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, is_uuid

_COLUMNS = "id, name, query, created_by, created_at"
_INSERT = f"""
    INSERT INTO segments ({_COLUMNS}) VALUES (%(id)s, %(name)s, %(query)s, %(created_by)s, %(created_at)s)
"""  # noqa: S608 - of constants
_FIND = f"SELECT {_COLUMNS} FROM segments WHERE id = %s"  # noqa: S608
_READ = f"""
    SELECT {_COLUMNS} FROM segments
    WHERE %(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s::uuid)
    ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608


@dataclass(frozen=True)
class PostgresSegments:
    """The table `segments`; `meaning` makes an expression of a question that was kept."""

    postgres: Postgres
    meaning: Callable[[Mapping[str, JsonValue]], Expression]

    def insert_segment(self, segment: Segment) -> None:
        from psycopg.types.json import Jsonb

        with self.postgres.transaction() as connection:
            connection.execute(_INSERT, vars(segment) | {"query": Jsonb(segment.query)})

    def find_segment(self, segment_id: str) -> Segment | None:
        if not is_uuid(segment_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND, (segment_id,)).fetchone()
        return self._segment(row) if row else None

    def read_segments(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[Segment]:
        at, segment_id = after or (None, None)
        with self.postgres.transaction() as connection:
            rows = connection.execute(_READ, {"at": at, "id": segment_id, "limit": limit}).fetchall()
        return [self._segment(row) for row in rows]

    def delete_segment(self, segment_id: str) -> bool:
        with self.postgres.transaction() as connection:
            return connection.execute("DELETE FROM segments WHERE id = %s", (segment_id,)).rowcount == 1

    def _segment(self, row: Row) -> Segment:
        return Segment(
            str(row["id"]),
            row["name"],
            row["query"],
            self.meaning(row["query"]),
            AccountId(row["created_by"]) if row["created_by"] else None,
            row["created_at"],
        )
