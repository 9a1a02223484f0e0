"""Insights: what all customers are like, computed when asked for as long as that is quick, else every hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from users.customer import Customer
from users.customer_query import Condition, CustomerQuery
from users.customers import Customers
from users.insight import Computed, InsightName, Lapsed, TopSpender
from users.ports.customers import CustomerStore
from users.ports.insights import Insight, InsightStore, KeptInsight
from videoclub.clock import Clock
from videoclub.errors import FieldError, ValidationFailed

KEPT_TIMES_AS_LONG = 100
"""An answer is good for so many times as long as it took: half a second's is good for a minute."""
QUICK_S = 1.0
"""What takes longer is left to the hourly job, once there is an answer at all."""
type Stopwatch = Callable[[], float]


@dataclass(frozen=True)
class LapsedPage:
    """A page of lapsed customers."""

    customers: Sequence[Lapsed]
    next_cursor: str | None


@dataclass(frozen=True)
class Insights:
    """Answers about all customers. `stopwatch` gives seconds that only run forward."""

    store: InsightStore
    customers: Customers
    accounts: CustomerStore
    stopwatch: Stopwatch

    def read_insight(self, name: InsightName, *, now: datetime) -> Computed[Insight]:
        """The answer and when it was made. Raises ServiceUnavailable."""
        kept = self.store.find_kept(name)
        if kept is None or not _is_good(kept, now):
            kept = self._compute(name, now)
        return Computed(kept.answer, kept.computed_at)

    def compute_all(self, *, clock: Clock) -> dict[InsightName, float]:
        """Make all answers anew; the seconds that each took."""
        return {name: self._compute(name, clock()).took_s for name in get_args(InsightName.__value__)}

    def top_spenders(
        self, *, since: datetime, until: datetime, limit: int
    ) -> Sequence[tuple[TopSpender, Customer | None]]:
        """Who spent the most in a span of time, with their accounts. Raises ValidationFailed for an empty span."""
        if since >= until:
            raise ValidationFailed(FieldError("/to", "empty_span", "lies behind `from`"))
        found = self.store.top_spenders(since, until, limit)
        named = self.accounts.name_customers([spender.customer_id for spender in found])
        return [(spender, named.get(spender.customer_id)) for spender in found]

    def list_lapsed(self, *, silent: timedelta, limit: int, cursor: str | None, now: datetime) -> LapsedPage:
        """Who rented, and not for so long; those who spent the most come first.

        Raises ValidationFailed for a cursor of another list.
        """
        until = (now - silent).replace(hour=0, minute=0, second=0, microsecond=0)  # a day's pages are of one question
        query = CustomerQuery(Condition("last_rented_at", "<", until), sort="-spent")
        page = self.customers.list_customers(query, limit=limit, cursor=cursor)
        gaps = self.store.usual_gaps([customer.id for customer in page.customers])
        lapsed = [_lapsed(customer, gaps.get(customer.id), now) for customer in page.customers]
        return LapsedPage(lapsed, page.next_cursor)

    def _compute(self, name: InsightName, now: datetime) -> KeptInsight:
        began = self.stopwatch()
        answer = self.store.compute(name, now=now)
        kept = KeptInsight(answer, now, self.stopwatch() - began)
        self.store.keep(name, kept)
        return kept


def _is_good(kept: KeptInsight, now: datetime) -> bool:
    return kept.took_s > QUICK_S or now - kept.computed_at < timedelta(seconds=kept.took_s * KEPT_TIMES_AS_LONG)


def _lapsed(customer: Customer, gap: float | None, now: datetime) -> Lapsed:
    last = customer.activity.last_rented_at or now
    return Lapsed(customer, (now - last).days, gap)
