"""The SearchStore: filters and pages on both; ranking, typing errors and sorts on PostgreSQL."""

from datetime import timedelta

import pytest

from movies.models import SearchQuery, Sort
from movies.movie import NewCredit
from movies.ports import SearchStore
from videoclub.ids import MovieId, new_id
from videoclub.values import Money, Text

from .conftest import NOW, Stores, insert, new_movie


def found(search: SearchStore, **query: object) -> list[str]:
    """The ids of all films found, gathered by pages of two."""
    asked = SearchQuery.model_validate({"limit": 2, **query})
    ids: list[str] = []
    after = None
    while True:
        page = search.find_movies(asked, after, NOW)
        ids += [movie.id for movie in page.movies]
        if not page.has_more:
            return ids
        after = page.positions[-1]


def word() -> str:
    """A word that is in no other film."""
    return "q" + new_id().replace("-", "")[:12].translate(str.maketrans("0123456789", "ghijklmnop"))


class TestSearchStore:
    def test_all_pages_together_hold_each_film_once(self, stores: Stores):
        # Given
        mark = word()
        ids = {insert(stores.movies, new_movie(f"{mark} {number}")) for number in range(5)}

        # When
        shown = found(stores.search, q=mark)

        # Then
        assert len(shown) == 5
        assert set(shown) == ids

    def test_archived_films_are_hidden_unless_asked_for(self, stores: Stores):
        # Given
        mark = word()
        movie_id = insert(stores.movies, new_movie(mark))
        stores.movies.archive_movie(movie_id, [], by=None, now=NOW)

        # When / Then
        assert found(stores.search, q=mark) == []
        assert found(stores.search, q=mark, show_archived=True) == [movie_id]

    def test_facets_set_their_own_filter_aside(self, stores: Stores):
        # Given
        mark = word()
        insert(stores.movies, new_movie(mark, genres=("comedy", "drama")))
        insert(stores.movies, new_movie(mark, genres=("horror",)))

        # When
        genres = dict(stores.search.count_facets(SearchQuery(q=mark, genre="horror"), NOW).genres)

        # Then
        assert {slug: count for slug, count in genres.items() if count} == {"comedy": 1, "drama": 1, "horror": 1}


