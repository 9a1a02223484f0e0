"""A playback session: one device playing one rental, alive by heartbeats. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

NEAR_ZERO_S = 5
SEEK_GUARD = timedelta(seconds=15)
"""For this long a new session may report a position near zero without wiping the one it resumes."""


@dataclass(frozen=True)
class Progress:
    """How far a rental is played, in seconds of the media that is served.

    Of two, the one with the later `last_watched_at` is right. It never runs backwards, so where clocks differ it may
    be a little ahead of them.
    """

    rental_id: RentalId
    movie_id: MovieId
    position_s: int
    duration_s: int
    last_watched_at: datetime
    playable_until: datetime

    @property
    def fraction(self) -> float:
        """Between 0 and 1."""
        return min(1.0, self.position_s / self.duration_s)

    @property
    def place(self) -> tuple[datetime, RentalId]:
        """Its place in a list: last watched first, ties by id."""
        return self.last_watched_at, self.rental_id


@dataclass(frozen=True)
class PlaybackSession:
    """A device that plays. `position_at` is when the position was reported, None before the first heartbeat."""

    id: PlaybackSessionId
    customer_id: CustomerId
    rental_id: RentalId
    movie_id: MovieId
    device_id: str
    device_name: str | None
    since: datetime
    rental_expires_at: datetime
    duration_s: int
    position_s: int = 0
    position_at: datetime | None = None

    @property
    def progress(self) -> Progress:
        """How far its rental is played."""
        return Progress(
            self.rental_id,
            self.movie_id,
            self.position_s,
            self.duration_s,
            self.position_at or self.since,
            self.rental_expires_at,
        )

    def position_after(self, reported_s: int, now: datetime) -> int:
        """The position to keep when the player reports this one; one that has not sought yet wipes nothing."""
        reported_s = min(reported_s, self.duration_s)
        not_sought_yet = reported_s < NEAR_ZERO_S <= self.position_s and now - self.since < SEEK_GUARD
        return self.position_s if not_sought_yet else reported_s


@dataclass(frozen=True)
class Untold:
    """Seconds played that are to be told, from `from_s` to `until_s` of the tally that was begun at `tally`."""

    tally: int
    from_s: int
    until_s: int


@dataclass(frozen=True)
class Beat:
    """A session after a heartbeat or at its end. At a checkpoint its position is kept durably and seconds are told."""

    session: PlaybackSession
    checkpoint: bool
    untold: Untold | None = None


@dataclass(frozen=True)
class Over:
    """The session is not live. `lost`: the store was emptied so lately that it may have lived until then."""

    lost: bool


@dataclass(frozen=True)
class Stream:
    """A live session as the customer's other devices see it."""

    session_id: PlaybackSessionId
    movie_id: MovieId
    device_name: str | None
    since: datetime


@dataclass(frozen=True)
class StreamLimits:
    """How many sessions may live at once."""

    per_customer: int
    per_movie: int


@dataclass(frozen=True)
class Admission:
    """Let in when nothing is `in_the_way`; then `replaced` are the sessions whose place it took."""

    in_the_way: Sequence[Stream] = ()
    replaced: Sequence[PlaybackSessionId] = ()


@dataclass(frozen=True)
class SessionRecord:
    """What is known durably of a session. `went_on`: it was heard of lately while the live store was away."""

    session: PlaybackSession
    ended: bool
    went_on: bool

    def may_go_on_after(self, over: Over, now: datetime) -> bool:
        """Whether the live store only lost or missed the session, which nobody has ended."""
        missed = over.lost or self.went_on
        return missed and not self.ended and now < self.session.rental_expires_at


@dataclass(frozen=True)
class Heartbeat:
    """What a player is told on a heartbeat. Degraded: the live store is away, and the position is kept now and then."""

    position_s: int
    expires_at: datetime | None
    degraded: bool = False
