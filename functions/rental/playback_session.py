"""A playback session: one device playing one rental, alive by heartbeats. Pure rules."""

from dataclasses import dataclass
from datetime import datetime

from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId


@dataclass(frozen=True)
class PlaybackSession:
    """A device that plays. `unreported_s` counts the seconds played that no event has told yet."""

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
    unreported_s: int = 0


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
class Progress:
    """How far a rental is played, in seconds of the media that is served."""

    rental_id: RentalId
    movie_id: MovieId
    position_s: int
    duration_s: int
    last_watched_at: datetime

    @property
    def fraction(self) -> float:
        """Between 0 and 1."""
        return min(1.0, self.position_s / self.duration_s)
