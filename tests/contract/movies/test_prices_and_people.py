"""The PriceStore and the PeopleStore: prices that follow each other, people found by name."""

from collections.abc import Sequence
from datetime import timedelta

from movies.announcements import PRICE_CHANGED
from movies.movie import DatedPrice, NewCredit
from movies.pricing import price_plan
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId, PersonId, new_id
from videoclub.values import Money

from .conftest import NOW, Stores, insert, new_movie

WEEK = timedelta(days=7)


def price(amount: str, weeks: int) -> DatedPrice:
    return DatedPrice(new_id(), Money.eur(amount), NOW + weeks * WEEK)


def add(stores: Stores, movie_id: MovieId, new: DatedPrice) -> bool:
    movie = stores.movies.read_movie(movie_id, NOW)
    assert movie
    return stores.prices.insert_price(movie_id, new, price_plan(movie, "https://x.test", NOW), by=None, now=NOW)


def spans(prices: Sequence[DatedPrice]) -> list[tuple[str, int, int | None]]:
    """Amount, and the weeks from NOW at which it begins and ends."""
    return [
        (
            str(one.price.amount),
            (one.valid_from - NOW) // WEEK,
            None if one.valid_until is None else (one.valid_until - NOW) // WEEK,
        )
        for one in prices
    ]


class TestPriceStore:
    def test_a_price_ends_the_one_before_it_and_ends_where_the_next_begins(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie())

        # When
        added = [add(stores, movie_id, price("4.99", 4)), add(stores, movie_id, price("3.99", 1))]

        # Then
        assert added == [True, True]
        assert spans(stores.prices.read_prices(movie_id)) == [("2.49", 0, 1), ("3.99", 1, 4), ("4.99", 4, None)]
        at = [stores.movies.read_movie(movie_id, NOW + weeks * WEEK) for weeks in (0, 1, 5)]
        assert [str(movie.price.amount) for movie in at if movie] == ["2.49", "3.99", "4.99"]
        assert len({movie.etag for movie in at if movie}) == 3

    def test_two_prices_never_begin_at_one_instant(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie())
        add(stores, movie_id, price("3.99", 1))

        # When
        again = add(stores, movie_id, price("4.99", 1))

        # Then
        assert not again
        assert spans(stores.prices.read_prices(movie_id)) == [("2.49", 0, 1), ("3.99", 1, None)]

    def test_a_price_to_come_is_taken_back_and_one_that_began_is_not(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie())
        soon, later = price("3.99", 1), price("4.99", 4)
        add(stores, movie_id, soon)
        add(stores, movie_id, later)

        # When
        deleted = stores.prices.delete_price(movie_id, soon.id, lambda prices: [], by=None, now=NOW)
        late = stores.prices.delete_price(movie_id, later.id, lambda prices: [], by=None, now=NOW + 4 * WEEK)

        # Then
        assert (deleted, late) == (True, False)
        assert spans(stores.prices.read_prices(movie_id)) == [("2.49", 0, 4), ("4.99", 4, None)]

    def test_a_film_is_changed_only_from_the_state_that_was_read(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie(directors=(NewCredit(name=new_id()),)))
        read = stores.movies.read_movie(movie_id, NOW)
        assert read
        new, later = new_movie("Another", genres=("horror",)), NOW + timedelta(minutes=1)

        # When
        answers = [
            stores.movies.update_movie(read, new, read.terms, lambda prices: [], by=None, now=later) for _ in range(2)
        ]
        changed = stores.movies.read_movie(movie_id, later)
        assert changed
        add(stores, movie_id, price("3.99", 1))
        at_another_price = stores.movies.update_movie(
            changed, new, read.terms, lambda prices: [], by=None, now=NOW + WEEK
        )

        # Then
        assert answers == [True, False]
        assert (changed.title.en, changed.genres, changed.directors) == ("Another", ("horror",), ())
        assert not at_another_price

    def test_a_film_is_restored_once(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie())
        stores.movies.archive_movie(movie_id, [], by=None, now=NOW)

        # When
        answers = [stores.movies.restore_movie(movie_id, [], by=None, now=NOW) for _ in range(2)]

        # Then
        assert answers == [True, False]
        restored = stores.movies.read_movie(movie_id, NOW)
        assert restored
        assert restored.archived_at is None


