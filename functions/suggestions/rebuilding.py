"""Makes a model of all histories, publishes it if it is good, and hands out the customers to those who write lists."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from suggestions.composing import Composer
from suggestions.edition import Edition, choose_newest
from suggestions.judging import Verdict, judge
from suggestions.model import fit
from suggestions.movie_list import ListedMovie, MovieList, version_at
from suggestions.numbered_model import NumberedModel
from suggestions.picking import Rules
from suggestions.ports.building import (
    HistorySnapshots,
    ModelStore,
    Plan,
    PlanStore,
    PublishedModel,
    Snapshot,
    SnapshotShard,
)
from suggestions.ports.lists import ListWriter, MovieCatalogue, PartQueue, RunStore, TrendingFile
from suggestions.rentals import Rentals, gather_rentals
from suggestions.run import ModelOutcome, Run
from suggestions.shard_histories import ShardHistories
from suggestions.trending import rank_trending
from videoclub.contracts.movies import MovieFacts
from videoclub.log import logger
from videoclub.metrics import Metric, emit_metrics

MODEL_REJECTED = Metric("ModelRejected")
"""The metric to raise an alarm on: the lists are made by an older model."""


@dataclass(frozen=True)
class BuildSettings:
    """`loss_max` is the share of the last model's quality that a new one may lack; lengths are in films."""

    rules: Rules
    similar_length: int
    trending_length: int
    loss_max: float
    customers_per_part: int
    new_for: timedelta
    new_until_customers: int


@dataclass(frozen=True)
class Stores:
    """Where a build reads and writes."""

    snapshots: HistorySnapshots
    catalogue: MovieCatalogue
    models: ModelStore
    plans: PlanStore
    runs: RunStore
    lists: ListWriter
    trending: TrendingFile
    parts: PartQueue


@dataclass(frozen=True)
class Rebuilding:
    """The periodic job's coordinator."""

    stores: Stores
    settings: BuildSettings
    timer: Callable[[], float] = time.perf_counter

    def rebuild(self, run_id: str, *, now: datetime) -> Run:
        """Fit, judge, publish, hand out. Raises what failed, ServiceUnavailable mostly; may be repeated any time."""
        run = Run(run_id=run_id, started_at=now)
        self.stores.runs.write_run(run)
        try:
            run = self._rebuild(run, now)
        except Exception as error:
            self.stores.runs.write_run(run.model_copy(update={"state": "failed", "error": type(error).__name__}))
            raise
        return run

    def _rebuild(self, run: Run, now: datetime) -> Run:
        snapshot = self.stores.snapshots.find_snapshot() or Snapshot(now, ())
        films = self.stores.catalogue.read_facts()
        rentals = gather_rentals(self._shards(snapshot, now))
        began = self.timer()
        model, outcome = self._choose_model(rentals, now)
        edition = self._edition(rentals, films, now)
        fit_s = round(self.timer() - began, 3)
        composer = Composer(edition, model, self.settings.rules)
        self._write_common_lists(composer, films, now)
        parts = tuple(_in_parts(snapshot.shards, self.settings.customers_per_part))
        self.stores.plans.write_plan(
            Plan(
                run_id=run.run_id,
                histories_as_of=snapshot.as_of,
                parts=parts,
                model_version=outcome.version,
                edition=edition,
            )
        )
        run = run.model_copy(
            update={
                "state": "writing",
                "histories_as_of": snapshot.as_of,
                "customers": sum(shard.customers for shard in snapshot.shards),
                "rentals": len(rentals.users),
                "movies": len(films),
                "parts": len(parts),
                "fit_s": fit_s,
                "model": outcome,
            }
        )
        self.stores.runs.write_run(run)  # before anybody writes lists: a part must not be done before it is counted
        self.stores.parts.send_parts(run.run_id, len(parts))
        return run

    def _shards(self, snapshot: Snapshot, now: datetime) -> Iterator[tuple[int, ShardHistories]]:
        for shard in snapshot.shards:
            yield shard.shard, self.stores.snapshots.read_shard(shard.key).until(now)

    def _choose_model(self, rentals: Rentals, now: datetime) -> tuple[NumberedModel | None, ModelOutcome]:
        """The model to make lists by: a new one, or the last good one, or none yet."""
        latest = self.stores.models.find_latest()
        last = self.stores.models.read_model(latest.version) if latest else None
        kept = ModelOutcome(version=latest.version if latest else None, published=False, judges=0)
        if not len(rentals.users):
            return last, kept
        fitted = rentals.fitted
        model = NumberedModel(fit(fitted.users, fitted.items, fitted.times), rentals.movie_ids)
        comparable = last if latest and latest.judged else None  # else it was fitted on the judges themselves
        histories, loss_max = rentals.judges_histories(), self.settings.loss_max
        verdict = judge(model, comparable, histories, rentals.movie_ids, loss_max=loss_max)
        if verdict.published:
            published = PublishedModel(version=str(version_at(now)), judged=verdict.judges > 0)
            self.stores.models.publish(model, published)
            return model, _outcome(verdict, published.version)
        logger("suggestions").error("model_rejected", **asdict(verdict))
        emit_metrics("suggestions", {MODEL_REJECTED: 1}, now=now)
        return last, _outcome(verdict, kept.version)

    def _edition(self, rentals: Rentals, films: Sequence[MovieFacts], now: datetime) -> Edition:
        newest = choose_newest(
            films,
            rentals.customers_of(),
            now=now,
            new_for=self.settings.new_for,
            until=self.settings.new_until_customers,
        )
        trending = rank_trending(rentals, now=now)
        return Edition(generated_at=now, films=tuple(films), trending=tuple(trending), newest=newest)

    def _write_common_lists(self, composer: Composer, films: Sequence[MovieFacts], now: datetime) -> None:
        """What is the same for all customers; and which films are on offer, should an event have been lost."""
        lists = self.stores.lists

        def made(items: Sequence[ListedMovie]) -> MovieList:
            return MovieList(items, now, version_at(now))

        lists.note_archived({film.id: film.archived_at for film in films if film.archived_at})
        offered = {film.id for film in films if not film.archived_at}
        lists.note_offered(dict.fromkeys(offered & lists.list_archived(), now))
        trending = made(composer.trending(self.settings.trending_length))
        lists.write_trending(trending)
        self.stores.trending.write_trending(trending)
        similar = composer.compose_similar(self.settings.similar_length)
        lists.write_similar((movie_id, made(items)) for movie_id, items in similar)


def _outcome(verdict: Verdict, version: str | None) -> ModelOutcome:
    return ModelOutcome(version=version, **asdict(verdict))


def _in_parts(shards: Sequence[SnapshotShard], customers_per_part: int) -> Iterator[tuple[str, ...]]:
    """Files of histories that together have about so many customers."""
    part: list[SnapshotShard] = []
    for shard in shards:
        if part and sum(each.customers for each in part) + shard.customers > customers_per_part:
            yield tuple(each.key for each in part)
            part = []
        part.append(shard)
    if part:
        yield tuple(each.key for each in part)
