"""A month's bill of a shop, by public list prices of us-east-1 as they were known in November 2025, without discounts.

Prices change: these are assumptions with a date. Media is left out: a film's bytes are a matter of a contract with a
CDN, and cost many times everything here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from videoclub_local.capacity.load import GB, Called, Held, keyspaces_writes
from videoclub_local.capacity.shop import MONTH_DAYS, Shop

HOURS = MONTH_DAYS * 24
MILLION = 1e6
API_TIERS = ((333e6, 3.50), (667e6, 2.80), (19e9, 2.38), (float("inf"), 1.51))
"""Calls of a REST API in a month, and dollars for a million of them."""
LAMBDA_CALL, LAMBDA_GB_S = 0.20 / MILLION, 0.0000166667
EVENT, SQS_REQUEST = 1.00 / MILLION, 0.40 / MILLION
SQS_REQUESTS_PER_MESSAGE = 1.2  # sent alone, received and deleted in tens
KEYSPACES_WRITE, KEYSPACES_READ, KEYSPACES_GB = 0.625 / MILLION, 0.125 / MILLION, 0.25
LWT_UNITS = 2
READS_PER_RENTAL = 6.0
REDIS_NODE_GB, REDIS_NODE_HOUR, REDIS_COPIES = 75.0, 1.75, 2  # cache.r7g.4xlarge, less what must stay free
ACU_HOUR, AURORA_GB, AURORA_IO = 0.12, 0.10, 0.20 / MILLION
USERS_ACU, MOVIES_ACU, STATS_ACU = 32, 16, 128
LOG_GB, LOG_BYTES_PER_CALL = 0.50, 300
FUNCTION_GB = {"UsersApi": 1.0, "MoviesApi": 1.0, "SuggestionsRefresh": 1.0}
DEFAULT_FUNCTION_GB = 0.5


@dataclass(frozen=True)
class Item:
    """A line of the bill, in dollars a month; `how` says what it comes from."""

    part: str
    how: str
    dollars: float


def bill(shop: Shop, called: Sequence[Called], messages: float, redis: Sequence[Held], stored: "Stored") -> list[Item]:
    """The lines, dearest first. `messages`: through SQS for a rental."""
    api_calls = shop.per_month(sum(each.each_rental for each in called if each.function in _BEHIND_THE_API))
    invokes = shop.per_month(sum(each.each_rental for each in called))
    gb_s = sum(shop.per_month(each.each_rental) * each.ms / 1000 * _memory(each) for each in called)
    plain, conditional = keyspaces_writes(shop)
    units = shop.per_month(plain + conditional * LWT_UNITS)
    redis_gb = sum(each.total_bytes for each in redis) / GB
    nodes = -(-redis_gb // REDIS_NODE_GB) * REDIS_COPIES
    events = shop.per_month(shop.events)
    queued = shop.per_month(messages) * SQS_REQUESTS_PER_MESSAGE
    items = [
        Item("API Gateway", f"{api_calls / 1e9:.1f} G calls", _tiered(api_calls)),
        Item(
            "Lambda",
            f"{invokes / 1e9:.1f} G calls, {gb_s / 1e9:.2f} G GB-s",
            invokes * LAMBDA_CALL + gb_s * LAMBDA_GB_S,
        ),
        Item("EventBridge", f"{events / 1e9:.1f} G events", events * EVENT),
        Item("SQS", f"{queued / 1e9:.1f} G requests", queued * SQS_REQUEST),
        Item(
            "Keyspaces",
            f"{units / 1e9:.1f} G write units, {stored.cassandra_gb / 1000:.1f} TB",
            units * KEYSPACES_WRITE
            + shop.per_month(READS_PER_RENTAL) * KEYSPACES_READ
            + stored.cassandra_gb * KEYSPACES_GB,
        ),
        Item("ElastiCache", f"{redis_gb:.0f} GB on {nodes:.0f} nodes", nodes * HOURS * REDIS_NODE_HOUR),
        Item(
            "Aurora",
            f"{USERS_ACU + MOVIES_ACU + STATS_ACU} ACU, {stored.postgres_gb / 1000:.1f} TB, {events / 1e9:.1f} G I/Os",
            (USERS_ACU + MOVIES_ACU + STATS_ACU) * HOURS * ACU_HOUR
            + stored.postgres_gb * AURORA_GB
            + events * AURORA_IO,
        ),
        Item("CloudWatch Logs", f"{LOG_BYTES_PER_CALL} bytes a call", invokes * LOG_BYTES_PER_CALL / GB * LOG_GB),
    ]
    return sorted(items, key=lambda item: -item.dollars)


@dataclass(frozen=True)
class Stored:
    """What the durable stores hold after a year, in GB."""

    cassandra_gb: float
    postgres_gb: float


_BEHIND_THE_API = frozenset({"RentalApi", "MoviesApi", "SuggestionsApi", "UsersApi"})


def _memory(called: Called) -> float:
    return FUNCTION_GB.get(called.function, DEFAULT_FUNCTION_GB)


def _tiered(calls: float) -> float:
    dollars = 0.0
    for size, price in API_TIERS:
        in_tier = min(calls, size)
        dollars += in_tier / MILLION * price
        calls -= in_tier
    return dollars
