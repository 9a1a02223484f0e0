"""The composition root: settings, adapters, use cases. One per Lambda environment; any part may be given instead."""

from dataclasses import dataclass
from functools import cache

from suggestions.adapters.redis_lists import RedisLists
from suggestions.adapters.stats_histories import StatsHistories
from suggestions.customer_data import CustomerData
from suggestions.ports import Histories, ListReader, ListWriter
from suggestions.rebuilding import Rebuilding
from suggestions.settings import SuggestionsSettings
from suggestions.suggesting import Suggesting
from videoclub.cursors import Cursors
from videoclub.health import HealthCheck
from videoclub.services import LambdaServices


@dataclass(frozen=True)
class Wiring:
    """What the doorways use."""

    suggesting: Suggesting
    rebuilding: Rebuilding
    customer_data: CustomerData
    health: HealthCheck
    cursors: Cursors


def wire(
    settings: SuggestionsSettings | None = None,
    *,
    reader: ListReader | None = None,
    writer: ListWriter | None = None,
    histories: Histories | None = None,
) -> Wiring:
    """Join the parts; what is not given is the real one."""
    settings = settings or SuggestionsSettings.load()
    reader = reader or RedisLists(settings.redis_url, settings.list_ttl)
    writer = writer or RedisLists(settings.redis_url, settings.list_ttl, settings.rebuild_redis_timeout_s)
    stats = LambdaServices({"stats": settings.stats_function}, settings.stats_timeout_s)
    return Wiring(
        suggesting=Suggesting(reader),
        rebuilding=Rebuilding(histories or StatsHistories(stats), writer, settings.lengths),
        customer_data=CustomerData(reader, writer),
        health=HealthCheck("suggestions", {"redis": reader.ping}),
        cursors=Cursors(settings.cursor_key),
    )


@cache
def wired() -> Wiring:
    """The wiring of this environment."""
    return wire()
