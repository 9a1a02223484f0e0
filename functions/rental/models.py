"""What Rental's routes take and answer."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from rental.playback import StartedPlayback
from rental.playback_session import Progress
from rental.rental import Rental, State
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.ids import MovieId, PlaybackSessionId, RentalId
from videoclub.values import Duration, Instant, Money, Text

POSITION_MAX_S = 24 * 3600

type Id = Annotated[str, Field(min_length=1, max_length=100)]


class RentMovie(RequestModel):
    """Rent a film; `expected_price` guards against a price that moved meanwhile."""

    movie_id: Annotated[MovieId, Field(min_length=1, max_length=100)]
    payment_method: Literal[
        "test-ok", "test-declined", "test-timeout", "test-timeout-once", "test-twice", "free-credit"
    ]
    expected_price: Money | None = None


class ListRentals(PageQuery):
    """Only rentals in this state."""

    state: State | None = None


class StartPlayback(RequestModel):
    """A device asks to play."""

    device_id: Id
    device_name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    confirm_start: bool = False
    take_over: Annotated[PlaybackSessionId, Field(min_length=1, max_length=100)] | None = None


class ReportPlayback(RequestModel):
    """A heartbeat: where the player is, in seconds of the media."""

    position_s: Annotated[int, Field(ge=0, le=POSITION_MAX_S)]
    state: Literal["playing", "paused"]


class RentalAnswer(AnswerModel):
    """A rental as its customer sees it."""

    id: RentalId
    movie_id: MovieId
    movie_title: Text
    state: State
    price: Money
    rented_at: Instant
    start_by: Instant
    watch_within: Duration
    first_played_at: Instant | None = None
    cancelled_at: Instant | None = None
    expires_at: Instant
    links: dict[str, str]

    @classmethod
    def of(cls, rental: Rental, state: State, base_url: str) -> Self:
        """The rental in that state, with absolute links."""
        url = f"{base_url}/rentals/{rental.id}"
        return cls(
            id=rental.id,
            movie_id=rental.movie_id,
            movie_title=rental.movie_title,
            state=state,
            price=rental.price,
            rented_at=rental.rented_at,
            start_by=rental.start_by,
            watch_within=rental.watch_within,
            first_played_at=rental.first_played_at,
            cancelled_at=rental.cancelled_at,
            expires_at=rental.expires_at,
            links={
                "self": url,
                "movie": f"{base_url}/movies/{rental.movie_id}",
                "playback": f"{url}/playback",
                "playback_sessions": f"{url}/playback-sessions",
                "cancellation": f"{url}/cancellation",
            },
        )


class RentalPage(Page[RentalAnswer]):
    """A page of rentals."""


class PlaybackAnswer(AnswerModel):
    """What a player must know before it starts."""

    will_start_watch_window: bool
    watch_within: Duration
    position_s: int
    duration_s: int


class MediaAnswer(AnswerModel):
    """A file to play; it answers range requests."""

    type: Literal["mp4"] = "mp4"
    url: str
    expires_at: Instant


class CaptionsAnswer(AnswerModel):
    """Captions in one language (WebVTT)."""

    language: str
    url: str


class PlaybackSessionAnswer(AnswerModel):
    """A playback session; `degraded` when progress is kept only now and then at the moment."""

    id: PlaybackSessionId
    media: MediaAnswer
    captions: list[CaptionsAnswer]
    position_s: int
    heartbeat_every_s: int
    expires_at: Instant
    degraded: Literal[True] | None = None

    @classmethod
    def of(cls, started: StartedPlayback, heartbeat_every_s: int) -> Self:
        """The session just started."""
        return cls(
            id=started.session.id,
            media=MediaAnswer(url=started.media.url, expires_at=started.media.expires_at),
            captions=[CaptionsAnswer(language=code, url=url) for code, url in started.media.captions.items()],
            position_s=started.session.position_s,
            heartbeat_every_s=heartbeat_every_s,
            expires_at=started.session.rental_expires_at,
            degraded=True if started.degraded else None,
        )


class HeartbeatAnswer(AnswerModel):
    """The position that counts, and when the rental ends; `degraded` while it is kept only now and then."""

    position_s: int
    expires_at: Instant | None = None
    degraded: Literal[True] | None = None


class ContinueWatchingItem(AnswerModel):
    """A film begun and not finished; `progress` is between 0 and 1."""

    rental_id: RentalId
    movie_id: MovieId
    position_s: int
    duration_s: int
    progress: float
    last_watched_at: Instant

    @classmethod
    def of(cls, progress: Progress, now: datetime) -> Self:
        """How far it is."""
        return cls(
            rental_id=progress.rental_id,
            movie_id=progress.movie_id,
            position_s=progress.position_s,
            duration_s=progress.duration_s,
            progress=round(progress.fraction, 3),
            last_watched_at=min(progress.last_watched_at, now),  # it may be ahead where clocks differ
        )


class ContinueWatchingPage(Page[ContinueWatchingItem]):
    """A page of films begun and not finished."""


class WatchingAnswer(AnswerModel):
    """How many are watching now."""

    count: int


class WatchedMovieItem(AnswerModel):
    """A film that is watched now, by `count` sessions."""

    movie_id: MovieId
    count: int


class WatchingPage(Page[WatchedMovieItem]):
    """The films that are watched now; `count` is the sum over all of them, on every page."""

    count: int
