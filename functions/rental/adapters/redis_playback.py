# pyright: reportUnknownMemberType=false
"""Live playback in Redis: one script call a heartbeat, and a TTL on every key.

`rental:streams:<customer>` holds the customer's sessions, `rental:watching:<movie>` who watches the film until when,
`rental:watching` the films that are watched, `rental:progress:<rental>` how far it is played, `rental:untold` the
sessions with seconds to tell, `rental:born` since when this Redis has its memory.
"""

import hashlib
import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rental.playback_session import (
    NEAR_ZERO_S,
    SEEK_GUARD,
    Admission,
    Beat,
    Over,
    PlaybackSession,
    Progress,
    Stream,
    StreamLimits,
    Untold,
)
from videoclub.clock import Clock
from videoclub.drivers import redis
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

if TYPE_CHECKING:
    from redis import Redis

TELLING_LEASE = timedelta(minutes=1)
"""Who takes a silent session's seconds has this long to tell them before another may."""


@dataclass(frozen=True)
class RedisPlayback:
    """The playback store; a session without a heartbeat for `session_ttl` is over.

    The time is Redis' own, so that environments whose clocks differ agree; `clock` takes its place where time must
    pass faster.
    """

    url: str = field(repr=False)
    session_ttl: timedelta
    checkpoint_every: timedelta
    clock: Clock | None = None

    def start_session(
        self,
        session: PlaybackSession,
        *,
        limits: StreamLimits,
        take_over: PlaybackSessionId | None = None,
        revived: bool = False,
    ) -> Admission:
        """Begin the session if the limits allow; `revived` goes on with one that began earlier.

        A device that starts the same rental again takes its own session's place.
        """
        arguments = [
            _ms(self.session_ttl),
            session.customer_id,
            session.id,
            _json_of(session),
            limits.per_customer,
            limits.per_movie,
            take_over or "",
            int(revived),
        ]
        in_the_way, replaced = self._run("start_session", [_streams(session.customer_id)], arguments)
        streams = [_stream_of(in_the_way[i], json.loads(in_the_way[i + 1])) for i in range(0, len(in_the_way), 2)]
        return Admission(sorted(streams, key=lambda stream: stream.since), replaced)

    def report(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool
    ) -> Beat | Over:
        """Take a heartbeat of a live session."""
        arguments = [
            _ms(self.session_ttl),
            customer_id,
            session_id,
            position_s,
            int(playing),
            NEAR_ZERO_S,
            _ms(SEEK_GUARD),
            _ms(self.checkpoint_every),
        ]
        found, flag = self._run("report", [_streams(customer_id)], arguments)
        if not found:
            return Over(lost=bool(flag))
        return _beat_of(customer_id, session_id, found, checkpoint=bool(flag))

    def stop_session(self, customer_id: CustomerId, session_id: PlaybackSessionId) -> Beat | None:
        """End the session; None when it was over already."""
        found = self._run("stop_session", [_streams(customer_id)], [customer_id, session_id])
        return None if found is None else _beat_of(customer_id, session_id, found, checkpoint=True)

    def silent_sessions(self, *, limit: int) -> Sequence[Beat]:
        """Some of the sessions that are over with seconds to tell; nobody else is given them for a while."""
        found = self._run("silent_sessions", [], [limit, _ms(TELLING_LEASE)])
        return [
            _beat_of(CustomerId(found[i]), PlaybackSessionId(found[i + 1]), found[i + 2], checkpoint=True)
            for i in range(0, len(found), 3)
        ]

    def confirm_told(self, beat: Beat) -> None:
        """The beat's untold seconds are told."""
        if beat.untold is not None:
            arguments = [beat.session.customer_id, beat.session.id, beat.untold.tally, beat.untold.until_s]
            self._run("confirm_told", [_streams(beat.session.customer_id)], arguments)

    def progress(self, rental_ids: Sequence[RentalId]) -> dict[RentalId, Progress]:
        """How far these rentals are played; those not played lately are left out."""
        with self._commands() as client:
            pipeline = client.pipeline(transaction=False)
            for rental_id in rental_ids:
                pipeline.hgetall(f"rental:progress:{rental_id}")
            rows = cast("list[dict[str, str]]", pipeline.execute())
        return {rental_id: _progress_of(rental_id, row) for rental_id, row in zip(rental_ids, rows, strict=True) if row}

    def count_watching(self, movie_id: MovieId) -> int:
        """How many sessions of the film are live."""
        return self._run("count_watching", [f"rental:watching:{movie_id}"], [])

    def list_watching(self) -> Mapping[MovieId, int]:
        """The films that are watched, and by how many sessions."""
        found = self._run("list_watching", ["rental:watching"], [])
        return {MovieId(found[i]): found[i + 1] for i in range(0, len(found), 2)}

    def erase_customer(self, customer_id: CustomerId, rental_ids: Sequence[RentalId]) -> None:
        """Forget the customer's sessions, with seconds to tell or not, and how far these rentals are played."""
        self._run("erase_customer", [_streams(customer_id)], [customer_id, *rental_ids])

    def ping(self) -> None:
        """Ask Redis itself for an answer. Raises ServiceUnavailable."""
        from redis import RedisError

        try:
            redis.connect(self.url).ping()
        except RedisError as error:
            raise ServiceUnavailable("The playback store is not answering.") from error

    def _run(self, name: str, keys: Sequence[str], arguments: Sequence[str | int]) -> Any:
        from redis.exceptions import NoScriptError

        text, sha1 = script(name)
        now = "" if self.clock is None else _epoch_ms(self.clock())
        with self._commands() as client:
            try:
                return client.evalsha(sha1, len(keys), *keys, now, *arguments)
            except NoScriptError:
                return client.eval(text, len(keys), *keys, now, *arguments)

    @contextmanager
    def _commands(self) -> "Generator[Redis]":
        from redis import RedisError

        try:
            with redis.breaker(self.url).watch(RedisError):
                yield redis.connect(self.url)
        except (RedisError, redis.BreakerOpen) as error:
            raise ServiceUnavailable("The playback store is not answering.") from error