class TestPeopleStore:
    def test_a_person_has_the_films_on_offer_the_latest_first(self, stores: Stores):
        # Given
        somebody = NewCredit(name=new_id())
        first = insert(stores.movies, new_movie(year=1921, directors=(somebody,)))
        second = insert(stores.movies, new_movie(year=1931, directors=(somebody,)))
        gone = insert(stores.movies, new_movie(directors=(somebody,)))
        stores.movies.archive_movie(gone, [], by=None, now=NOW)
        movie = stores.movies.read_movie(first, NOW)
        assert movie

        # When
        person = stores.people.read_person(movie.directors[0].person_id)

        # Then
        assert person
        assert (person.name, person.directed, person.acted_in) == (somebody.name, (second, first), ())
        assert stores.people.read_person(PersonId(new_id())) is None
        assert stores.people.read_person(PersonId("nobody")) is None

    def test_people_are_found_page_by_page(self, stores: Stores):
        # Given
        mark = "q" + new_id().replace("-", "")[:10]
        names = [f"{mark} {letter}" for letter in "abc"]
        insert(stores.movies, new_movie(cast=tuple(NewCredit(name=name) for name in names)))

        # When
        first, positions = stores.people.find_people(mark, None, 2)
        second, _ = stores.people.find_people(mark, positions[-1], 2)

        # Then
        assert [person.name for person in [*first, *second]] == names


class TestOnPostgres:
    def test_people_are_found_though_mistyped(self, real: Stores):
        # Given
        mark = new_id().replace("-", "")[:12].translate(str.maketrans("0123456789", "ghijklmnop"))
        insert(real.movies, new_movie(directors=(NewCredit(name=f"Zoë {mark}"),)))

        # When
        found = [real.people.find_people(asked, None, 5)[0] for asked in (f"zoe {mark}", mark[:-1] + "x", f"{mark} zo")]

        # Then
        assert [[person.name for person in people] for people in found] == [[f"Zoë {mark}"]] * 3

    def test_a_planned_price_has_one_message_until_it_is_taken_back(self, real: Stores, postgres: Postgres):
        # Given
        movie_id, planned = insert(real.movies, new_movie()), price("3.99", 1)
        add(real, movie_id, planned)
        add(real, movie_id, price("4.99", 4))

        def messages() -> list[tuple[str, str]]:
            with postgres.transaction() as connection:
                rows = connection.execute(
                    "select payload, due_at = occurred_at as on_time from outbox"
                    " where movie_id = %s and type = %s and webhook_id is null order by occurred_at",
                    (movie_id, PRICE_CHANGED),
                ).fetchall()
            assert all(row["on_time"] for row in rows)
            return [(row["payload"]["old_amount"], row["payload"]["new_amount"]) for row in rows]

        # When
        before = messages()
        movie = real.movies.read_movie(movie_id, NOW)
        assert movie
        real.prices.delete_price(movie_id, planned.id, price_plan(movie, "https://x.test", NOW), by=None, now=NOW)

        # Then
        assert before == [("2.49", "3.99"), ("3.99", "4.99")]
        assert messages() == [("2.49", "4.99")]

    def test_a_change_is_audited_with_what_differs(self, real: Stores, postgres: Postgres):
        # Given
        movie_id = insert(real.movies, new_movie())
        movie = real.movies.read_movie(movie_id, NOW)
        assert movie
        new, later = new_movie(year=1922, price=Money.eur("1.00")), NOW + timedelta(minutes=1)

        # When
        real.movies.update_movie(movie, new, movie.terms, lambda prices: [], by=None, now=later)
        add(real, movie_id, planned := price("3.99", 1))
        real.prices.delete_price(movie_id, planned.id, lambda prices: [], by=None, now=NOW)

        # Then
        with postgres.transaction() as connection:
            rows = connection.execute(
                "select action, before, after from audit_log where movie_id = %s order by id", (movie_id,)
            ).fetchall()
        assert [row["action"] for row in rows] == ["added", "changed", "price-added", "price-deleted"]
        assert rows[1]["before"] == {"year": 1921, "price": {"amount": "2.49", "currency": "EUR"}}
        assert rows[1]["after"] == {"year": 1922, "price": {"amount": "1.00", "currency": "EUR"}}
        assert rows[2]["after"] == rows[3]["before"]