class TestOnPostgres:
    def test_exact_then_beginning_then_words_then_people_then_close(self, real: Stores):
        # Given
        mark = word()
        close = insert(real.movies, new_movie(f"{mark[:-1]}"))
        person = insert(real.movies, new_movie("Other", directors=(NewCredit(name=f"Fritz {mark}"),)))
        inside = insert(real.movies, new_movie(f"The {mark}"))
        beginning = insert(real.movies, new_movie(f"{mark} returns"))
        exact = insert(real.movies, new_movie(mark))

        # When
        shown = found(real.search, q=mark)

        # Then
        assert shown == [exact, beginning, inside, person, close]

    @pytest.mark.parametrize(
        ("title", "asked"),
        [
            ("Metropolis {}", "metroplis {}"),
            ("Nosferatu {}", "nosfertu {}"),
            ("Faust {}", "fuast {}"),
            ("Wings {}", "wngs {}"),
            ("L'Âge d'or {}", "l\u2019age d'or {}"),
            ("L'Âge d'or {}", "L AGE D OR {}"),
            ("Un chien andalou {}", "chien andalu {}"),
            ("D.O.A. {}", "d.o.a. {}"),
            ("The Œuvre {}", "oeuvre {}"),
            ("Battleship Potemkin {}", "battle pot {}"),
            ("The Kid {}", "the kidd {}"),
        ],
    )
    def test_typing_errors_accents_and_beginnings_are_forgiven(self, real: Stores, title: str, asked: str):
        # Given
        mark = word()
        movie_id = insert(real.movies, new_movie(title.format(mark)))

        # When
        shown = found(real.search, q=asked.format(mark))

        # Then
        assert shown == [movie_id]

    def test_a_film_is_found_by_either_title_and_by_people_with_words_of_the_title(self, real: Stores):
        # Given
        mark = word()
        movie_id = insert(
            real.movies,
            new_movie(
                title=Text(en=f"Sunrise {mark}", fr=f"L'Aurore {mark}"),
                original_title=f"Aurora {mark}",
                directors=(NewCredit(name="F. W. Murnau"),),
            ),
        )

        # When
        answers = [
            found(real.search, q=f"{words} {mark}") for words in ("sunrise", "aurore", "aurora", "murnau", "mornau")
        ]

        # Then
        assert answers == [[movie_id]] * 5

    @pytest.mark.parametrize("asked", ["½", "'\"%_\\", "&|!():*<->", "東京" * 40, "a" * 100, "- - -", "the the the"])
    def test_odd_questions_are_only_questions(self, real: Stores, asked: str):
        # Given
        insert(real.movies, new_movie(word()))

        # When
        page = real.search.find_movies(SearchQuery(q=asked), None, NOW)

        # Then
        assert len(page.movies) <= 20

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("title", ["a", "b", "c", "d"]),
            ("-year", ["d", "b", "c", "a"]),
            ("price", ["b", "a", "d", "c"]),
            ("-added", ["c", "d", "a", "b"]),
        ],
    )
    def test_sorts_hold_across_pages(self, real: Stores, sort: Sort, order: list[str]):
        # Given
        mark = word()
        rows = [("a", 1921, "2.00", 2), ("b", 1925, "1.00", 1), ("c", 1925, "4.00", 4), ("d", 1930, "3.00", 3)]
        ids: dict[MovieId, str] = {}
        for name, year, price, day in rows:
            new = new_movie(f"{name} {mark}", year=year, price=Money.eur(price))
            ids[insert(real.movies, new, now=NOW - timedelta(days=10 - day))] = name

        # When
        shown = found(real.search, q=mark, sort=sort)

        # Then
        assert [ids[MovieId(movie_id)] for movie_id in shown] == order

    def test_filters_narrow_together(self, real: Stores):
        # Given
        mark = word()
        fitting: dict[str, object] = {
            "year": 1925,
            "runtime_min": 60,
            "languages": ("fr",),
            "countries": ("FR",),
            "genres": ("comedy",),
            "price": Money.eur("1.00"),
        }
        misfits: list[dict[str, object]] = [
            {"year": 1919},
            {"year": 1931},
            {"runtime_min": 91},
            {"languages": ("en",)},
            {"countries": ("US",)},
            {"genres": ("drama",)},
            {"price": Money.eur("2.01")},
        ]
        movie_id = insert(real.movies, new_movie(mark, **fitting))
        for misfit in misfits:
            insert(real.movies, new_movie(mark, **(fitting | misfit)))
        query = {"year_min": 1920, "year_max": 1930, "runtime_max": 90, "price_max": "2.00"}

        # When
        shown = found(real.search, q=mark, language="fr", country="FR", genre="comedy", **query)

        # Then
        assert shown == [movie_id]

    def test_films_of_a_person(self, real: Stores):
        # Given
        name = word()
        directed = insert(real.movies, new_movie("B", directors=(NewCredit(name=name),)))
        played = insert(real.movies, new_movie("A", cast=(NewCredit(name=name),)))
        movie = real.movies.read_movie(directed, NOW)
        assert movie

        # When
        shown = found(real.search, person_id=movie.directors[0].person_id)

        # Then
        assert shown == [played, directed]

    def test_facets_count_genres_decades_and_languages(self, real: Stores):
        # Given
        mark = word()
        insert(real.movies, new_movie(mark, year=1921, languages=("fr", "en")))
        insert(real.movies, new_movie(mark, year=1929, languages=("fr",)))
        insert(real.movies, new_movie(mark, year=1931))

        # When
        facets = real.search.count_facets(SearchQuery(q=mark, year_min=1925), NOW)

        # Then
        assert facets.decades == [("1920", 2), ("1930", 1)]
        assert facets.languages == [("fr", 1)]
        assert facets.genres == [("comedy", 2), ("drama", 2)]
