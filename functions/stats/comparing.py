"""A report beside the period before: what fell, and what a change of price did."""

from collections.abc import Iterator

from stats.report.figures import Amount, BeforeReport, MovieChange, MovieReport, PriceChange, Report
from videoclub.values import CENT

FLOPS = 10
PRICE_CHANGES = 20


def compared(report: Report, before: Report) -> Report:
    """`report` with what `before`, of as many days, shows beside it."""
    return report.model_copy(
        update={
            "before": BeforeReport(
                period=before.period,
                days=before.days_reported,
                rentals=before.rentals,
                revenue=before.revenue,
                customers=before.customers,
                new_customers=before.new_customers,
                viewing=before.viewing,
                flops=_flops(report, before),
                price_changes=_price_changes(report, before),
            )
        }
    )


def _flops(report: Report, before: Report) -> list[MovieChange]:
    """The films that lost most rentals; those that nobody rents any more come first among equals."""
    changes = [
        MovieChange(
            movie_id=was.movie_id, title=was.title, rentals=now.rentals if now else 0, rentals_before=was.rentals
        )
        for was, now in _side_by_side(report, before)
    ]
    fallen = [change for change in changes if change.rentals < change.rentals_before]
    fallen.sort(key=lambda change: (change.rentals - change.rentals_before, change.rentals, change.movie_id))
    return fallen[:FLOPS]


def _price_changes(report: Report, before: Report) -> list[PriceChange]:
    """The films rented in both periods at another average price, the greatest change of rentals first."""
    changes = [
        PriceChange(
            movie_id=now.movie_id,
            title=now.title,
            rentals=now.rentals,
            rentals_before=was.rentals,
            price=_average(now),
            price_before=_average(was),
        )
        for was, now in _side_by_side(report, before)
        if now and now.rentals and was.rentals and _is_in_one_currency(was, now) and _average(now) != _average(was)
    ]
    changes.sort(key=lambda change: (-abs(change.rentals - change.rentals_before), change.movie_id))
    return changes[:PRICE_CHANGES]


def _side_by_side(report: Report, before: Report) -> Iterator[tuple[MovieReport, MovieReport | None]]:
    now = {movie.movie_id: movie for movie in report.movies}
    for movie in before.movies:
        yield movie, now.get(movie.movie_id)


def _is_in_one_currency(was: MovieReport, now: MovieReport) -> bool:
    return len({amount.currency for amount in (*was.revenue, *now.revenue)}) == 1


def _average(movie: MovieReport) -> Amount:
    [revenue] = movie.revenue
    return Amount(amount=(revenue.amount / movie.rentals).quantize(CENT), currency=revenue.currency)
