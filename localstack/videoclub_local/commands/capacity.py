"""`videoclub capacity`: what a shop of a given size asks of AWS."""

from typing import Annotated

import typer


def capacity(
    customers: Annotated[int, typer.Option(min=1, help="Of the whole shop.")] = 10_000_000,
    rentals: Annotated[int, typer.Option(min=1, help="A day.")] = 10_000_000,
    heartbeat: Annotated[int | None, typer.Option(min=1, help="Seconds between two heartbeats of a player.")] = None,
    checkpoint: Annotated[int | None, typer.Option(min=1, help="Seconds between two positions that are kept.")] = None,
    shards: Annotated[int | None, typer.Option(min=1, help="Partitions of a day's rentals.")] = None,
) -> None:
    """Reckon rates, concurrency, bytes and a month's bill, as tables in Markdown. Nothing needs to run.

    What is assumed is in `videoclub_local/capacity`; docs/operations.md discusses the result.
    """
    from videoclub_local.capacity.page import capacity_page
    from videoclub_local.capacity.shop import Shop

    chosen = {"heartbeat_every_s": heartbeat, "checkpoint_every_s": checkpoint, "day_shards": shards}
    settings = {name: value for name, value in chosen.items() if value is not None}
    typer.echo(capacity_page(Shop(customers=customers, rentals_per_day=rentals, **settings)), nl=False)
