# pyright: reportUnknownMemberType=false
"""Lists in Redis, each replaced by one script: a reader sees the old list or the new one, never half of it.

`suggestions:list:<customer>`, `suggestions:similar-to:<movie>` and `suggestions:trends` are hashes of a version and of
the list as compact JSON. `suggestions:rented:<customer>`, `suggestions:archived` and `suggestions:restored` say when
that last happened to which films; they only ever grow later, so events may come in any order.
"""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from suggestions.history import Rented
from suggestions.movie_list import ListedMovie, MovieList
from videoclub.clock import rfc3339
from videoclub.drivers import redis
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId
from videoclub.values import instant

if TYPE_CHECKING:
    from redis import Redis

LISTS_PER_PIPELINE = 500
FILMS_PER_COMMAND = 1_000
SCORE_DIGITS = 6
_TRENDS = "suggestions:trends"
_ARCHIVED, _RESTORED = "suggestions:archived", "suggestions:restored"
_NOBODY = "suggestions:rented:"


@dataclass(frozen=True)
class RedisLists:
    """The lists at `url`; one that is not replaced for `ttl` vanishes.

    What a customer rented is known twice as long: every list that lives was made since.
    """

    url: str
    ttl: timedelta
    socket_timeout_s: float = redis.SOCKET_TIMEOUT_S

    def find_suggestions(self, customer_id: CustomerId) -> tuple[MovieList | None, MovieList | None]:
        own, trending = self._read([_customer(customer_id), _TRENDS], _rented(customer_id))
        return own, trending

    def find_rented(self, customer_id: CustomerId) -> Sequence[Rented]:
        with self._redis() as client:
            found = cast("list[tuple[str, float]]", client.zrange(_rented(customer_id), 0, -1, withscores=True))
        return _rentals(found)

    def find_trending(self) -> MovieList | None:
        return self._read([_TRENDS])[0]

    def find_similar(self, movie_id: MovieId) -> MovieList | None:
        return self._read([_similar(movie_id)])[0]

    def write_suggestions(self, lists: Iterable[tuple[CustomerId, MovieList]]) -> tuple[int, int]:
        return self._write((_customer(customer_id), movies) for customer_id, movies in lists)

    def delete_suggestions(self, customer_id: CustomerId) -> None:
        with self._redis() as client:
            client.delete(_customer(customer_id), _rented(customer_id))

    def write_similar(self, lists: Iterable[tuple[MovieId, MovieList]]) -> int:
        return sum(self._write((_similar(movie_id), movies) for movie_id, movies in lists))

    def write_trending(self, trending: MovieList) -> None:
        self._write([(_TRENDS, trending)])

    def note_rented(self, customer_id: CustomerId, rented: Rented, *, since: datetime) -> Sequence[Rented]:
        key = _rented(customer_id)
        with self._redis() as client, client.pipeline(transaction=True) as pipeline:
            pipeline.zadd(key, {rented.movie_id: rented.at.timestamp()}, gt=True)
            pipeline.pexpire(key, 2 * self.ttl)
            pipeline.zrangebyscore(key, since.timestamp(), "+inf", withscores=True)
            found = cast("list[tuple[str, float]]", pipeline.execute()[-1])
        return _rentals(found)

    def note_archived(self, movies: Mapping[MovieId, datetime]) -> None:
        self._note(_ARCHIVED, movies)

    def note_offered(self, movies: Mapping[MovieId, datetime]) -> None:
        self._note(_RESTORED, movies)

    def list_archived(self) -> set[MovieId]:
        with self._redis() as client, client.pipeline(transaction=True) as pipeline:
            for key in (_ARCHIVED, _RESTORED):
                pipeline.zrange(key, 0, -1, withscores=True)
            archived, restored = (dict(found) for found in pipeline.execute())
        return {MovieId(movie_id) for movie_id, at in archived.items() if at > restored.get(movie_id, -1)}

    def ping(self) -> None:
        with self._redis() as client:
            client.exists(_TRENDS)

    def _read(self, keys: Sequence[str], rented: str = _NOBODY) -> list[MovieList | None]:
        with self._redis() as client:
            script = client.register_script(_script("read_lists"))
            *texts, barred = cast("list[Any]", script(keys=[_ARCHIVED, _RESTORED, rented, *keys]))
        return [_opened(text, set(barred)) for text in texts]

    def _write(self, lists: Iterable[tuple[str, MovieList]]) -> tuple[int, int]:
        outcomes = [0, 0]
        ttl_ms = int(self.ttl / timedelta(milliseconds=1))
        for some in batched(lists, LISTS_PER_PIPELINE, strict=False):
            with self._redis() as client, client.pipeline(transaction=False) as pipeline:
                script = client.register_script(_script("write_list"))
                for key, movies in some:
                    script(keys=[key], args=[movies.version, _sealed(movies), ttl_ms], client=pipeline)
                for written in cast("list[int]", pipeline.execute()):
                    outcomes[1 - written] += 1
        return outcomes[0], outcomes[1]

    def _note(self, key: str, movies: Mapping[MovieId, datetime]) -> None:
        for some in batched(movies.items(), FILMS_PER_COMMAND, strict=False):
            with self._redis() as client:
                client.zadd(key, {movie_id: at.timestamp() for movie_id, at in some}, gt=True)

    @contextmanager
    def _redis(self) -> "Generator[Redis]":
        client = redis.connect(self.url, socket_timeout_s=self.socket_timeout_s)
        from redis.exceptions import RedisError

        try:
            yield client
        except RedisError as error:
            raise ServiceUnavailable("The store of suggestions is not answering.") from error


@cache
def _script(name: str) -> str:
    return (Path(__file__).parent / "scripts" / f"{name}.lua").read_text()


def _customer(customer_id: CustomerId) -> str:
    return f"suggestions:list:{customer_id}"


def _rented(customer_id: CustomerId) -> str:
    return f"suggestions:rented:{customer_id}"


def _similar(movie_id: MovieId) -> str:
    return f"suggestions:similar-to:{movie_id}"


def _rentals(found: Iterable[tuple[str, float]]) -> list[Rented]:
    return [Rented(MovieId(movie_id), datetime.fromtimestamp(at, UTC)) for movie_id, at in found]


def _sealed(movies: MovieList) -> str:
    items = [[item.movie_id, round(item.score, SCORE_DIGITS), item.why, *item.because] for item in movies.items]
    return _compact({"version": movies.version, "generated_at": rfc3339(movies.generated_at), "items": items})


def _opened(text: str | None, barred: set[str]) -> MovieList | None:
    if text is None:
        return None
    kept: dict[str, Any] = json.loads(text)
    items = [
        ListedMovie(movie_id, score, why, tuple(because))
        for movie_id, score, why, *because in kept["items"]
        if movie_id not in barred
    ]
    return MovieList(items, instant(kept["generated_at"]), kept["version"])


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
