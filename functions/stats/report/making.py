"""Makes reports: of a day from its figures, of a week or a month from the reports of its days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate

from stats.day_figures import DayFigures, Differences, MovieFigures
from stats.periods import Period
from stats.report.figures import (
    UNKNOWN,
    Amount,
    ConversionReport,
    CountryReport,
    DayLine,
    DifferencesReport,
    DropOffReport,
    FirstPlayReport,
    GenreReport,
    HourReport,
    MovieReport,
    PriceReport,
    Report,
    ViewingReport,
    amounts,
    total,
)
from videoclub.contracts.movies import MovieCard
from videoclub.ids import MovieId

type Cards = Mapping[MovieId, MovieCard]


def report_of_day(day: Period, figures: DayFigures, differences: Differences, cards: Cards, *, closed: bool) -> Report:
    """The report of one day; `cards` describe its films, as far as Movies knows them."""
    movies = [_movie(movie_id, movie, cards.get(movie_id)) for movie_id, movie in figures.movies.items()]
    rentals, revenue = sum(movie.rentals for movie in movies), total(movie.revenue for movie in movies)
    viewing = _viewing_of(movies)
    return Report(
        period=str(day),
        kind="day",
        first_day=day.first,
        last_day=day.last,
        closed=closed,
        days_reported=1,
        days_in_period=1,
        rentals=rentals,
        revenue=revenue,
        cancelled=figures.cancelled,
        refunds=amounts(figures.refunds),
        customers=figures.customers,
        new_customers=figures.new_customers,
        viewing=viewing,
        conversion=ConversionReport(
            rented=rentals, started=figures.started_same_day, finished=figures.completed_same_day
        ),
        first_play=_first_play(figures.first_play_minutes),
        drop_off=DropOffReport(furthest=list(figures.furthest)),
        hours=[HourReport(hour=hour, **asdict(each)) for hour, each in enumerate(figures.hours)],
        days=[
            DayLine(
                day=day.first,
                rentals=rentals,
                revenue=revenue,
                customers=figures.customers,
                watched_s=viewing.watched_s,
            )
        ],
        movies=_most_rented_first(movies),
        genres=_genres(movies),
        countries=_countries(
            CountryReport(
                country=country or UNKNOWN,
                rentals=each.rentals,
                revenue=amounts(each.revenue),
                customers=each.customers,
            )
            for country, each in figures.countries.items()
        ),
        prices=[
            PriceReport(price=Amount(amount=amount, currency=currency), rentals=rentals)
            for (currency, amount), rentals in sorted(figures.prices.items())
        ],
        differences=DifferencesReport(**asdict(differences)),
    )


def merge_days(
    period: Period,
    days: Sequence[Report],
    customers: tuple[int, int, Mapping[str, int]],
    *,
    closed: bool,
) -> Report:
    """The report of a period from those of its days; `customers` are all, the new ones, and all by country."""
    in_all, new, by_country = customers
    movies = _merged_movies(days)
    return Report(
        period=str(period),
        kind=period.kind,
        first_day=period.first,
        last_day=period.last,
        closed=closed,
        days_reported=len(days),
        days_in_period=len(period.days),
        rentals=sum(day.rentals for day in days),
        revenue=total(day.revenue for day in days),
        cancelled=sum(day.cancelled for day in days),
        refunds=total(day.refunds for day in days),
        customers=in_all,
        new_customers=new,
        viewing=_viewing_of(movies),
        conversion=ConversionReport(
            rented=sum(day.conversion.rented for day in days),
            started=sum(day.conversion.started for day in days),
            finished=sum(day.conversion.finished for day in days),
        ),
        first_play=_first_play(sum((Counter(day.first_play.plays_by_minute) for day in days), Counter[int]())),
        drop_off=DropOffReport(furthest=_columns_summed([day.drop_off.furthest for day in days])),
        hours=_merged_hours(days),
        days=[line for day in days for line in day.days],
        movies=movies,
        genres=_genres(movies),
        countries=_merged_countries(days, by_country),
        prices=_merged_prices(days),
        differences=DifferencesReport(
            missing_events=sum(day.differences.missing_events for day in days),
            missing_cancellations=sum(day.differences.missing_cancellations for day in days),
            unknown_to_rental=sum(day.differences.unknown_to_rental for day in days),
        ),
    )


def _movie(movie_id: MovieId, figures: MovieFigures, card: MovieCard | None) -> MovieReport:
    return MovieReport(
        movie_id=movie_id,
        title=card.title if card else None,
        genre=card.genres[0] if card and card.genres else UNKNOWN,
        rentals=figures.rentals,
        revenue=amounts(figures.revenue),
        customers=figures.customers,
        watched_s=figures.watched_s,
        started=figures.started,
        completed=figures.completed,
    )


def _viewing_of(movies: Iterable[MovieReport | GenreReport]) -> ViewingReport:
    all_of_them = list(movies)
    return ViewingReport(
        watched_s=sum(movie.watched_s for movie in all_of_them),
        started=sum(movie.started for movie in all_of_them),
        completed=sum(movie.completed for movie in all_of_them),
    )


def _most_rented_first(movies: Iterable[MovieReport]) -> list[MovieReport]:
    return sorted(movies, key=lambda movie: (-movie.rentals, -movie.watched_s, movie.movie_id))


def _genres(movies: Iterable[MovieReport]) -> list[GenreReport]:
    by_genre: defaultdict[str, list[MovieReport]] = defaultdict(list)
    for movie in movies:
        by_genre[movie.genre].append(movie)
    genres = [
        GenreReport(
            genre=genre,
            rentals=sum(movie.rentals for movie in own),
            revenue=total(movie.revenue for movie in own),
            **_viewing_of(own).model_dump(),
        )
        for genre, own in by_genre.items()
    ]
    return sorted(genres, key=lambda genre: (-genre.rentals, genre.genre))


def _countries(countries: Iterable[CountryReport]) -> list[CountryReport]:
    return sorted(countries, key=lambda country: (-country.rentals, country.country))


def _first_play(minutes: Mapping[int, int]) -> FirstPlayReport:
    """The median is the lower one of the two in the middle."""
    ordered = sorted(minutes.items())
    plays = list(accumulate(count for _, count in ordered))
    median = next((ordered[place][0] for place, upto in enumerate(plays) if 2 * upto >= plays[-1]), None)
    return FirstPlayReport(median_minutes=median, plays_by_minute=dict(ordered))


def _merged_movies(days: Sequence[Report]) -> list[MovieReport]:
    by_movie: defaultdict[MovieId, list[MovieReport]] = defaultdict(list)
    for day in days:
        for movie in day.movies:
            by_movie[movie.movie_id].append(movie)
    return _most_rented_first(
        MovieReport(
            movie_id=movie_id,
            title=own[-1].title,
            genre=own[-1].genre,
            rentals=sum(movie.rentals for movie in own),
            revenue=total(movie.revenue for movie in own),
            **_viewing_of(own).model_dump(),
        )
        for movie_id, own in by_movie.items()
    )


def _merged_countries(days: Sequence[Report], customers: Mapping[str, int]) -> list[CountryReport]:
    by_country: defaultdict[str, list[CountryReport]] = defaultdict(list)
    for day in days:
        for country in day.countries:
            by_country[country.country].append(country)
    told = {country or UNKNOWN: count for country, count in customers.items()}
    return _countries(
        CountryReport(
            country=country,
            rentals=sum(each.rentals for each in own),
            revenue=total(each.revenue for each in own),
            customers=told.get(country, 0),
        )
        for country, own in by_country.items()
    )


def _merged_prices(days: Sequence[Report]) -> list[PriceReport]:
    rentals = Counter[tuple[str, object]]()
    prices: dict[tuple[str, object], Amount] = {}
    for day in days:
        for each in day.prices:
            key = (each.price.currency, each.price.amount)
            rentals[key] += each.rentals
            prices[key] = each.price
    ordered = sorted(prices.values(), key=lambda price: (price.currency, price.amount))
    return [PriceReport(price=price, rentals=rentals[price.currency, price.amount]) for price in ordered]


def _merged_hours(days: Sequence[Report]) -> list[HourReport]:
    return [
        HourReport(
            hour=hour,
            rentals=sum(day.hours[hour].rentals for day in days),
            viewers=sum(day.hours[hour].viewers for day in days),
            watched_s=sum(day.hours[hour].watched_s for day in days),
        )
        for hour in range(24)
    ]


def _columns_summed(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]
