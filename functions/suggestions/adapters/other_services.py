"""What Stats and Movies tell by their internal operations."""

from collections.abc import Sequence
from dataclasses import dataclass

from suggestions.history import Rented
from videoclub.contracts.movies import LIST_FACTS, FactsRequest, MovieFacts
from videoclub.contracts.stats import READ_HISTORY, HistoryRequest
from videoclub.ids import CustomerId, MovieId
from videoclub.services import Services


@dataclass(frozen=True)
class StatsHistories:
    """The CustomerHistories of Stats."""

    services: Services

    def read_history(self, customer_id: CustomerId) -> Sequence[Rented]:
        history = self.services.ask(READ_HISTORY, HistoryRequest(customer_id=customer_id))
        return [Rented(viewing.movie_id, viewing.rented_at) for viewing in history.viewings]


@dataclass(frozen=True)
class MoviesCatalogue:
    """The MovieCatalogue of Movies, page by page."""

    services: Services

    def read_facts(self) -> Sequence[MovieFacts]:
        films: list[MovieFacts] = []
        after: MovieId | None = None
        while True:
            page = self.services.ask(LIST_FACTS, FactsRequest(after=after))
            films += page.movies
            if page.next is None:
                return films
            after = page.next
