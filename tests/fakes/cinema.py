"""Playing with everything in memory, and a clock that tests set."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fakes.playback import InMemoryPlayback, InMemoryProgress, InMemorySessionRecords, SetClock
from fakes.rental import FakeMedia, InMemoryReminders, InMemoryRentals, RecordedEvents, a_rental
from rental.news import News
from rental.playback import Playback, PlaybackRules, SessionRequest, StartedPlayback
from rental.playback_session import Heartbeat, StreamLimits
from rental.playing_on import PlayingOn
from rental.rental import Rental
from rental.resuming import ResumeRules, Resuming
from rental.session_ids import SessionIds
from rental.starting import Starting
from rental.watched_seconds import WatchedSeconds

SESSION_TTL = timedelta(seconds=30)
CHECKPOINT_EVERY = timedelta(seconds=30)
RULES = PlaybackRules(StreamLimits(2, 1), timedelta(hours=4))
TV = SessionRequest("tv", "Living room", confirm_start=True)
PHONE = SessionRequest("phone", "Phone", confirm_start=True)


@dataclass
class Cinema:
    """Films of 400 s. `playback` is a new environment each time it is asked for; the stores are the same.

    `sessions` is the PlaybackStore to play with, in memory unless one is given.
    """

    clock: SetClock = field(default_factory=SetClock)
    rentals: InMemoryRentals = field(default_factory=InMemoryRentals)
    events: RecordedEvents = field(default_factory=RecordedEvents)
    kept: InMemoryProgress = field(default_factory=InMemoryProgress)
    sessions: Any = None
    records: InMemorySessionRecords = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = self.sessions or InMemoryPlayback(self.clock, SESSION_TTL, CHECKPOINT_EVERY)
        self.records = InMemorySessionRecords(self.clock)

    @property
    def now(self) -> datetime:
        return self.clock.now

    @property
    def resuming(self) -> Resuming:
        return Resuming(self.sessions, self.kept, ResumeRules(0.05, 0.9))

    @property
    def playback(self) -> Playback:
        reminders = InMemoryReminders()
        return Playback(
            Starting(self.rentals, reminders, News(self.events, reminders)),
            self.sessions,
            self.records,
            self.kept,
            self.resuming,
            PlayingOn(self.records, self.kept, SESSION_TTL, CHECKPOINT_EVERY),
            WatchedSeconds(self.sessions, self.events),
            FakeMedia(),
            SessionIds("key"),
            RULES,
        )

    def rental(self, **changes: Any) -> Rental:
        return self.rentals.insert_rental(a_rental(self.now, **({"duration_s": 400} | changes)))

    def play(self, rental: Rental, request: SessionRequest = TV, *, on: Playback | None = None) -> StartedPlayback:
        return (on or self.playback).start_session(self.rentals.recorded[rental.id], request, now=self.now)

    def report(
        self, started: StartedPlayback, position_s: int, *, playing: bool = True, on: Playback | None = None
    ) -> Heartbeat:
        session = started.session
        return (on or self.playback).report_playback(
            session.customer_id, session.id, position_s=position_s, playing=playing, now=self.now
        )

    def stop(self, started: StartedPlayback) -> None:
        self.playback.stop_session(started.session.customer_id, started.session.id, now=self.now)

    def position(self, rental: Rental) -> int:
        """Where the rental would resume."""
        return self.playback.read_playback(self.rentals.recorded[rental.id], now=self.now)

    def continue_watching(self, rental: Rental) -> list[Any]:
        page, _ = self.resuming.continue_watching(rental.customer_id, after=None, limit=20, now=self.now)
        return [progress.rental_id for progress in page]

    def watched_s(self, rental: Rental) -> int:
        """What Stats would sum up, which counts an event once."""
        watched = {event.event_id: event.watched_s for event in self._told("rental.watched", rental)}
        return sum(watched.values())

    def _told(self, kind: str, rental: Rental) -> list[Any]:
        return [event for event in self.events.told if event.type == kind and event.rental_id == rental.id]
