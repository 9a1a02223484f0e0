"""The reckoning as tables in Markdown, as they stand in `docs/operations.md`."""

from collections.abc import Iterable, Sequence

from suggestions.settings import SuggestionsSettings
from videoclub_local.capacity.bill import Stored, bill
from videoclub_local.capacity.load import (
    GB,
    MB,
    Held,
    calls,
    cassandra_partitions,
    cassandra_tables,
    postgres_tables,
    queues,
    redis_keys,
)
from videoclub_local.capacity.shop import Shop, Sizes, Times

LIST_TTL_DAYS = SuggestionsSettings.model_fields["list_ttl_days"].default


def capacity_page(shop: Shop) -> str:
    """All tables, one below the other."""
    sizes, times = Sizes(), Times()
    called = calls(shop, times)
    messages = queues(shop)
    redis = redis_keys(shop, sizes, LIST_TTL_DAYS)
    cassandra, postgres = cassandra_tables(shop, sizes), postgres_tables(shop, sizes)
    stored = Stored(_gigabytes(cassandra), _gigabytes(postgres))
    items = bill(shop, called, sum(messages.values()), redis, stored)
    total = sum(item.dollars for item in items)
    of_rentals = shop.per_month(1)
    tables = [
        _table(
            ("at the busiest minute", "calls/s", "ms each", "at once"),
            [
                *(
                    (
                        f"{each.function}: {each.what}",
                        _count(each.peak_per_s(shop)),
                        f"{each.ms:g}",
                        _count(each.concurrency(shop)),
                    )
                    for each in called
                ),
                (
                    "**all**",
                    _count(sum(each.peak_per_s(shop) for each in called)),
                    "",
                    _count(sum(each.concurrency(shop) for each in called)),
                ),
            ],
        ),
        _table(
            ("queue", "messages a rental", "mean/s", "busiest/s"),
            [
                (name, f"{each:g}", _count(shop.per_second(each)), _count(shop.per_second(each) * shop.peak))
                for name, each in messages.items()
            ],
        ),
        _table(
            ("largest partition of Rental's tables", "rows", "MB"),
            [
                (each.what, _count(each.how_many), f"{each.total_bytes / MB:.3g}")
                for each in cassandra_partitions(shop, sizes)
            ],
        ),
        _stored("Cassandra", cassandra),
        _stored("Redis", redis),
        _stored("PostgreSQL, with indexes", postgres),
        _table(
            ("dollars a month", "", "of what"),
            [
                *((item.part, _count(item.dollars), item.how) for item in items),
                ("**all**", _count(total), f"{total / of_rentals * 100:.2f} cents a rental"),
            ],
        ),
    ]
    return "\n\n".join(tables) + "\n"


def _stored(store: str, held: Sequence[Held]) -> str:
    rows = [
        (each.what, _count(each.how_many), f"{each.bytes_each:g}", f"{each.total_bytes / GB:,.1f}") for each in held
    ]
    return _table((store, "how many", "bytes each", "GB"), [*rows, ("**all**", "", "", f"{_gigabytes(held):,.1f}")])


def _gigabytes(held: Iterable[Held]) -> float:
    return sum(each.total_bytes for each in held) / GB


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"  # noqa: PLR2004 - below that a digit matters


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
