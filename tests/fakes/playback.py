"""In-memory twins of Rental's stores of playback."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from rental.playback_session import (
    Admission,
    Beat,
    Over,
    PlaybackSession,
    Progress,
    SessionRecord,
    Stream,
    StreamLimits,
    Untold,
)
from videoclub.clock import utc_now
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

TELLING_LEASE = timedelta(minutes=1)


@dataclass
class SetClock:
    """A clock that tests set: the same for everybody who holds it."""

    now: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now


def another(session: PlaybackSession, **changes: Any) -> PlaybackSession:
    """A session on another device, of another rental."""
    ids = {"id": PlaybackSessionId(str(uuid4())), "device_id": str(uuid4()), "rental_id": RentalId(str(uuid4()))}
    return replace(session, **(ids | changes))


@dataclass
class _Live:
    session: PlaybackSession
    alive_until: datetime
    reported_at: datetime
    tally: int
    playing: bool = True
    ended: bool = False
    watched_s: int = 0
    told_s: int = 0
    telling_s: int = 0
    kept_at: datetime | None = None
    kept_position_s: int | None = None
    leased_until: datetime | None = None


@dataclass
class InMemoryPlayback:
    """A PlaybackStore whose `broken` makes every command fail, as a dead Redis does; `flush` empties it."""

    clock: SetClock = field(default_factory=SetClock)
    session_ttl: timedelta = timedelta(seconds=30)
    checkpoint_every: timedelta = timedelta(seconds=30)
    broken: bool = False
    _known: dict[PlaybackSessionId, _Live] = field(default_factory=dict)
    _progress: dict[RentalId, Progress] = field(default_factory=dict)
    _born: datetime | None = None

    def flush(self) -> None:
        self._known.clear()
        self._progress.clear()
        self._born = None

    def start_session(
        self,
        session: PlaybackSession,
        *,
        limits: StreamLimits,
        take_over: PlaybackSessionId | None = None,
        revived: bool = False,
    ) -> Admission:
        self.ping()
        now = self.clock.now
        others = [
            entry.session
            for entry in self._known.values()
            if self._is_live(entry)
            and entry.session.customer_id == session.customer_id
            and entry.session.id != session.id
        ]
        player = (session.device_id, session.rental_id)
        replaced = [
            other
            for other in others
            if other.id == take_over or (not revived and (other.device_id, other.rental_id) == player)
        ]
        live = [other for other in others if other not in replaced]
        of_movie = [other for other in live if other.movie_id == session.movie_id]
        if len(of_movie) >= limits.per_movie:
            return Admission(_streams(of_movie))
        if len(live) >= limits.per_customer:
            return Admission(_streams(live))
        for other in replaced:
            self._known[other.id].ended = True
        self._begin(session, now, revived=revived)
        self._born = self._born or now
        return Admission(replaced=[other.id for other in replaced])

    def report(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool
    ) -> Beat | Over:
        self.ping()
        now = self.clock.now
        entry = self._own(customer_id, session_id)
        if entry is None:
            self._born = self._born or now
            return Over(lost=now - self._born < self.session_ttl)
        if not self._is_live(entry):
            return Over(lost=False)
        before, after = entry.session.position_s, entry.session.position_after(position_s, now)
        if entry.playing:
            at_most = int(2 * max(0, (now - entry.reported_at).total_seconds()) + 1)
            entry.watched_s += max(0, min(after - before, at_most))
        last = entry.session.position_at
        at = now if last is None else max(now, last + timedelta(milliseconds=1))
        entry.session = replace(entry.session, position_s=after, position_at=at)
        entry.reported_at, entry.playing = now, playing
        entry.alive_until = self._alive_until(entry.session, now)
        self._progress[entry.session.rental_id] = entry.session.progress
        is_due = not playing or entry.kept_at is None or now - entry.kept_at >= self.checkpoint_every
        checkpoint = is_due and (after != entry.kept_position_s or entry.watched_s > entry.told_s)
        if checkpoint:
            entry.kept_at, entry.kept_position_s = now, after
        return self._beat(entry, checkpoint=checkpoint)

    def stop_session(self, customer_id: CustomerId, session_id: PlaybackSessionId) -> Beat | None:
        self.ping()
        entry = self._own(customer_id, session_id)
        if entry is None or entry.ended:
            return None
        entry.ended = True
        beat = self._beat(entry, checkpoint=True)
        self._forget_told(entry)
        return beat

    def silent_sessions(self, *, limit: int) -> Sequence[Beat]:
        self.ping()
        now = self.clock.now
        silent = [
            entry
            for entry in self._known.values()
            if not self._is_live(entry)
            and entry.watched_s > entry.told_s
            and (entry.leased_until is None or entry.leased_until <= now)
        ]
        for entry in silent[:limit]:
            entry.leased_until = now + TELLING_LEASE
        return [self._beat(entry, checkpoint=True) for entry in silent[:limit]]

    def confirm_told(self, beat: Beat) -> None:
        self.ping()
        entry = self._known.get(beat.session.id)
        if entry is None or beat.untold is None or entry.tally != beat.untold.tally:
            return
        if entry.telling_s == beat.untold.until_s:
            entry.told_s, entry.telling_s = entry.telling_s, 0
            self._forget_told(entry)

    def progress(self, rental_ids: Sequence[RentalId]) -> dict[RentalId, Progress]:
        self.ping()
        found = {rental_id: self._progress[rental_id] for rental_id in rental_ids if rental_id in self._progress}
        return {key: value for key, value in found.items() if self.clock.now < value.playable_until}

    def count_watching(self, movie_id: MovieId) -> int:
        return self.list_watching().get(movie_id, 0)

    def list_watching(self) -> Mapping[MovieId, int]:
        self.ping()
        return Counter(entry.session.movie_id for entry in self._known.values() if self._is_live(entry))

    def erase_customer(self, customer_id: CustomerId, rental_ids: Sequence[RentalId]) -> None:
        self.ping()
        self._known = {key: entry for key, entry in self._known.items() if entry.session.customer_id != customer_id}
        for rental_id in rental_ids:
            self._progress.pop(rental_id, None)

    def ping(self) -> None:
        if self.broken:
            raise ServiceUnavailable("The playback store is not answering.")

    def _begin(self, session: PlaybackSession, now: datetime, *, revived: bool) -> None:
        known = self._known.get(session.id)
        if known is not None:
            ats = [at for at in (known.session.position_at, session.position_at) if at is not None]
            known.session = replace(known.session, position_at=max(ats, default=None))
            known.ended = False
        elif revived:
            reported_at = max(session.position_at or session.since, session.since)
            known = _Live(session, now, reported_at, tally=round(now.timestamp() * 1000))
        else:
            known = _Live(replace(session, since=now), now, now, tally=round(now.timestamp() * 1000))
        known.alive_until = self._alive_until(session, now)
        self._known[session.id] = known

    def _beat(self, entry: _Live, *, checkpoint: bool) -> Beat:
        if not checkpoint:
            return Beat(entry.session, checkpoint=False)
        entry.telling_s = entry.telling_s or (entry.watched_s if entry.watched_s > entry.told_s else 0)
        untold = Untold(entry.tally, entry.told_s, entry.telling_s) if entry.telling_s > entry.told_s else None
        return Beat(entry.session, checkpoint=True, untold=untold)

    def _forget_told(self, entry: _Live) -> None:
        if entry.ended and entry.watched_s == entry.told_s:
            del self._known[entry.session.id]

    def _alive_until(self, session: PlaybackSession, now: datetime) -> datetime:
        return min(now + self.session_ttl, session.rental_expires_at)

    def _is_live(self, entry: _Live) -> bool:
        return not entry.ended and entry.alive_until > self.clock.now

    def _own(self, customer_id: CustomerId, session_id: PlaybackSessionId) -> _Live | None:
        entry = self._known.get(session_id)
        return entry if entry is not None and entry.session.customer_id == customer_id else None


def _streams(sessions: Sequence[PlaybackSession]) -> list[Stream]:
    streams = [Stream(session.id, session.movie_id, session.device_name, session.since) for session in sessions]
    return sorted(streams, key=lambda stream: stream.since)


@dataclass
class InMemoryProgress:
    """A ProgressStore; `broken` makes it fail."""

    kept: dict[tuple[CustomerId, RentalId], Progress] = field(default_factory=dict)
    broken: bool = False

    def keep_progress(self, customer_id: CustomerId, progress: Progress, *, now: datetime) -> None:
        self._check()
        before = self.kept.get((customer_id, progress.rental_id))
        if before is None or before.last_watched_at < progress.last_watched_at:
            self.kept[customer_id, progress.rental_id] = progress

    def find_progress(self, customer_id: CustomerId, rental_id: RentalId) -> Progress | None:
        self._check()
        return self.kept.get((customer_id, rental_id))

    def progress_of_customer(self, customer_id: CustomerId) -> Sequence[Progress]:
        self._check()
        own = [progress for (owner, _), progress in self.kept.items() if owner == customer_id]
        return sorted(own, key=lambda progress: progress.place, reverse=True)

    def forget_progress(self, customer_id: CustomerId) -> None:
        self._check()
        self.kept = {key: progress for key, progress in self.kept.items() if key[0] != customer_id}

    def _check(self) -> None:
        if self.broken:
            raise ServiceUnavailable("The rental store is not answering.")


@dataclass
class InMemorySessionRecords:
    """SessionRecords with the clock that forgets; `broken` makes them fail."""

    clock: SetClock = field(default_factory=SetClock)
    broken: bool = False
    _records: dict[PlaybackSessionId, SessionRecord] = field(default_factory=dict)
    _going_on_until: dict[PlaybackSessionId, datetime] = field(default_factory=dict)

    def insert_session(self, session: PlaybackSession, *, now: datetime) -> None:
        self._check()
        recorded = replace(session, position_at=None)
        self._records[session.id] = SessionRecord(recorded, ended=False, went_on=False)

    def find_session(self, session_id: PlaybackSessionId) -> SessionRecord | None:
        self._check()
        record = self._records.get(session_id)
        if record is None:
            return None
        went_on = session_id in self._going_on_until and self.clock.now < self._going_on_until[session_id]
        return replace(record, went_on=went_on)

    def sessions_of_customer(self, customer_id: CustomerId) -> Sequence[PlaybackSession]:
        self._check()
        return [each.session for each in self._records.values() if each.session.customer_id == customer_id]

    def forget_sessions(self, customer_id: CustomerId) -> None:
        for session in self.sessions_of_customer(customer_id):
            del self._records[session.id]

    def end_session(self, session: PlaybackSession, *, now: datetime) -> None:
        self._check()
        self._records[session.id] = replace(self._records[session.id], ended=True)

    def go_on(self, session_id: PlaybackSessionId, *, for_: timedelta) -> None:
        self._check()
        self._going_on_until[session_id] = self.clock.now + for_

    def _check(self) -> None:
        if self.broken:
            raise ServiceUnavailable("The rental store is not answering.")
