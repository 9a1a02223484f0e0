"""The other services are told of films added, archived and restored, at least once, by the event bus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from movies.ports.movies import MovieEvents
from videoclub.clock import Clock
from videoclub.events import AnyMovieEvent, Events
from videoclub.tracing import link

EVENTS_AT_ONCE = 100


@dataclass(frozen=True)
class Telling:
    """Hands over to the bus what waits."""

    waiting: MovieEvents
    events: Events

    def tell_events(self, *, clock: Clock, deadline: datetime) -> int:
        """Hand over all that waits, as long as there is time; returns how many. Raises ServiceUnavailable."""
        told = 0
        while clock() < deadline:
            some = self.waiting.hand_over(EVENTS_AT_ONCE, self._publish)
            told += some
            if some < EVENTS_AT_ONCE:
                break
        return told

    def _publish(self, events: Sequence[AnyMovieEvent]) -> None:
        link(*(event.trace for event in events))
        self.events.publish(events)
