# pyright: reportUnknownMemberType=false
"""Lists in Redis, a key each, replaced by one SET: a reader sees the old list or the new one, never half of it.

`suggestions:customer:<id>`, `suggestions:similar:<movie>`, `suggestions:trending` hold a list as compact JSON,
`suggestions:run` what is known about the last rebuild.
"""

import json
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any, cast

from suggestions.movie_list import ListedMovie, MovieList
from videoclub.clock import rfc3339
from videoclub.drivers import redis
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId
from videoclub.values import instant

if TYPE_CHECKING:
    from redis import Redis

LISTS_PER_PIPELINE = 500
SCORE_DIGITS = 6
_TRENDING = "suggestions:trending"
_RUN = "suggestions:run"


@dataclass(frozen=True)
class RedisLists:
    """The lists at `url`; one that is not replaced for `ttl` vanishes."""

    url: str
    ttl: timedelta
    socket_timeout_s: float = redis.SOCKET_TIMEOUT_S

    def find_suggestions(self, customer_id: CustomerId) -> tuple[MovieList | None, MovieList | None]:
        with self._redis() as client:
            own, trending = cast("list[str | None]", client.mget(_customer(customer_id), _TRENDING))
        return _opened(own), _opened(trending)

    def find_trending(self) -> MovieList | None:
        return self._find(_TRENDING)

    def find_similar(self, movie_id: MovieId) -> MovieList | None:
        return self._find(_similar(movie_id))

    def write_suggestions(self, lists: Iterable[tuple[CustomerId, MovieList]]) -> int:
        return self._write((_customer(customer_id), movies) for customer_id, movies in lists)

    def delete_suggestions(self, customer_id: CustomerId) -> None:
        with self._redis() as client:
            client.delete(_customer(customer_id))

    def write_similar(self, lists: Iterable[tuple[MovieId, MovieList]]) -> int:
        return self._write((_similar(movie_id), movies) for movie_id, movies in lists)

    def write_trending(self, trending: MovieList) -> None:
        self._write([(_TRENDING, trending)])

    def write_run(self, run: Mapping[str, float | str]) -> None:
        with self._redis() as client:
            client.set(_RUN, _compact(run))

    def ping(self) -> None:
        with self._redis() as client:
            client.exists(_TRENDING)

    def _find(self, key: str) -> MovieList | None:
        with self._redis() as client:
            return _opened(cast("str | None", client.get(key)))

    def _write(self, lists: Iterable[tuple[str, MovieList]]) -> int:
        written = 0
        for some in batched(lists, LISTS_PER_PIPELINE, strict=False):
            with self._redis() as client, client.pipeline(transaction=False) as pipeline:
                for key, movies in some:
                    pipeline.set(key, _sealed(movies), px=self.ttl)
                pipeline.execute()
            written += len(some)
        return written

    @contextmanager
    def _redis(self) -> "Generator[Redis]":
        client = redis.connect(self.url, socket_timeout_s=self.socket_timeout_s)
        from redis.exceptions import RedisError

        try:
            yield client
        except RedisError as error:
            raise ServiceUnavailable("The store of suggestions is not answering.") from error


def _customer(customer_id: CustomerId) -> str:
    return f"suggestions:customer:{customer_id}"


def _similar(movie_id: MovieId) -> str:
    return f"suggestions:similar:{movie_id}"


def _sealed(movies: MovieList) -> str:
    items = [[item.movie_id, round(item.score, SCORE_DIGITS), item.why, *item.because] for item in movies.items]
    return _compact({"version": movies.version, "generated_at": rfc3339(movies.generated_at), "items": items})


def _opened(text: str | None) -> MovieList | None:
    if text is None:
        return None
    kept: dict[str, Any] = json.loads(text)
    items = [ListedMovie(movie_id, score, why, tuple(because)) for movie_id, score, why, *because in kept["items"]]
    return MovieList(items, instant(kept["generated_at"]), kept["version"])


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
