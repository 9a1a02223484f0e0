"""The bot's reading: a day is copied from Rental, shard by shard, and held against what events told."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from stats.day_figures import DayFigures, Differences
from stats.periods import CLOSING_LAG, Period
from stats.ports.reports import DayStore
from videoclub.contracts.rental import RENTALS_OF_DAY_SHARD, DayShardRequest, RentalFact
from videoclub.contracts.users import COUNTRIES_OF_CUSTOMERS, CUSTOMERS_PER_CALL, CustomersRequest
from videoclub.ids import CustomerId
from videoclub.services import Services

type CheckTime = Callable[[], None]
"""Called before each step; raises when there is no time for it."""

PARALLEL_CALLS = 8
OPEN_DAY_KEPT_FOR = timedelta(minutes=15)
"""A copy of a day that is not over is gone on with for so long; one of a day that is over stays true."""
COUNTRIES_AT_ONCE = 50_000
COUNTRY_KEPT_FOR = timedelta(days=30)
"""People move; after so long Users is asked again."""


@dataclass(frozen=True)
class DayReading:
    """Reads days from Rental."""

    services: Services
    days: DayStore

    def read_day(self, day: Period, *, now: datetime, check_time: CheckTime) -> tuple[DayFigures, Differences]:
        """The day's figures, and where events and Rental differ. What was copied before an interruption is kept.

        Raises ServiceUnavailable, and whatever `check_time` raises.
        """
        since = day.end + CLOSING_LAG if day.is_closed(now) else now - OPEN_DAY_KEPT_FOR
        staged = self.days.begin_day(day.first, since=since)
        shards = self.services.ask(RENTALS_OF_DAY_SHARD, DayShardRequest(day=day.first, shard=0, limit=1)).shards

        def stage(shard: int) -> None:
            check_time()
            self.days.stage_shard(day.first, shard, self._pages(day, shard), now=now)

        _side_by_side(stage, [shard for shard in range(shards) if shard not in staged])
        check_time()
        differences = self.days.take_in(day)
        self._learn_countries(day, now=now, check_time=check_time)
        check_time()
        return self.days.add_up(day), differences

    def _pages(self, day: Period, shard: int) -> Iterator[list[RentalFact]]:
        after: str | None = None
        while True:
            page = self.services.ask(RENTALS_OF_DAY_SHARD, DayShardRequest(day=day.first, shard=shard, after=after))
            yield page.rentals
            if page.next is None:
                return
            after = page.next

    def _learn_countries(self, day: Period, *, now: datetime, check_time: CheckTime) -> None:
        asked_since = now - COUNTRY_KEPT_FOR
        while unknown := self.days.customers_without_country(
            day.first, limit=COUNTRIES_AT_ONCE, asked_since=asked_since
        ):
            check_time()
            some = [list(few) for few in batched(unknown, CUSTOMERS_PER_CALL, strict=False)]
            told: dict[CustomerId, str | None] = dict.fromkeys(unknown)
            for countries in _side_by_side(self._countries, some):
                told |= countries
            self.days.record_countries(told, now=now)

    def _countries(self, customer_ids: list[CustomerId]) -> Mapping[CustomerId, str]:
        return self.services.ask(COUNTRIES_OF_CUSTOMERS, CustomersRequest(customer_ids=customer_ids)).countries


def _side_by_side[Item, Result](do: Callable[[Item], Result], items: list[Item]) -> list[Result]:
    """What `do` gives for each item, several at once. After a failure nothing further is begun."""
    with ThreadPoolExecutor(PARALLEL_CALLS) as pool:
        futures = [pool.submit(copy_context().run, do, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
