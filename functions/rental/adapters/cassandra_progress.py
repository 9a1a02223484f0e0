"""Progress and sessions in Cassandra, for when Redis has lost them: plain writes that may be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rental.adapters.cassandra_session import CassandraSession
from rental.playback_session import PlaybackSession, Progress, SessionRecord
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

KEPT_AFTER_EXPIRY = timedelta(minutes=5)
"""Rows outlive their rental by this much, as clocks differ; readers compare `playable_until` themselves."""

_PROGRESS = "rental_id, movie_id, position_s, duration_s, last_watched_at, playable_until"
KEEP = f"""
    INSERT INTO progress_by_customer (customer_id, {_PROGRESS})
    VALUES (:customer_id, :rental_id, :movie_id, :position_s, :duration_s, :last_watched_at, :playable_until)
    USING TTL :ttl AND TIMESTAMP :written_at
"""  # noqa: S608 - constants of this file
FIND = f"""
    SELECT {_PROGRESS} FROM progress_by_customer WHERE customer_id = :customer_id AND rental_id = :rental_id
"""  # noqa: S608 - constants of this file
OF_CUSTOMER = f"SELECT {_PROGRESS} FROM progress_by_customer WHERE customer_id = :customer_id"  # noqa: S608
FORGET = "DELETE FROM progress_by_customer WHERE customer_id = :customer_id"
_SESSION = "customer_id, rental_id, movie_id, device_id, device_name, since, rental_expires_at, duration_s, position_s"
RECORD_SESSION = f"""
    INSERT INTO playback_session_by_id (session_id, {_SESSION})
    VALUES (:session_id, :customer_id, :rental_id, :movie_id, :device_id, :device_name, :since, :rental_expires_at,
            :duration_s, :position_s)
    USING TTL :ttl
"""  # noqa: S608 - constants of this file
FIND_SESSION = f"""
    SELECT {_SESSION}, ended, went_on FROM playback_session_by_id WHERE session_id = :session_id
"""  # noqa: S608 - constants of this file
LIST_SESSION = """
    INSERT INTO playback_sessions_by_customer (customer_id, session_id, since)
    VALUES (:customer_id, :session_id, :since) USING TTL :ttl
"""
SESSIONS_OF_CUSTOMER = "SELECT session_id FROM playback_sessions_by_customer WHERE customer_id = :customer_id"
FORGET_SESSION = "DELETE FROM playback_session_by_id WHERE session_id = :session_id"
UNLIST_SESSION = """
    DELETE FROM playback_sessions_by_customer WHERE customer_id = :customer_id AND session_id = :session_id