@cache
def script(name: str) -> tuple[str, str]:
    """The text of a script, what they share before it, and its SHA-1, by which Redis knows it."""
    folder = Path(__file__).parent / "scripts"
    text = (folder / "sessions.lua").read_text() + (folder / f"{name}.lua").read_text()
    return text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _streams(customer_id: CustomerId) -> str:
    return f"rental:streams:{customer_id}"


def _json_of(session: PlaybackSession) -> str:
    return json.dumps(
        {
            "rental_id": session.rental_id,
            "movie_id": session.movie_id,
            "device_id": session.device_id,
            "device_name": session.device_name or "",
            "since": _epoch_ms(session.since),
            "rental_expires": _epoch_ms(session.rental_expires_at),
            "duration_s": session.duration_s,
            "position_s": session.position_s,
            "at": 0 if session.position_at is None else _epoch_ms(session.position_at),
            "playing": True,
            "watched_s": 0,
            "told_s": 0,
            "telling_s": 0,
            "kept": 0,
            "kept_position_s": -1,
        }
    )


def _beat_of(customer_id: CustomerId, session_id: PlaybackSessionId, found: str, *, checkpoint: bool) -> Beat:
    stored = json.loads(found)
    session = PlaybackSession(
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
        position_at=_instant(stored["at"]) if stored["at"] else None,
    )
    told_s, telling_s = int(stored["told_s"]), int(stored["telling_s"])
    untold = Untold(int(stored["tally"]), told_s, telling_s) if checkpoint and telling_s > told_s else None
    return Beat(session, checkpoint, untold)


def _stream_of(session_id: str, stored: dict[str, Any]) -> Stream:
    return Stream(
        PlaybackSessionId(session_id),
        MovieId(stored["movie_id"]),
        stored["device_name"] or None,
        _instant(stored["since"]),
    )


def _progress_of(rental_id: RentalId, row: dict[str, str]) -> Progress:
    return Progress(
        rental_id,
        MovieId(row["movie_id"]),
        int(row["position_s"]),
        int(row["duration_s"]),
        _instant(row["at"]),
        _instant(row["until"]),
    )


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)


def _epoch_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _instant(epoch_ms: str | float) -> datetime:
    return datetime.fromtimestamp(float(epoch_ms) / 1000, UTC)
