"""Seconds played, told to Stats: each second once, whoever tells it and however often."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from rental.playback_session import Beat, Untold
from rental.ports import PlaybackStore
from videoclub.errors import ServiceUnavailable
from videoclub.events import Events, RentalWatched
from videoclub.ids import EventId, PlaybackSessionId
from videoclub.log import logger

_NAMESPACE = uuid5(NAMESPACE_URL, "https://videoclub.example/watched-seconds")


@dataclass(frozen=True)
class WatchedSeconds:
    """Tells what beats bring. What could not be told comes again, in the same words, with a later beat."""

    sessions: PlaybackStore
    events: Events

    def tell(self, beat: Beat) -> None:
        """Tell the beat's untold seconds, if it has any."""
        if beat.untold is None:
            return
        event = _watched(beat, beat.untold)
        try:
            self.events.publish([event])
            self.sessions.confirm_told(beat)
        except ServiceUnavailable:
            logger("rental").exception("event_not_told", event_id=event.event_id)


def _watched(beat: Beat, untold: Untold) -> RentalWatched:
    session = beat.session
    return RentalWatched(
        event_id=_event_id(session.id, untold),
        occurred_at=session.progress.last_watched_at,
        rental_id=session.rental_id,
        customer_id=session.customer_id,
        movie_id=session.movie_id,
        position_s=session.position_s,
        duration_s=session.duration_s,
        watched_s=untold.until_s - untold.from_s,
    )


def _event_id(session_id: PlaybackSessionId, untold: Untold) -> EventId:
    return EventId(str(uuid5(_NAMESPACE, f"{session_id} {untold.tally} {untold.from_s}")))