"""
END_SESSION = "UPDATE playback_session_by_id USING TTL :ttl SET ended = true WHERE session_id = :session_id"
GO_ON = "UPDATE playback_session_by_id USING TTL :ttl SET went_on = true WHERE session_id = :session_id"


@dataclass(frozen=True)
class CassandraProgress:
    """The progress store."""

    session: CassandraSession

    def keep_progress(self, customer_id: CustomerId, progress: Progress, *, now: datetime) -> None:
        """Keep how far the rental is played, unless something newer is kept."""
        values = {
            "customer_id": customer_id,
            **vars(progress),
            "ttl": _ttl(progress.playable_until, now),
            "written_at": round(progress.last_watched_at.timestamp() * 1_000_000),
        }
        self.session.run(KEEP, values)

    def find_progress(self, customer_id: CustomerId, rental_id: RentalId) -> Progress | None:
        """How far the rental is played, as far as it was kept."""
        rows = self.session.run(FIND, {"customer_id": customer_id, "rental_id": rental_id})
        return _progress_of(rows[0]) if rows else None

    def progress_of_customer(self, customer_id: CustomerId) -> Sequence[Progress]:
        """All that the customer plays, last watched first."""
        rows = self.session.run(OF_CUSTOMER, {"customer_id": customer_id})
        return sorted(map(_progress_of, rows), key=lambda progress: progress.place, reverse=True)

    def forget_progress(self, customer_id: CustomerId) -> None:
        """Forget all that the customer plays."""
        self.session.run(FORGET, {"customer_id": customer_id})


@dataclass(frozen=True)
class CassandraSessionRecords:
    """The records of playback sessions."""

    session: CassandraSession

    def insert_session(self, session: PlaybackSession, *, now: datetime) -> None:
        """Record a session that starts; it is kept until its rental ends."""
        values = {name: value for name, value in vars(session).items() if name not in {"id", "position_at"}}
        ttl = _ttl(session.rental_expires_at, now)
        listed = {"customer_id": session.customer_id, "session_id": session.id, "ttl": ttl}
        self.session.run_logged_batch(
            [(RECORD_SESSION, values | listed), (LIST_SESSION, listed | {"since": session.since})]
        )

    def find_session(self, session_id: PlaybackSessionId) -> SessionRecord | None:
        """The session as it started, and what became of it."""
        rows = self.session.run(FIND_SESSION, {"session_id": session_id})
        if not rows or rows[0]["rental_id"] is None:
            return None
        row = rows[0]
        return SessionRecord(_session_of(session_id, row), ended=bool(row["ended"]), went_on=bool(row["went_on"]))

    def sessions_of_customer(self, customer_id: CustomerId) -> Sequence[PlaybackSession]:
        """The customer's sessions whose rentals have not ended, as they started."""
        found = [self.find_session(session_id) for session_id in self._session_ids(customer_id)]
        return [record.session for record in found if record is not None]

    def forget_sessions(self, customer_id: CustomerId) -> None:
        """Forget all sessions of the customer."""
        for session_id in self._session_ids(customer_id):
            listed = {"customer_id": customer_id, "session_id": session_id}
            forget = (FORGET_SESSION, {"session_id": session_id})
            self.session.run_logged_batch([forget, (UNLIST_SESSION, listed)])

    def _session_ids(self, customer_id: CustomerId) -> Sequence[PlaybackSessionId]:
        rows = self.session.run(SESSIONS_OF_CUSTOMER, {"customer_id": customer_id})
        return [PlaybackSessionId(row["session_id"]) for row in rows]

    def end_session(self, session: PlaybackSession, *, now: datetime) -> None:
        """The session was stopped or its place was taken: it may not go on."""
        self.session.run(END_SESSION, {"session_id": session.id, "ttl": _ttl(session.rental_expires_at, now)})

    def go_on(self, session_id: PlaybackSessionId, *, for_: timedelta) -> None:
        """The session lives although the live store is away; this is forgotten after a while."""
        self.session.run(GO_ON, {"session_id": session_id, "ttl": int(for_.total_seconds())})


def _ttl(until: datetime, now: datetime) -> int:
    return max(1, int((until + KEPT_AFTER_EXPIRY - now).total_seconds()))


def _progress_of(row: dict[str, Any]) -> Progress:
    return Progress(
        RentalId(row["rental_id"]),
        MovieId(row["movie_id"]),
        row["position_s"],
        row["duration_s"],
        row["last_watched_at"].replace(tzinfo=UTC),
        row["playable_until"].replace(tzinfo=UTC),
    )


def _session_of(session_id: PlaybackSessionId, row: dict[str, Any]) -> PlaybackSession:
    return PlaybackSession(
        id=session_id,
        customer_id=CustomerId(row["customer_id"]),
        rental_id=RentalId(row["rental_id"]),
        movie_id=MovieId(row["movie_id"]),
        device_id=row["device_id"],
        device_name=row["device_name"],
        since=row["since"].replace(tzinfo=UTC),
        rental_expires_at=row["rental_expires_at"].replace(tzinfo=UTC),
        duration_s=row["duration_s"],
        position_s=row["position_s"],
    )
