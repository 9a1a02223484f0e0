"""The demo's history is the same every time, keeps the shop's rules and has the shape that reports should show."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations, pairwise

import pytest

from videoclub_local.demo.accounts import DEMO_ACCOUNTS
from videoclub_local.demo.activity import DemoRental, generate_activity
from videoclub_local.demo.catalogue import load_catalogue
from videoclub_local.demo.clips import clip_of
from videoclub_local.demo.customers import LOGIN_KEY

CATALOGUE = load_catalogue()
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SMALL = generate_activity(CATALOGUE, NOW)
LARGE = generate_activity(CATALOGUE, NOW, customers=500)


def by_film_and_customer(rentals: tuple[DemoRental, ...]) -> dict[tuple[str, str], list[DemoRental]]:
    grouped: dict[tuple[str, str], list[DemoRental]] = defaultdict(list)
    for rental in rentals:
        grouped[rental.customer_key, rental.film_key].append(rental)
    return grouped


def test_the_same_moment_gives_the_same_history_wherever_the_clock_stands() -> None:
    paris = timezone(timedelta(hours=1))
    assert generate_activity(CATALOGUE, NOW) == SMALL
    assert generate_activity(CATALOGUE, NOW.astimezone(paris)) == SMALL


def test_another_seed_gives_another_history() -> None:
    assert generate_activity(CATALOGUE, NOW, seed=1) != SMALL


def test_sizes_are_those_asked_for() -> None:
    assert len(SMALL.customers) == 40
    assert len(LARGE.customers) == 500
    assert 4_000 <= len(LARGE.rentals) <= 6_500


@pytest.mark.parametrize("customers", [0, 501])
def test_a_number_out_of_range_is_refused(customers: int) -> None:
    with pytest.raises(ValueError, match="must be from 1 to 500"):
        generate_activity(CATALOGUE, NOW, customers=customers)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        generate_activity(CATALOGUE, NOW.replace(tzinfo=None))


def test_customers_are_unique_and_signed_up_before_they_rent() -> None:
    signed_up = {customer.key: customer.signed_up_at for customer in LARGE.customers}
    assert len(signed_up) == len({customer.email for customer in LARGE.customers}) == 500
    assert all(signed_up[rental.customer_key] < rental.rented_at for rental in LARGE.rentals)
    assert all(1940 <= customer.birth_year <= 2012 for customer in LARGE.customers)


def test_rentals_are_of_known_films_in_order_and_none_is_to_come() -> None:
    films = {film.key for film in CATALOGUE.films}
    assert all(rental.film_key in films for rental in LARGE.rentals)
    assert all(one.rented_at <= other.rented_at for one, other in pairwise(LARGE.rentals))
    assert all((rental.first_played_at or rental.rented_at) < NOW for rental in LARGE.rentals)


def test_nobody_has_two_live_rentals_of_one_film_though_some_rent_it_again() -> None:
    grouped = by_film_and_customer(LARGE.rentals)
    assert any(len(rentals) > 1 for rentals in grouped.values())
    for rentals in grouped.values():
        assert all(one.live_until <= other.rented_at for one, other in pairwise(rentals))


def test_what_was_watched_fits_the_clip_and_the_windows() -> None:
    for rental in LARGE.rentals:
        clip_s = clip_of(CATALOGUE.film(rental.film_key)).duration_s
        assert 0 <= rental.watched_seconds <= clip_s
        assert rental.completed == (rental.watched_seconds / clip_s >= 0.9)
        if rental.first_played_at is None:
            assert rental.watched_seconds == 0
        else:
            assert timedelta() < rental.first_played_at - rental.rented_at < timedelta(days=30)


def test_the_demo_login_has_a_past_but_nothing_live() -> None:
    # Given
    customer = SMALL.customers[0]
    # When
    rentals = [rental for rental in SMALL.rentals if rental.customer_key == customer.key]
    # Then
    assert (customer.key, customer.email) == (LOGIN_KEY, DEMO_ACCOUNTS[0].email)
    assert len(rentals) >= 3
    assert all(rental.live_until <= NOW for rental in rentals)


def test_weekends_are_busier_than_other_days() -> None:
    days = Counter(rental.rented_at.weekday() for rental in LARGE.rentals)
    assert min(days[day] for day in (4, 5, 6)) > max(days[day] for day in (0, 1, 2, 3))


def test_horror_rises_in_october() -> None:
    def horror_share(month: int) -> float:
        keys = [rental.film_key for rental in LARGE.rentals if rental.rented_at.month == month]
        return sum(CATALOGUE.film(key).family == "shadow" for key in keys) / len(keys)

    assert horror_share(10) > 1.2 * horror_share(9)


def test_films_rented_by_the_same_people_are_alike() -> None:
    # Given
    films_of: dict[str, set[str]] = defaultdict(set)
    for rental in LARGE.rentals:
        films_of[rental.customer_key].add(rental.film_key)
    together = Counter(pair for films in films_of.values() for pair in combinations(sorted(films), 2))
    rented_by = Counter(film for films in films_of.values() for film in films)
    # When
    lift = {
        pair: count * len(films_of) / (rented_by[pair[0]] * rented_by[pair[1]])
        for pair, count in together.items()
        if count >= 10
    }
    closest = sorted(lift, key=lambda pair: lift[pair], reverse=True)[:50]
    # Then
    genres = {film.key: {genre.slug for genre in film.genres} for film in CATALOGUE.films}
    assert sum(bool(genres[one] & genres[other]) for one, other in closest) >= 45
