"""The ports of Suggestions in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from suggestions.history import Rented
from suggestions.movie_list import MovieList
from suggestions.numbered_model import NumberedModel
from suggestions.ports.building import Plan, PublishedModel, Snapshot, SnapshotShard
from suggestions.run import PartDone, Run
from suggestions.shard_histories import ShardHistories
from videoclub.contracts.movies import MovieFacts
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId

LONG_AGO = datetime(1895, 12, 28, tzinfo=UTC)


@dataclass
class MemoryLists:
    """The ListReader and the ListWriter."""

    suggestions: dict[CustomerId, MovieList] = field(default_factory=dict)
    similar: dict[MovieId, MovieList] = field(default_factory=dict)
    trending: MovieList | None = None
    rented: dict[CustomerId, dict[MovieId, datetime]] = field(default_factory=dict)
    archived: dict[MovieId, datetime] = field(default_factory=dict)
    restored: dict[MovieId, datetime] = field(default_factory=dict)
    reachable: bool = True

    def find_suggestions(self, customer_id: CustomerId) -> tuple[MovieList | None, MovieList | None]:
        self.ping()
        rented = set(self.rented.get(customer_id, {}))
        own = self._shown(self.suggestions.get(customer_id), rented)
        return own, self._shown(self.trending, rented)

    def find_trending(self) -> MovieList | None:
        self.ping()
        return self._shown(self.trending)

    def find_similar(self, movie_id: MovieId) -> MovieList | None:
        self.ping()
        return self._shown(self.similar.get(movie_id))

    def write_suggestions(self, lists: Iterable[tuple[CustomerId, MovieList]]) -> tuple[int, int]:
        self.ping()
        outcomes = [_replace(self.suggestions, customer_id, movies) for customer_id, movies in lists]
        return outcomes.count(True), outcomes.count(False)

    def delete_suggestions(self, customer_id: CustomerId) -> None:
        self.ping()
        self.suggestions.pop(customer_id, None)
        self.rented.pop(customer_id, None)

    def write_similar(self, lists: Iterable[tuple[MovieId, MovieList]]) -> int:
        self.ping()
        return len([_replace(self.similar, movie_id, movies) for movie_id, movies in lists])

    def write_trending(self, trending: MovieList) -> None:
        self.ping()
        self.trending = trending

    def note_rented(self, customer_id: CustomerId, rented: Rented, *, since: datetime) -> Sequence[Rented]:
        self.ping()
        noted = self.rented.setdefault(customer_id, {})
        noted[rented.movie_id] = max(noted.get(rented.movie_id, rented.at), rented.at)
        return [Rented(movie_id, at) for movie_id, at in noted.items() if at >= since]

    def find_rented(self, customer_id: CustomerId) -> Sequence[Rented]:
        self.ping()
        return [Rented(movie_id, at) for movie_id, at in self.rented.get(customer_id, {}).items()]

    def note_archived(self, movies: Mapping[MovieId, datetime]) -> None:
        self.ping()
        _keep_later(self.archived, movies)

    def note_offered(self, movies: Mapping[MovieId, datetime]) -> None:
        self.ping()
        _keep_later(self.restored, movies)

    def list_archived(self) -> set[MovieId]:
        self.ping()
        return {movie_id for movie_id, at in self.archived.items() if at > self.restored.get(movie_id, LONG_AGO)}

    def ping(self) -> None:
        if not self.reachable:
            raise ServiceUnavailable("The store of suggestions is not answering.")

    def _shown(self, movies: MovieList | None, rented: Iterable[MovieId] = ()) -> MovieList | None:
        if movies is None:
            return None
        barred = self.list_archived() | set(rented)
        items = [item for item in movies.items if item.movie_id not in barred]
        return MovieList(items, movies.generated_at, movies.version)


def _replace[Key](lists: dict[Key, MovieList], key: Key, movies: MovieList) -> bool:
    if key in lists and lists[key].version > movies.version:
        return False
    lists[key] = movies
    return True


def _keep_later(kept: dict[MovieId, datetime], movies: Mapping[MovieId, datetime]) -> None:
    for movie_id, at in movies.items():
        kept[movie_id] = max(kept.get(movie_id, at), at)


@dataclass
class MemoryTrending:
    trending: MovieList | None = None
    reachable: bool = True

    def read_trending(self) -> MovieList | None:
        if not self.reachable:
            raise ServiceUnavailable("S3 is not answering.")
        return self.trending

    def write_trending(self, trending: MovieList) -> None:
        self.trending = trending


@dataclass
class MemoryRuns:
    runs: dict[str, Run] = field(default_factory=dict)
    parts: dict[str, dict[int, PartDone]] = field(default_factory=dict)

    def write_run(self, run: Run) -> None:
        self.runs[run.run_id] = run

    def find_run(self, run_id: str) -> Run | None:
        return self.runs.get(run_id)

    def list_runs(self) -> Sequence[str]:
        return list(self.runs)

    def write_part(self, run_id: str, done: PartDone) -> None:
        self.parts.setdefault(run_id, {})[done.part] = done

    def read_parts(self, run_id: str) -> list[PartDone]:
        return list(self.parts.get(run_id, {}).values())


@dataclass
class MemoryHistories:
    """What Stats knows: of one customer at once, of all in a snapshot as of an instant."""

    rentals: dict[CustomerId, list[Rented]] = field(default_factory=dict)
    as_of: datetime | None = None
    reachable: bool = True
    shards: int = 64

    def read_history(self, customer_id: CustomerId) -> Sequence[Rented]:
        if not self.reachable:
            raise ServiceUnavailable("The stats service is not answering.")
        return list(self.rentals.get(customer_id, []))

    def find_snapshot(self) -> Snapshot | None:
        if self.as_of is None:
            return None
        keys = sorted({self._shard(customer_id) for customer_id in self.rentals})
        return Snapshot(self.as_of, [SnapshotShard(shard, str(shard), len(self._customers(shard))) for shard in keys])

    def read_shard(self, key: str) -> ShardHistories:
        if not self.reachable:
            raise ServiceUnavailable("S3 is not answering.")
        customers = self._customers(int(key))
        rentals = [rented for customer_id in customers for rented in self.rentals[customer_id]]
        movie_ids = sorted({rented.movie_id for rented in rentals})
        lengths = [len(self.rentals[customer_id]) for customer_id in customers]
        return ShardHistories(
            customers,
            np.cumsum([0, *lengths]),
            movie_ids,
            np.array([movie_ids.index(rented.movie_id) for rented in rentals], np.int64),
            np.array([int(rented.at.timestamp()) for rented in rentals], np.int64),
        )

    def _shard(self, customer_id: CustomerId) -> int:
        return sum(customer_id.encode()) % self.shards

    def _customers(self, shard: int) -> list[CustomerId]:
        return sorted(customer_id for customer_id in self.rentals if self._shard(customer_id) == shard)


@dataclass
class MemoryCatalogue:
    films: list[MovieFacts] = field(default_factory=list)

    def read_facts(self) -> Sequence[MovieFacts]:
        return list(self.films)


@dataclass
class MemoryModels:
    models: dict[str, NumberedModel] = field(default_factory=dict)
    latest: PublishedModel | None = None

    def find_latest(self) -> PublishedModel | None:
        return self.latest

    def read_model(self, version: str) -> NumberedModel:
        return self.models[version]

    def publish(self, model: NumberedModel, published: PublishedModel) -> None:
        self.models[published.version], self.latest = model, published


@dataclass
class MemoryPlans:
    plans: dict[str, Plan] = field(default_factory=dict)
    latest: str | None = None

    def write_plan(self, plan: Plan) -> None:
        self.plans[plan.run_id], self.latest = plan, plan.run_id

    def read_plan(self, run_id: str) -> Plan:
        return self.plans[run_id]

    def find_latest(self) -> str | None:
        return self.latest


@dataclass
class MemoryParts:
    """The queue: what is in it is taken by the test."""

    sent: list[tuple[str, int]] = field(default_factory=list)

    def send_parts(self, run_id: str, parts: int) -> None:
        self.sent += [(run_id, part) for part in range(parts)]
