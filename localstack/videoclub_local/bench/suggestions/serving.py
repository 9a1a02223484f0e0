"""How long a customer's list takes to serve, beside the one round trip to Redis that it makes."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from suggestions.adapters.redis_lists import RedisLists
from suggestions.history import Rented
from suggestions.movie_list import ListedMovie, MovieList
from suggestions.suggesting import Suggesting
from videoclub.clock import utc_now
from videoclub.drivers import redis
from videoclub.ids import CustomerId, MovieId, new_id

LIST_LENGTH, READS, WARM_UP_READS = 50, 3_000, 200
OWN_TIME_BUDGET_MS = 1.0
_TTL = timedelta(minutes=5)


@dataclass(frozen=True)
class ServingTime:
    """Medians of a whole read and of an empty round trip to the same Redis, in milliseconds."""

    read_ms: float
    round_trip_ms: float

    @property
    def own_ms(self) -> float:
        """What is not the round trip, the script in Redis included."""
        return self.read_ms - self.round_trip_ms


class NoFallback:
    """What is asked only while Redis is down."""

    def read_trending(self) -> MovieList | None:
        """Nothing."""
        return None

    def write_trending(self, trending: MovieList) -> None:
        """Nowhere."""

    def read_history(self, customer_id: CustomerId) -> Sequence[Rented]:
        """None."""
        return []


def measure_serving(redis_url: str) -> ServingTime:
    """Read a list of a customer who is made up, and forgotten afterwards."""
    customer_id, now = CustomerId(new_id()), utc_now()
    films = [MovieId(new_id()) for _ in range(LIST_LENGTH)]
    items = [ListedMovie(film, 1.0, "because_you_watched", (films[0], films[-1])) for film in films]
    lists = RedisLists(redis_url, _TTL, socket_timeout_s=1.0)
    suggesting = Suggesting(lists, NoFallback(), NoFallback())
    lists.write_suggestions([(customer_id, MovieList(items, now, 1))])
    try:
        read_ms = _median_ms(lambda: suggesting.suggest_movies(customer_id, limit=LIST_LENGTH))
        round_trip_ms = _median_ms(redis.connect(redis_url, socket_timeout_s=1.0).ping)
    finally:
        lists.delete_suggestions(customer_id)
    return ServingTime(read_ms, round_trip_ms)


def _median_ms(call: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(WARM_UP_READS + READS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[WARM_UP_READS:])
