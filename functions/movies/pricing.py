"""Prices over time: set from now on or for later, and taken back while they are still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from movies.announcements import Message, announce_price
from movies.errors import PriceInEffect, PriceOverlaps
from movies.movie import DatedPrice, Movie
from movies.ports.movies import MovieStore, PricePlan, PriceStore, Relay
from videoclub.cursors import Cursors
from videoclub.errors import FieldError, NotFound, ValidationFailed
from videoclub.ids import AccountId, MovieId, new_id
from videoclub.values import Money, instant


@dataclass(frozen=True, slots=True)
class PricePage:
    """A page of prices, the latest first."""

    prices: list[DatedPrice]
    next_cursor: str | None


@dataclass(frozen=True)
class Pricing:
    """What can be done with the prices of a film."""

    movies: MovieStore
    store: PriceStore
    relay: Relay
    cursors: Cursors

    def list_prices(self, movie_id: MovieId, *, limit: int, cursor: str | None, now: datetime) -> PricePage:
        """Prices past, present and to come. Raises NotFound, and ValidationFailed for a cursor of another film."""
        query = {"movie_id": self._read_movie(movie_id, now).id}
        after = self.cursors.open(cursor, query=query)
        prices = [
            price
            for price in reversed(self.store.read_prices(movie_id))
            if after is None or price.valid_from < instant(str(after[0]))
        ]
        shown = prices[:limit]
        more = len(prices) > limit
        return PricePage(shown, self.cursors.seal([shown[-1].valid_from.isoformat()], query=query) if more else None)

    def add_price(
        self,
        movie_id: MovieId,
        price: Money,
        *,
        valid_from: datetime | None,
        now: datetime,
        api_url: str,
        by: AccountId | None,
    ) -> DatedPrice:
        """Let a price take effect at `valid_from`, now if None; it is announced then, by itself.

        Raises NotFound, ValidationFailed for the past, PriceOverlaps when another price begins at that instant.
        """
        movie = self._read_movie(movie_id, now)
        if valid_from is not None and valid_from < now:
            message = "lies in the past; what customers paid stays as it was"
            raise ValidationFailed(FieldError("/valid_from", "in_the_past", message))
        new = DatedPrice(new_id(), price, valid_from or now)
        if not self.store.insert_price(movie_id, new, price_plan(movie, api_url, now), by=by, now=now):
            raise PriceOverlaps("A price of this film begins at that very instant.")
        if new.valid_from <= now:
            self.relay.wake()
        return next(one for one in self.store.read_prices(movie_id) if one.id == new.id)

    def delete_price(
        self, movie_id: MovieId, price_id: str, *, now: datetime, api_url: str, by: AccountId | None
    ) -> None:
        """Take back a price that is still to come, and its announcement; the one before it then lasts longer.

        Raises NotFound, or PriceInEffect for one that has begun.
        """
        movie = self._read_movie(movie_id, now)
        if price_id not in {price.id for price in self.store.read_prices(movie_id)}:
            raise NotFound("The film has no such price.")
        if not self.store.delete_price(movie_id, price_id, price_plan(movie, api_url, now), by=by, now=now):
            raise PriceInEffect("This price has taken effect; add another one instead.")

    def _read_movie(self, movie_id: MovieId, now: datetime) -> Movie:
        movie = self.movies.read_movie(movie_id, now)
        if movie is None:
            raise NotFound("There is no such film.")
        return movie


def price_plan(movie: Movie, api_url: str, now: datetime) -> PricePlan:
    """What developers are to be told, from `now` on, of prices that differ from the ones before them."""
    url = f"{api_url}/movies/{movie.id}"

    def plan(prices: Sequence[DatedPrice]) -> list[Message]:
        return [
            message
            for old, new in pairwise(prices)
            if new.valid_from >= now and new.price != old.price
            for message in announce_price(
                new.id,
                movie.id,
                title=movie.title,
                url=url,
                old=old.price,
                new=new.price,
                valid_from=new.valid_from,
            )
        ]

    return plan
