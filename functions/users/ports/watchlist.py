"""What the watchlist needs from its store. It raises ServiceUnavailable when it does not answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from videoclub.ids import AccountId, MovieId


@dataclass(frozen=True)
class Wanted:
    """A film on a watchlist since `added_at`."""

    movie_id: MovieId
    added_at: datetime


class WatchlistStore(Protocol):
    """The watchlists of customers."""

    def insert_wanted(
        self, account_id: AccountId, wanted: Wanted, *, limit: int
    ) -> Literal["kept", "full", "no-account"]:
        """Keep the film unless it is there; `full` when the list has `limit` others already."""
        ...

    def read_watchlist(self, account_id: AccountId, *, after: Wanted | None, limit: int) -> Sequence[Wanted]:
        """The films on the list, those added last first, beyond `after`."""
        ...

    def delete_wanted(self, account_id: AccountId, movie_id: MovieId) -> None:
        """Take the film off; nothing happens when it is not there."""
        ...
