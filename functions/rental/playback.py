"""Playing a rented film: sessions that live by heartbeats, a limit on streams, and progress that resumes elsewhere.

Without Redis a film plays on: the limit is not enforced, progress is not kept, and answers say so (`degraded`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from rental.errors import RentalExpired, SessionEnded, StartNotConfirmed, StreamLimitReached
from rental.playback_session import PlaybackSession, Progress, StreamLimits
from rental.ports import MediaUrls, PlaybackStore, RentalStore
from rental.rental import Rental
from rental.session_ids import SessionIds
from rental.starting import Starting
from videoclub.clock import rfc3339
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.events import Events, RentalWatched
from videoclub.ids import CustomerId, EventId, MovieId, PlaybackSessionId, RentalId
from videoclub.log import logger

_NAMESPACE = uuid5(NAMESPACE_URL, "https://videoclub.example/playback")
CAPTION_LANGUAGES = ("en", "fr")
"""The captions of `clips/x.mp4` are `clips/x.en.vtt` and `clips/x.fr.vtt`."""


@dataclass(frozen=True)
class PlaybackRules:
    """What the operator may set."""

    limits: StreamLimits
    media_url_max: timedelta
    resume_from_fraction: float
    resume_until_fraction: float


@dataclass(frozen=True)
class SessionRequest:
    """A device asks to play a rental."""

    device_id: str
    device_name: str | None = None
    confirm_start: bool = False
    take_over: PlaybackSessionId | None = None


@dataclass(frozen=True)
class Media:
    """What a player needs; the URLs die no later than the rental."""

    url: str
    captions: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class StartedPlayback:
    """A new session, where it resumes, and its media."""

    session: PlaybackSession
    media: Media
    degraded: bool


@dataclass(frozen=True)
class Heartbeat:
    """What a player is told on a heartbeat. Degraded: the position was not kept."""

    position_s: int
    expires_at: datetime | None
    degraded: bool = False


@dataclass(frozen=True)
class Playback:
    """Plays rentals."""

    rentals: RentalStore
    starting: Starting
    sessions: PlaybackStore
    media: MediaUrls
    events: Events
    session_ids: SessionIds
    rules: PlaybackRules

    def read_playback(self, rental: Rental, *, now: datetime) -> int:
        """Where playing would resume, in seconds. Raises RentalExpired."""
        _check_playable(rental, now)
        return self._resume_position(rental)

    def start_session(self, rental: Rental, request: SessionRequest, *, now: datetime) -> StartedPlayback:
        """Begin to play. The first time, with the customer's consent, starts the watch window.

        Raises RentalExpired, StartNotConfirmed, StreamLimitReached.
        """
        _check_playable(rental, now)
        if rental.first_played_at is None and not request.confirm_start:
            raise StartNotConfirmed("Playing starts the watch window; ask the customer, then send confirm_start.")
        playing_until = rental.started(now).expires_at
        session = PlaybackSession(
            id=self.session_ids.new(rental.customer_id),
            customer_id=rental.customer_id,
            rental_id=rental.id,
            movie_id=rental.movie_id,
            device_id=request.device_id,
            device_name=request.device_name,
            since=now,
            rental_expires_at=playing_until,
            duration_s=rental.duration_s,
            position_s=self._resume_position(rental),
        )
        degraded = not self._admit(session, request.take_over, now)
        if rental.first_played_at is None:
            self.starting.start_rental(rental, now=now)
        return StartedPlayback(session, self._media(rental, playing_until, now), degraded)

    def report_playback(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool, now: datetime
    ) -> Heartbeat:
        """Take a heartbeat. Raises NotFound for another customer's session, SessionEnded."""
        self._check_owner(customer_id, session_id)
        try:
            session = self.sessions.report(customer_id, session_id, position_s=position_s, playing=playing, now=now)
        except ServiceUnavailable:
            return Heartbeat(position_s, None, degraded=True)
        if session is None:
            raise SessionEnded("This playback session has ended; start a new one.")
        if session.unreported_s:
            self._tell(_watched(session, now))
        return Heartbeat(session.position_s, session.rental_expires_at)

    def stop_session(self, customer_id: CustomerId, session_id: PlaybackSessionId, *, now: datetime) -> None:
        """End a session and keep its position. Raises NotFound for another customer's session."""
        self._check_owner(customer_id, session_id)
        session = self.sessions.stop_session(customer_id, session_id, now=now)
        if session is not None and session.unreported_s:
            self._tell(_watched(session, now))

    def continue_watching(self, customer_id: CustomerId, *, limit: int, now: datetime) -> Sequence[Progress]:
        """What the customer has begun and not finished, last watched first; only what can still be played."""
        rental_ids = self.sessions.recently_watched(customer_id, limit=limit)
        progress = self.sessions.progress(rental_ids)
        begun = [progress[rental_id] for rental_id in rental_ids if rental_id in progress]
        low, high = self.rules.resume_from_fraction, self.rules.resume_until_fraction
        return [p for p in begun if low <= p.fraction <= high and self._is_playable(p.rental_id, now)]

    def count_watching(self, movie_id: MovieId, *, now: datetime) -> int:
        """How many are watching the film now."""
        return self.sessions.count_watching(movie_id, now=now)

    def _admit(self, session: PlaybackSession, take_over: PlaybackSessionId | None, now: datetime) -> bool:
        """Let the session in, or raise StreamLimitReached; False when nobody could be asked."""
        try:
            in_the_way = self.sessions.start_session(session, limits=self.rules.limits, take_over=take_over, now=now)
        except ServiceUnavailable:
            return False
        if in_the_way:
            raise StreamLimitReached(
                "You are watching on as many devices as allowed.",
                active=[
                    {
                        "session_id": stream.session_id,
                        "device_name": stream.device_name,
                        "movie_id": stream.movie_id,
                        "since": rfc3339(stream.since),
                    }
                    for stream in in_the_way
                ],
            )
        return True

    def _resume_position(self, rental: Rental) -> int:
        try:
            progress = self.sessions.progress([rental.id]).get(rental.id)
        except ServiceUnavailable:
            return 0
        if progress is None or progress.fraction > self.rules.resume_until_fraction:
            return 0
        return progress.position_s

    def _is_playable(self, rental_id: RentalId, now: datetime) -> bool:
        rental = self.rentals.find_rental(rental_id)
        return rental is not None and rental.is_playable_at(now)

    def _media(self, rental: Rental, playing_until: datetime, now: datetime) -> Media:
        expires_in = min(playing_until - now, self.rules.media_url_max)
        stem = rental.media_key.rpartition(".")[0]
        return Media(
            url=self.media.presign(rental.media_key, expires_in=expires_in),
            captions={
                language: self.media.presign(f"{stem}.{language}.vtt", expires_in=expires_in)
                for language in CAPTION_LANGUAGES
            },
            expires_at=now + expires_in,
        )

    def _check_owner(self, customer_id: CustomerId, session_id: PlaybackSessionId) -> None:
        if not self.session_ids.belongs_to(session_id, customer_id):
            raise NotFound("You have no such playback session.")

    def _tell(self, event: RentalWatched) -> None:
        try:
            self.events.publish([event])
        except ServiceUnavailable:  # playing goes on; Stats learns of the rental itself from the day's shard
            logger("rental").exception("event_not_told", event_id=event.event_id)


def _check_playable(rental: Rental, now: datetime) -> None:
    if not rental.is_playable_at(now):
        raise RentalExpired("This rental has ended; rent the film again.")


def _watched(session: PlaybackSession, now: datetime) -> RentalWatched:
    return RentalWatched(
        event_id=_event_id(f"{session.id} watched {now.timestamp()}"),
        occurred_at=now,
        rental_id=session.rental_id,
        customer_id=session.customer_id,
        movie_id=session.movie_id,
        position_s=session.position_s,
        duration_s=session.duration_s,
        watched_s=session.unreported_s,
    )


def _event_id(fact: str) -> EventId:
    return EventId(str(uuid5(_NAMESPACE, fact)))
