"""Playing a rented film: sessions that live by heartbeats, a limit on streams, and progress that resumes elsewhere.

Progress is kept durably at checkpoints: on pause, on stop and every so often. Without the live store a film plays on:
the limit is not enforced, progress is kept now and then, and answers say so (`degraded`). A session that the live
store has lost, and that nobody ended, goes on where it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rental.errors import RentalExpired, SessionEnded, StartNotConfirmed, StreamLimitReached
from rental.playback_session import (
    Admission,
    Beat,
    Heartbeat,
    Over,
    PlaybackSession,
    SessionRecord,
    StreamLimits,
)
from rental.playing_on import PlayingOn
from rental.ports import MediaUrls, PlaybackStore, ProgressStore, SessionRecords
from rental.rental import Rental
from rental.resuming import Resuming
from rental.session_ids import SessionIds
from rental.starting import Starting
from rental.watched_seconds import WatchedSeconds
from videoclub.clock import rfc3339
from videoclub.errors import DomainError, NotFound, ServiceUnavailable
from videoclub.ids import CustomerId, PlaybackSessionId
from videoclub.log import logger

CAPTION_LANGUAGES = ("en", "fr")
"""The captions of `clips/x.mp4` are `clips/x.en.vtt` and `clips/x.fr.vtt`."""
SILENT_PER_CHECKPOINT = 2
"""Each checkpoint also settles so many sessions that died, whosever they are."""


@dataclass(frozen=True)
class PlaybackRules:
    """What the operator may set."""

    limits: StreamLimits
    media_url_max: timedelta


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
class Playback:
    """Plays rentals."""

    starting: Starting
    sessions: PlaybackStore
    records: SessionRecords
    kept: ProgressStore
    resuming: Resuming
    playing_on: PlayingOn
    watched: WatchedSeconds
    media: MediaUrls
    session_ids: SessionIds
    rules: PlaybackRules

    def read_playback(self, rental: Rental, *, now: datetime) -> int:
        """Where playing would resume, in seconds. Raises RentalExpired."""
        _check_playable(rental, now)
        return self.resuming.resume_position(self.resuming.latest_progress(rental))

    def start_session(self, rental: Rental, request: SessionRequest, *, now: datetime) -> StartedPlayback:
        """Begin to play. The first time, with the customer's consent, starts the watch window.

        Raises RentalExpired, StartNotConfirmed, StreamLimitReached; ServiceUnavailable, and then nothing has begun.
        """
        _check_playable(rental, now)
        if rental.first_played_at is None and not request.confirm_start:
            raise StartNotConfirmed("Playing starts the watch window; ask the customer, then send confirm_start.")
        session = self._new_session(rental, request, now)
        admission = self._admit(session, request.take_over)
        try:
            self.records.insert_session(session, now=now)
            if admission is None:
                self.playing_on.begin(session.id)
            self._end_replaced(session, admission, request.take_over, now)
            if rental.first_played_at is None:
                self.starting.start_rental(rental, now=now)
        except DomainError:
            self._withdraw(session)
            raise
        media = self._media(rental, session.rental_expires_at, now)
        return StartedPlayback(session, media, degraded=admission is None)

    def report_playback(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool, now: datetime
    ) -> Heartbeat:
        """Take a heartbeat. Raises NotFound for another customer's session, SessionEnded."""
        self._check_owner(customer_id, session_id)
        try:
            beat = self._beat(customer_id, session_id, position_s, playing=playing, now=now)
        except ServiceUnavailable:
            return self.playing_on.report(session_id, position_s=position_s, playing=playing, now=now)
        if beat.checkpoint:
            self._settle(beat, now)
            self.settle_silent_sessions(limit=SILENT_PER_CHECKPOINT, now=now)
        return Heartbeat(beat.session.position_s, beat.session.rental_expires_at)

    def stop_session(self, customer_id: CustomerId, session_id: PlaybackSessionId, *, now: datetime) -> None:
        """End a session and keep its position. Raises NotFound for another customer's session."""
        self._check_owner(customer_id, session_id)
        try:
            beat = self.sessions.stop_session(customer_id, session_id)
        except ServiceUnavailable:
            self.playing_on.stop_session(session_id, now=now)
            return
        if beat is not None:
            self._settle(beat, now)
        self._end(self.records.find_session(session_id), now)

    def settle_silent_sessions(self, *, limit: int, now: datetime) -> int:
        """Keep and tell what sessions that died had left; gives how many there were."""
        try:
            beats = self.sessions.silent_sessions(limit=limit)
        except ServiceUnavailable:
            return 0
        for beat in beats:
            self._settle(beat, now)
        return len(beats)

    def _new_session(self, rental: Rental, request: SessionRequest, now: datetime) -> PlaybackSession:
        progress = self.resuming.latest_progress(rental)
        return PlaybackSession(
            id=self.session_ids.new(rental.customer_id),
            customer_id=rental.customer_id,
            rental_id=rental.id,
            movie_id=rental.movie_id,
            device_id=request.device_id,
            device_name=request.device_name,
            since=now,
            rental_expires_at=rental.started(now).expires_at,
            duration_s=rental.duration_s,
            position_s=self.resuming.resume_position(progress),
            position_at=progress.last_watched_at if progress else None,
        )

    def _admit(self, session: PlaybackSession, take_over: PlaybackSessionId | None) -> Admission | None:
        """Let the session in, or raise StreamLimitReached; None when nobody could be asked."""
        try:
            admission = self.sessions.start_session(session, limits=self.rules.limits, take_over=take_over)
        except ServiceUnavailable:
            return None
        if admission.in_the_way:
            raise StreamLimitReached(
                "You are watching on as many devices as allowed.",
                active=[
                    {
                        "session_id": stream.session_id,
                        "device_name": stream.device_name,
                        "movie_id": stream.movie_id,
                        "since": rfc3339(stream.since),
                    }
                    for stream in admission.in_the_way
                ],
            )
        return admission

    def _end_replaced(
        self,
        session: PlaybackSession,
        admission: Admission | None,
        take_over: PlaybackSessionId | None,
        now: datetime,
    ) -> None:
        """See to it that those whose place the session took cannot go on, whatever becomes of the live store."""
        replaced: Iterable[PlaybackSessionId] = admission.replaced if admission else ()
        for session_id in {*replaced, *([take_over] if take_over else [])}:
            if self.session_ids.belongs_to(session_id, session.customer_id):
                self._end(self.records.find_session(session_id), now)

    def _end(self, record: SessionRecord | None, now: datetime) -> None:
        if record is not None and not record.ended:
            self.records.end_session(record.session, now=now)

    def _withdraw(self, session: PlaybackSession) -> None:
        """Take a session back that could not begin; otherwise it would be in the customer's way."""
        try:
            self.sessions.stop_session(session.customer_id, session.id)
        except ServiceUnavailable:
            logger("rental").exception("session_lingers", session_id=session.id)

    def _beat(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, position_s: int, *, playing: bool, now: datetime
    ) -> Beat:
        answer = self.sessions.report(customer_id, session_id, position_s=position_s, playing=playing)
        if isinstance(answer, Over):
            self._revive(session_id, answer, now)
            answer = self.sessions.report(customer_id, session_id, position_s=position_s, playing=playing)
        if isinstance(answer, Over):
            raise SessionEnded("This playback session has ended; start a new one.")
        return answer

    def _revive(self, session_id: PlaybackSessionId, over: Over, now: datetime) -> None:
        """Go on with a session that the live store lost, or missed while it was away. Raises SessionEnded."""
        record = self.records.find_session(session_id)
        if record is None or not record.may_go_on_after(over, now):
            raise SessionEnded("This playback session has ended; start a new one.")
        session = record.session
        kept = self.kept.find_progress(session.customer_id, session.rental_id)
        if kept is not None:
            session = replace(session, position_s=kept.position_s, position_at=kept.last_watched_at)
        if self.sessions.start_session(session, limits=self.rules.limits, revived=True).in_the_way:
            raise SessionEnded("Another device has taken the place of this playback session.")

    def _settle(self, beat: Beat, now: datetime) -> None:
        """Keep the position durably and tell the seconds played; what fails is done at the next checkpoint."""
        try:
            self.kept.keep_progress(beat.session.customer_id, beat.session.progress, now=now)
        except ServiceUnavailable:  # the live store has it
            logger("rental").exception("progress_not_kept", session_id=beat.session.id)
        self.watched.tell(beat)

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


def _check_playable(rental: Rental, now: datetime) -> None:
    if not rental.is_playable_at(now):
        raise RentalExpired("This rental has ended; rent the film again.")
