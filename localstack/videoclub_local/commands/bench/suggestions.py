"""`videoclub bench suggestions`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out

if TYPE_CHECKING:
    from videoclub_local.bench.suggestions.ratings import Interactions


def suggestions(
    ratings: Annotated[
        Path | None,
        typer.Option(
            help="A file of `user,item,rating,timestamp` (tabs, commas or `::`) in place of generated rentals.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    least_rating: Annotated[
        float, typer.Option(help="From which rating on a film is liked; strong generalisation counts those only.")
    ] = 4.0,
    seed: int = 0,
) -> None:
    """Suggestions beside popularity, item-kNN, EASE, EDLAE and implicit's ALS, all tuned. Takes some minutes."""
    from videoclub_local.bench.suggestions.generated_rentals import REGIMES, generate_rentals
    from videoclub_local.bench.suggestions.ratings import RatingsError, read_ratings

    if ratings:
        try:
            data = read_ratings(ratings)
        except RatingsError as error:
            raise PartError(str(error)) from error
        _print_quality(str(ratings), data, least_rating, seed)
        return
    for regime in REGIMES:
        _print_quality(regime.name, generate_rentals(regime, seed), least_rating, seed)
    _print_speed()
    _print_serving()


def _print_quality(name: str, data: "Interactions", least_rating: float, seed: int) -> None:
    from videoclub_local.bench.suggestions.comparing import (
        compare_by_leave_last_out,
        compare_by_strong_generalisation,
    )

    out.print(f"{name}: {len(data.users)} interactions")
    table = Table("Strong generalisation", "Recall@20", "Recall@50", "NDCG@100", "/ EASE", box=None)
    compared = compare_by_strong_generalisation(data.rated_at_least(least_rating), seed)
    ease = next((each.quality.ndcg_100 for each in compared if each.method == "EASE"), float("nan"))
    for each in compared:
        figures = (each.quality.recall_20, each.quality.recall_50, each.quality.ndcg_100, each.quality.ndcg_100 / ease)
        table.add_row(each.method, *(f"{figure:.3f}" for figure in figures))
    out.print(table)
    table = Table("Leave-last-out", "HR@10", "NDCG@10", box=None)
    for each in compare_by_leave_last_out(data, seed):
        table.add_row(each.method, f"{each.quality.hit_rate_10:.3f}", f"{each.quality.ndcg_10:.3f}")
    out.print(table)


def _print_speed() -> None:
    from videoclub_local.bench.suggestions.speed import (
        FIT_BUDGET_S,
        LISTS_PER_S_BUDGET,
        MEMORY_BUDGET_MB,
        MODEL_BUDGET_MB,
        measure_speed,
    )

    rentals, speeds = measure_speed()
    table = Table(f"{rentals} rentals", "Fit s", "Lists/s", "Peak MB", "Model MB", box=None)
    for speed in speeds:
        table.add_row(
            speed.method,
            f"{speed.fit_s:.1f}",
            f"{speed.lists_per_s:.0f}",
            f"{speed.peak_mb:.0f}",
            f"{speed.model_mb:.1f}",
        )
    table.add_row(
        "budget", f"{FIT_BUDGET_S:.0f}", str(LISTS_PER_S_BUDGET), str(MEMORY_BUDGET_MB), f"{MODEL_BUDGET_MB:.0f}"
    )
    out.print(table)


def _print_serving() -> None:
    from videoclub_local.bench.suggestions.serving import OWN_TIME_BUDGET_MS, measure_serving

    served = measure_serving(Platform.of(Project.here()).redis.admin_url)
    colour = "green" if served.own_ms <= OWN_TIME_BUDGET_MS else "red"
    out.print(
        f"A list is served in {served.read_ms:.2f} ms, a round trip to Redis takes {served.round_trip_ms:.2f} ms: "
        f"[{colour}]{served.own_ms:.2f} ms[/] of its own (budget {OWN_TIME_BUDGET_MS:.0f} ms)."
    )
