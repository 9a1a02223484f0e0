"""What insights need from their store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from users.insight import Cohorts, FavouriteGenres, InsightName, Rfm, TopSpender
from videoclub.ids import AccountId

type Insight = Rfm | Cohorts | FavouriteGenres


@dataclass(frozen=True)
class KeptInsight:
    """An answer as it was made, and how many seconds that took."""

    answer: Insight
    computed_at: datetime
    took_s: float


class InsightStore(Protocol):
    """Answers about all customers, and keeps them."""

    def compute(self, name: InsightName, *, now: datetime) -> Insight:
        """Make the answer from all customers and their rentals."""
        ...

    def find_kept(self, name: InsightName) -> KeptInsight | None: ...

    def keep(self, name: InsightName, kept: KeptInsight) -> None:
        """Keep the answer in the place of an older one."""
        ...

    def top_spenders(self, since: datetime, until: datetime, limit: int) -> Sequence[TopSpender]:
        """Who spent the most from `since` on and before `until`."""
        ...

    def usual_gaps(self, customer_ids: Sequence[AccountId]) -> Mapping[AccountId, float]:
        """How many days lie between the rentals of these customers, on average; only of those who have two."""
        ...
