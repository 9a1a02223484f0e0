# pyright: reportUnknownMemberType=false
"""Live playback in Redis: one script call a heartbeat, and a TTL on every key.

`rental:streams:<customer>` holds the customer's sessions, `rental:watching:<movie>` who watches the film until when,
`rental:progress:<rental>` how far it is played, `rental:recent:<customer>` what was watched last.
"""

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rental.playback_session import PlaybackSession, Progress, Stream, StreamLimits
from videoclub.drivers import redis
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

if TYPE_CHECKING:
    from redis import Redis

NEAR_ZERO_S = 5
SEEK_GUARD = timedelta(seconds=15)
"""For this long a new session may report a position near zero without wiping the one it resumes."""
RECENT_TTL = timedelta(days=60)
RECENT_SIZE = 100


@dataclass(frozen=True)
class RedisPlayback:
    """The playback store; a session without a heartbeat for `session_ttl` is over."""

    url: str
    session_ttl: timedelta

    def start_session(
        self,
        session: PlaybackSession,
        *,
        limits: StreamLimits,
        take_over: PlaybackSessionId | None,
        now: datetime,
    ) -> Sequence[Stream]:
        """Begin the session if the limits allow; otherwise return the streams that are in the way.

        A device that starts the same rental again takes its own session's place.
        """
        keys = [f"rental:streams:{session.customer_id}", f"rental:watching:{session.movie_id}"]
        ttl = _ms(self.session_ttl)
        arguments = [_epoch_ms(now), ttl, session.id, _json_of(session), limits.per_customer, limits.per_movie]
        found: list[str] = self._run("start_session", keys, [*arguments, take_over or ""])
        return [_stream_of(found[i], json.loads(found[i + 1])) for i in range(0, len(found), 2)]

    def report(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool, now: datetime
    ) -> PlaybackSession | None:
        """Take a heartbeat; None when the session is no longer live. Seconds played are told when it pauses."""
        arguments = [
            _epoch_ms(now),
            _ms(self.session_ttl),
            session_id,
            position_s,
            int(playing),
            NEAR_ZERO_S,
            _ms(SEEK_GUARD),
            _ms(RECENT_TTL),
            RECENT_SIZE,
        ]
        keys = [f"rental:streams:{customer_id}", f"rental:recent:{customer_id}"]
        found: str | None = self._run("report", keys, arguments)
        if found is None:
            return None
        return _session_of(customer_id, session_id, json.loads(found), told=not playing)

    def stop_session(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, now: datetime
    ) -> PlaybackSession | None:
        """End the session; None when it was over already."""
        found: str | None = self._run("stop_session", [f"rental:streams:{customer_id}"], [session_id])
        return None if found is None else _session_of(customer_id, session_id, json.loads(found), told=True)

    def progress(self, rental_ids: Sequence[RentalId]) -> dict[RentalId, Progress]:
        """How far these rentals are played; those never played are left out."""
        with self._commands() as client:
            pipeline = client.pipeline(transaction=False)
            for rental_id in rental_ids:
                pipeline.hgetall(f"rental:progress:{rental_id}")
            rows = cast("list[dict[str, str]]", pipeline.execute())
        return {rental_id: _progress_of(rental_id, row) for rental_id, row in zip(rental_ids, rows, strict=True) if row}

    def recently_watched(self, customer_id: CustomerId, *, limit: int) -> Sequence[RentalId]:
        """The customer's rentals with progress, last watched first."""
        with self._commands() as client:
            found = cast("list[str]", client.zrevrange(f"rental:recent:{customer_id}", 0, limit - 1))
        return [RentalId(rental_id) for rental_id in found]

    def count_watching(self, movie_id: MovieId, *, now: datetime) -> int:
        """How many sessions of the film are live."""
        with self._commands() as client:
            return client.zcount(f"rental:watching:{movie_id}", f"({_epoch_ms(now)}", "+inf")

    def ping(self) -> None:
        """Ask Redis for an answer. Raises ServiceUnavailable."""
        with self._commands() as client:
            client.ping()

    def _run(self, script: str, keys: Sequence[str], arguments: Sequence[str | int]) -> Any:
        with self._commands() as client:
            return client.register_script(_script(script))(keys=keys, args=arguments)

    @contextmanager
    def _commands(self) -> "Generator[Redis]":
        from redis import RedisError

        try:
            yield redis.connect(self.url)
        except RedisError as error:
            raise ServiceUnavailable("The playback store is not answering.") from error


@cache
def _script(name: str) -> str:
    return (Path(__file__).parent / "scripts" / f"{name}.lua").read_text()


def _json_of(session: PlaybackSession) -> str:
    since = _epoch_ms(session.since)
    return json.dumps(
        {
            "rental_id": session.rental_id,
            "movie_id": session.movie_id,
            "device_id": session.device_id,
            "device_name": session.device_name or "",
            "since": since,
            "reported": since,
            "playing": True,
            "rental_expires": _epoch_ms(session.rental_expires_at),
            "duration_s": session.duration_s,
            "position_s": session.position_s,
            "unreported_s": 0,
        }
    )


def _session_of(
    customer_id: CustomerId, session_id: PlaybackSessionId, stored: dict[str, Any], *, told: bool
) -> PlaybackSession:
    return PlaybackSession(
        id=session_id,
        customer_id=customer_id,
        rental_id=RentalId(stored["rental_id"]),
        movie_id=MovieId(stored["movie_id"]),
        device_id=stored["device_id"],
        device_name=stored["device_name"] or None,
        since=_instant(stored["since"]),
        rental_expires_at=_instant(stored["rental_expires"]),
        duration_s=int(stored["duration_s"]),
        position_s=int(stored["position_s"]),
        unreported_s=int(stored["unreported_s"]) if told else 0,
    )


def _stream_of(session_id: str, stored: dict[str, Any]) -> Stream:
    return Stream(
        PlaybackSessionId(session_id),
        MovieId(stored["movie_id"]),
        stored["device_name"] or None,
        _instant(stored["since"]),
    )


def _progress_of(rental_id: RentalId, row: dict[str, str]) -> Progress:
    return Progress(
        rental_id, MovieId(row["movie_id"]), int(row["position_s"]), int(row["duration_s"]), _instant(row["at"])
    )


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)


def _epoch_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _instant(epoch_ms: str | float) -> datetime:
    return datetime.fromtimestamp(float(epoch_ms) / 1000, UTC)
