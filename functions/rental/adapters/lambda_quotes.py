"""Quotes from the Movies service."""

from dataclasses import dataclass

from videoclub.contracts.movies import QUOTE_MOVIE, Quote, QuoteRequest
from videoclub.ids import MovieId
from videoclub.services import Services


@dataclass(frozen=True)
class LambdaQuotes:
    """Asks Movies by its contract."""

    services: Services

    def quote_movie(self, movie_id: MovieId) -> Quote:
        """The quote. Raises NotFound, ServiceUnavailable."""
        return self.services.ask(QUOTE_MOVIE, QuoteRequest(movie_id=movie_id))
