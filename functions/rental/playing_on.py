"""Playing on while the live store is away: the position is kept durably now and then, and the session's life noted."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rental.errors import SessionEnded
from rental.playback_session import Heartbeat, PlaybackSession
from rental.ports import ProgressStore, SessionRecords
from videoclub.errors import ServiceUnavailable
from videoclub.ids import PlaybackSessionId
from videoclub.log import logger

CLOCK_SKEW_MAX = timedelta(minutes=2)
"""An environment's clock may differ from the live store's by this much."""
SESSIONS_REMEMBERED_MAX = 1000


@dataclass
class _Playing:
    session: PlaybackSession
    checkpoint_at: datetime
    playing: bool


@dataclass(frozen=True)
class PlayingOn:
    """Takes heartbeats without the live store. Each environment writes a session at most every `checkpoint_every`."""

    records: SessionRecords
    kept: ProgressStore
    session_ttl: timedelta
    checkpoint_every: timedelta
    _playing: OrderedDict[PlaybackSessionId, _Playing] = field(
        default_factory=OrderedDict[PlaybackSessionId, _Playing], init=False, repr=False
    )

    def begin(self, session_id: PlaybackSessionId) -> None:
        """A session begins or lives: the live store will let it in when it is back. Raises ServiceUnavailable."""
        self.records.go_on(session_id, for_=self.session_ttl + self.checkpoint_every)

    def report(self, session_id: PlaybackSessionId, *, position_s: int, playing: bool, now: datetime) -> Heartbeat:
        """Take a heartbeat. Raises SessionEnded."""
        known = self._playing.get(session_id)
        try:
            if known is None or self._is_due(known, playing=playing, now=now):
                known = self._checkpoint(session_id, position_s, playing=playing, now=now)
        except ServiceUnavailable:  # neither store answers; the next heartbeat brings the position again
            logger("rental").exception("progress_not_kept", session_id=session_id)
            return Heartbeat(position_s, None, degraded=True)
        if now >= known.session.rental_expires_at:
            raise SessionEnded("The rental of this playback session has ended.")
        known.session = replace(known.session, position_s=known.session.position_after(position_s, now))
        known.playing = playing
        return Heartbeat(known.session.position_s, known.session.rental_expires_at, degraded=True)

    def stop_session(self, session_id: PlaybackSessionId, *, now: datetime) -> None:
        """End a session with the position that this environment heard last. Raises ServiceUnavailable."""
        known = self._playing.pop(session_id, None)
        if known is not None:
            self._keep(known.session, now)
        record = self.records.find_session(session_id)
        if record is not None:
            self.records.end_session(record.session, now=now)

    def _is_due(self, known: _Playing, *, playing: bool, now: datetime) -> bool:
        return abs(now - known.checkpoint_at) >= self.checkpoint_every or (known.playing and not playing)

    def _checkpoint(self, session_id: PlaybackSessionId, position_s: int, *, playing: bool, now: datetime) -> _Playing:
        record = self.records.find_session(session_id)
        if record is None or record.ended or now >= record.session.rental_expires_at:
            raise SessionEnded("This playback session has ended; start a new one.")
        kept = self.kept.find_progress(record.session.customer_id, record.session.rental_id)
        session = record.session
        if kept is not None:
            session = replace(session, position_s=kept.position_s, position_at=kept.last_watched_at)
        session = replace(session, position_s=session.position_after(position_s, now))
        self._keep(session, now)
        self.begin(session_id)
        known = _Playing(session, now, playing)
        self._playing[session_id] = known
        self._playing.move_to_end(session_id)
        if len(self._playing) > SESSIONS_REMEMBERED_MAX:
            self._playing.popitem(last=False)
        return known

    def _keep(self, session: PlaybackSession, now: datetime) -> None:
        """Keep the position as the newest: newer than what is kept, and than what the live store had by its clock."""
        at = now + CLOCK_SKEW_MAX
        if session.position_at is not None:
            at = max(at, session.position_at + timedelta(milliseconds=1))
        self.kept.keep_progress(session.customer_id, replace(session.progress, last_watched_at=at), now=now)
