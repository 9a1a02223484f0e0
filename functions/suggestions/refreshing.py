"""Takes events in: a film rented moves its customer's list at once, a film archived leaves all lists."""

from dataclasses import dataclass
from datetime import timedelta

from suggestions.editions import Editions
from suggestions.history import Rented, films_of
from suggestions.movie_list import MovieList, version_at
from suggestions.ports.lists import CustomerHistories, ListWriter
from videoclub.clock import Clock
from videoclub.events import AnyEvent, MovieAdded, MovieArchived, MovieRestored, RentalCreated

STATS_KNOWS_WITHIN = timedelta(hours=1)
"""What was rented longer ago is in the history that Stats gives, or was cancelled."""


@dataclass(frozen=True)
class Refreshing:
    """Takes in what other services tell. Events may come twice and in any order."""

    lists: ListWriter
    histories: CustomerHistories
    editions: Editions
    clock: Clock

    def take_event(self, event: AnyEvent) -> None:
        """Raises ServiceUnavailable; what is kept off lists is so before anything else can fail."""
        match event:
            case RentalCreated():
                self._refresh(event)
            case MovieArchived():
                self.lists.note_archived({event.movie_id: event.occurred_at})
            case MovieAdded() | MovieRestored():
                self.lists.note_offered({event.movie_id: event.occurred_at})
            case _:
                pass

    def _refresh(self, event: RentalCreated) -> None:
        """Fold the rental into the customer's list. Stats may not have heard of it yet, nor of those just before."""
        now = self.clock()
        rented = Rented(event.movie_id, event.occurred_at)
        lately = self.lists.note_rented(event.customer_id, rented, since=now - STATS_KNOWS_WITHIN)
        composer = self.editions.latest(now=now)
        if composer is None:
            return
        history = films_of([*self.histories.read_history(event.customer_id), *lately])
        [items] = composer.compose([history])
        self.lists.write_suggestions([(event.customer_id, MovieList(items, now, version_at(now)))])
