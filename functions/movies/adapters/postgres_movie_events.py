"""Events of films that wait for the bus, in PostgreSQL; a trigger writes them with the change itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from videoclub.drivers.postgres import Postgres, Row
from videoclub.events import AnyMovieEvent, MovieAdded, MovieArchived, MovieRestored
from videoclub.ids import EventId, MovieId

TRANSACTION_DEADLINE_S = 30
_TAKE = """
    delete from movie_events where sequence in (
        select sequence from movie_events order by sequence limit %s for update skip locked)
    returning sequence, event_id, type, movie_id, occurred_at, trace
"""
_EVENTS: Mapping[str, type[AnyMovieEvent]] = {
    "movies.added": MovieAdded,
    "movies.archived": MovieArchived,
    "movies.restored": MovieRestored,
}


@dataclass(frozen=True)
class PostgresMovieEvents:
    """The MovieEvents on PostgreSQL: what is handed over is gone when the transaction ends well."""

    postgres: Postgres

    def hand_over(self, limit: int, publish: Callable[[Sequence[AnyMovieEvent]], None]) -> int:
        with self.postgres.transaction(deadline_s=TRANSACTION_DEADLINE_S) as connection:
            rows = connection.execute(_TAKE, (limit,)).fetchall()
            if rows:
                publish([_event(row) for row in sorted(rows, key=lambda row: row["sequence"])])
        return len(rows)


def _event(row: Row) -> AnyMovieEvent:
    return _EVENTS[row["type"]](
        event_id=EventId(str(row["event_id"])),
        movie_id=MovieId(str(row["movie_id"])),
        occurred_at=row["occurred_at"],
        trace=row["trace"],
    )
