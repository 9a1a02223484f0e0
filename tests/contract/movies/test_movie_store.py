"""The MovieStore: whole films in, whole films out, all or nothing."""

from datetime import timedelta

import psycopg
import pytest

from movies.adapters.postgres_movies import PostgresMovies
from movies.movie import Media, NewCredit, Terms
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId, PersonId, new_id
from videoclub.values import Money, Text

from .conftest import NOW, Stores, insert, new_movie


class TestMovieStore:
    def test_a_film_comes_back_as_it_was_added(self, stores: Stores):
        # Given
        director = f"Charlie Chaplin {new_id()}"
        new = new_movie(
            title=Text(en="The Kid", fr="Le Kid"),
            synopsis=Text(en="A tramp finds a child.", fr="Un vagabond trouve un enfant."),
            languages=("en", "fr"),
            countries=("US",),
            directors=(NewCredit(name=director),),
            cast=(NewCredit(name=f"Jackie Coogan {new_id()}", character="The kid"), NewCredit(name=director)),
            poster_path="posters/the-kid.svg",
        )

        # When
        movie = stores.movies.read_movie(insert(stores.movies, new), NOW)

        # Then
        assert movie
        assert (movie.title, movie.original_title, movie.year, movie.runtime_min) == (new.title, "The Kid", 1921, 68)
        assert (movie.synopsis, movie.languages, movie.countries) == (new.synopsis, ("en", "fr"), ("US",))
        assert (movie.genres, movie.price) == (("comedy", "drama"), Money.eur("2.49"))
        assert (movie.terms, movie.media) == (
            Terms(timedelta(days=30), timedelta(hours=48)),
            Media("clips/one.mp4", 30),
        )
        assert (movie.poster_path, movie.created_at, movie.archived_at) == ("posters/the-kid.svg", NOW, None)
        assert [credit.name for credit in movie.directors] == [director]
        assert [credit.character for credit in movie.cast] == ["The kid", None]
        assert movie.cast[1].person_id == movie.directors[0].person_id

    def test_what_makes_films_akin_is_read_page_by_page(self, stores: Stores):
        # Given
        director = f"Alice Guy {new_id()}"
        first, second = sorted(
            insert(stores.movies, new_movie(directors=(NewCredit(name=director),), cast=(NewCredit(name=director),)))
            for _ in range(2)
        )
        stores.movies.archive_movie(second, [], by=None, now=NOW + timedelta(days=1))

        # When
        after = stores.movies.read_kin(MovieId(first), 10_000)
        [kin] = [each for each in after if each.movie_id == second]
        before = [each for each in stores.movies.read_kin(None, 10_000) if each.movie_id in (first, second)]

        # Then
        assert [each.movie_id for each in before] == [first, second]
        assert first not in [each.movie_id for each in after]
        assert stores.movies.read_kin(MovieId(first), 1) == after[:1]
        assert (kin.genres, kin.added_at, kin.archived_at) == (("comedy", "drama"), NOW, NOW + timedelta(days=1))
        assert kin.directors == kin.cast == before[0].directors
        assert len(kin.directors) == 1

    def test_an_id_is_taken_once(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie("First"))

        # When
        inserted = stores.movies.insert_movie(
            movie_id,
            new_movie("Second"),
            Terms(timedelta(days=1), timedelta(days=1)),
            Media("x", 1),
            [],
            by=None,
            now=NOW,
        )

        # Then
        assert inserted is None
        movie = stores.movies.read_movie(movie_id, NOW)
        assert movie
        assert movie.title.en == "First"

    def test_a_film_is_archived_once(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie())
        before = stores.movies.read_movie(movie_id, NOW)

        # When
        answers = [stores.movies.archive_movie(movie_id, [], by=None, now=NOW) for _ in range(2)]

        # Then
        after = stores.movies.read_movie(movie_id, NOW)
        assert answers == [True, False]
        assert before
        assert after
        assert (after.archived_at, after.version) == (NOW, before.version + 1)
        assert after.etag != before.etag

    def test_films_are_read_in_the_order_asked_for(self, stores: Stores):
        # Given
        first, second = insert(stores.movies, new_movie()), insert(stores.movies, new_movie())

        # When
        movies = stores.movies.read_movies([second, MovieId("no id"), MovieId(new_id()), first], NOW)

        # Then
        assert [movie.id for movie in movies] == [second, first]

    def test_what_is_unknown_is_named(self, stores: Stores):
        # Given
        movie_id = insert(stores.movies, new_movie(directors=(NewCredit(name=new_id()),)))
        movie = stores.movies.read_movie(movie_id, NOW)
        assert movie
        known, nobody = movie.directors[0].person_id, PersonId(new_id())

        # When / Then
        assert stores.movies.unknown_genres(["comedy", "nonsense"]) == {"nonsense"}
        assert stores.movies.unknown_people([known, nobody, PersonId("x")]) == {nobody, "x"}

    def test_genres_count_films_on_offer(self, stores: Stores):
        # Given
        before = {genre.slug: genre.count for genre in stores.movies.read_genres()}
        insert(stores.movies, new_movie(genres=("horror",)))
        stores.movies.archive_movie(insert(stores.movies, new_movie(genres=("horror",))), [], by=None, now=NOW)

        # When
        after = {genre.slug: genre.count for genre in stores.movies.read_genres()}

        # Then
        assert after["horror"] == before["horror"] + 1


