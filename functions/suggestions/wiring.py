"""The composition root: settings, adapters, use cases. One per Lambda environment; any part may be given instead.

What makes lists loads numpy, which those who serve them never need: it is imported where it is wired.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from suggestions.adapters.bucket import Bucket
from suggestions.adapters.other_services import MoviesCatalogue, StatsHistories
from suggestions.adapters.redis_lists import RedisLists
from suggestions.adapters.s3_runs import S3Runs
from suggestions.adapters.s3_trending import S3Trending
from suggestions.adapters.sqs_parts import SqsParts
from suggestions.customer_data import CustomerData
from suggestions.ports.lists import CustomerHistories, ListReader, ListWriter, RunStore, TrendingFile
from suggestions.runs import Runs
from suggestions.settings import ListSettings, RebuildSettings, SuggestionsSettings
from suggestions.suggesting import Suggesting
from videoclub.clock import utc_now
from videoclub.cursors import Cursors
from videoclub.health import HealthCheck
from videoclub.services import LambdaServices

if TYPE_CHECKING:
    from suggestions.editions import Editions
    from suggestions.list_writing import ListWriting
    from suggestions.rebuilding import Rebuilding
    from suggestions.refreshing import Refreshing


@dataclass(frozen=True)
class Wiring:
    """What serves."""

    suggesting: Suggesting
    runs: Runs
    customer_data: CustomerData
    health: HealthCheck
    cursors: Cursors


def wire(
    settings: SuggestionsSettings | None = None,
    *,
    reader: ListReader | None = None,
    writer: ListWriter | None = None,
    trending: TrendingFile | None = None,
    histories: CustomerHistories | None = None,
    runs: RunStore | None = None,
) -> Wiring:
    """Join the parts; what is not given is the real one."""
    settings = settings or SuggestionsSettings.load()
    bucket, cursors = Bucket(settings.models_bucket), Cursors(settings.cursor_key)
    reader = reader or RedisLists(settings.redis_url, settings.list_ttl)
    stats = LambdaServices({"stats": settings.stats_function}, settings.history_timeout_s)
    return Wiring(
        suggesting=Suggesting(reader, trending or S3Trending(bucket), histories or StatsHistories(stats)),
        runs=Runs(runs or S3Runs(bucket), cursors),
        customer_data=CustomerData(reader, writer or RedisLists(settings.redis_url, settings.list_ttl)),
        health=HealthCheck("suggestions", {"redis": reader.ping}),
        cursors=cursors,
    )


def wire_rebuilding(settings: RebuildSettings | None = None) -> "Rebuilding":
    """The job's coordinator."""
    from suggestions.adapters.s3_models import S3Models, S3Plans
    from suggestions.adapters.s3_snapshots import S3Snapshots
    from suggestions.rebuilding import BuildSettings, Rebuilding, Stores

    settings = settings or RebuildSettings.load()
    bucket = Bucket(settings.models_bucket)
    functions = {"stats": settings.stats_function, "movies": settings.movies_function}
    services = LambdaServices(functions, settings.call_timeout_s)
    return Rebuilding(
        Stores(
            snapshots=S3Snapshots(services),
            catalogue=MoviesCatalogue(services),
            models=S3Models(bucket),
            plans=S3Plans(bucket),
            runs=S3Runs(bucket),
            lists=_writer(settings),
            trending=S3Trending(bucket),
            parts=SqsParts(settings.parts_queue_url),
        ),
        BuildSettings(
            rules=settings.rules,
            similar_length=settings.similar_length,
            trending_length=settings.trending_length,
            loss_max=settings.model_loss_max,
            customers_per_part=settings.customers_per_part,
            new_for=timedelta(days=settings.new_for_days),
            new_until_customers=settings.new_until_customers,
        ),
    )


def wire_list_writing(settings: ListSettings | None = None) -> "ListWriting":
    """Those who write lists, a part each."""
    from suggestions.adapters.s3_snapshots import S3Snapshots
    from suggestions.list_writing import ListWriting

    settings = settings or ListSettings.load()
    stats = LambdaServices({"stats": settings.stats_function}, settings.call_timeout_s)
    runs = S3Runs(Bucket(settings.models_bucket))
    return ListWriting(S3Snapshots(stats), _editions(settings), runs, _writer(settings), utc_now)


def wire_refreshing(settings: ListSettings | None = None) -> "Refreshing":
    """What takes events in."""
    from suggestions.refreshing import Refreshing

    settings = settings or ListSettings.load()
    stats = LambdaServices({"stats": settings.stats_function}, settings.call_timeout_s)
    return Refreshing(_writer(settings), StatsHistories(stats), _editions(settings), utc_now)


def _writer(settings: ListSettings) -> RedisLists:
    return RedisLists(settings.redis_url, settings.list_ttl, settings.write_redis_timeout_s)


def _editions(settings: ListSettings) -> "Editions":
    from suggestions.adapters.s3_models import S3Models, S3Plans
    from suggestions.editions import Editions

    bucket = Bucket(settings.models_bucket)
    return Editions(S3Plans(bucket), S3Models(bucket), settings.rules)


@cache
def wired() -> Wiring:
    """What serves in this environment."""
    return wire()


@cache
def wired_rebuilding() -> "Rebuilding":
    """The coordinator, in its own environment."""
    return wire_rebuilding()


@cache
def wired_list_writing() -> "ListWriting":
    """A writer of lists, in its own environment."""
    return wire_list_writing()


@cache
def wired_refreshing() -> "Refreshing":
    """What takes events in, in its own environment."""
    return wire_refreshing()
