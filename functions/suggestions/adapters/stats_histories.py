"""Histories asked of Stats, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass

from suggestions.history import CustomerHistory, Rented
from videoclub.contracts.stats import READ_HISTORIES, HistoriesRequest
from videoclub.ids import CustomerId
from videoclub.services import Services


@dataclass(frozen=True)
class StatsHistories:
    """What Stats knows of rentals."""

    services: Services

    def read_histories(self) -> Iterator[CustomerHistory]:
        after: CustomerId | None = None
        while True:
            page = self.services.ask(READ_HISTORIES, HistoriesRequest(after=after))
            for history in page.histories:
                rentals = tuple(Rented(viewing.movie_id, viewing.rented_at) for viewing in history.viewings)
                yield CustomerHistory(history.customer_id, rentals)
            if page.next is None:
                return
            after = page.next