class TestOnPostgres:
    def test_names_that_differ_by_accents_are_one_person(self, real: Stores):
        # Given
        mark = new_id()
        accented = insert(real.movies, new_movie(directors=(NewCredit(name=f"Georges Méliès {mark}"),)))

        # When
        plain = insert(real.movies, new_movie(directors=(NewCredit(name=f"georges melies {mark}"),)))

        # Then
        movies = real.movies.read_movies([accented, plain], NOW)
        assert movies[0].directors == movies[1].directors
        assert movies[1].directors[0].name == f"Georges Méliès {mark}"

    def test_a_part_played_twice_is_one_credit(self, real: Stores):
        # Given
        name = new_id()
        cast = (NewCredit(name=name, character="Hynkel"), NewCredit(name=name, character="A barber"))

        # When
        movie = real.movies.read_movie(insert(real.movies, new_movie(cast=cast)), NOW)

        # Then
        assert movie
        assert [credit.character for credit in movie.cast] == ["Hynkel / A barber"]

    def test_the_database_refuses_prices_that_overlap(self, real: Stores, postgres: Postgres):
        # Given
        movie_id = insert(real.movies, new_movie())
        statement = """
            insert into prices (id, movie_id, amount, currency, valid, created_at)
            values (%s, %s, 1, 'EUR', tstzrange(%s, null), %s)
        """

        # When / Then
        with pytest.raises(psycopg.errors.ExclusionViolation), postgres.transaction() as connection:
            connection.execute(statement, (new_id(), movie_id, NOW + timedelta(days=1), NOW))

    def test_a_change_is_in_the_audit_log(self, postgres: Postgres):
        # Given
        store, movie_id = PostgresMovies(postgres), MovieId(new_id())
        terms, media = Terms(timedelta(days=30), timedelta(hours=48)), Media("clips/one.mp4", 30)

        # When
        store.insert_movie(movie_id, new_movie(), terms, media, [], by=None, now=NOW)
        store.archive_movie(movie_id, [], by=None, now=NOW + timedelta(days=1))

        # Then
        with postgres.transaction() as connection:
            rows = connection.execute(
                "select action, before, after from audit_log where movie_id = %s order by id", (movie_id,)
            ).fetchall()
        assert [row["action"] for row in rows] == ["added", "archived"]
        assert rows[0]["after"]["price"] == {"amount": "2.49", "currency": "EUR"}
        archived_at = "2026-11-22T12:00:00Z"
        assert (rows[1]["before"], rows[1]["after"]) == ({"archived_at": None}, {"archived_at": archived_at})
