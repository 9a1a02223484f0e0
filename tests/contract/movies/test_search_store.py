"""The SearchStore: filters and pages on both; ranking, typing errors and sorts on PostgreSQL."""

from datetime import timedelta

import pytest

from movies.models.movies import SearchQuery, Sort
from movies.movie import DatedPrice, NewCredit
from movies.ports.movies import SearchStore
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

    def test_films_are_found_by_their_ids(self, stores: Stores):
        # Given
        ids = [insert(stores.movies, new_movie(word())) for _ in range(4)]
        stores.movies.archive_movie(MovieId(ids[0]), [], by=None, now=NOW)

        # When / Then
        assert set(found(stores.search, ids=",".join([*ids[:3], new_id()]))) == set(ids[1:3])

    def test_facets_set_their_own_filter_aside(self, stores: Stores):
        # Given
        mark = word()
        insert(stores.movies, new_movie(mark, genres=("comedy", "drama")))
        insert(stores.movies, new_movie(mark, genres=("horror",)))

        # When
        facets = stores.search.find_movies(SearchQuery(q=mark, genre="horror"), None, NOW).facets
        assert facets
        genres = dict(facets.genres)

        # Then
        assert {slug: count for slug, count in genres.items() if count} == {"comedy": 1, "drama": 1, "horror": 1}


class TestOnPostgres:
    def test_exact_then_beginning_then_words_then_people_then_synopses(self, real: Stores):
        # Given
        mark = word()
        about = insert(real.movies, new_movie("Something else", synopsis=Text(fr=f"Une histoire de {mark}.")))
        person = insert(real.movies, new_movie("Other", directors=(NewCredit(name=f"Fritz {mark}"),)))
        inside = insert(real.movies, new_movie(f"The {mark}"))
        beginning = insert(real.movies, new_movie(f"{mark} returns"))
        exact = insert(real.movies, new_movie(mark))

        # When
        shown = found(real.search, q=mark)

        # Then
        assert shown == [exact, beginning, inside, person, about]

    def test_what_was_meant_is_told_when_nothing_matched_well(self, real: Stores):
        # Given
        mark = word()
        movie_id = insert(real.movies, new_movie(f"Château {mark}"))

        # When
        close = real.search.find_movies(SearchQuery(q=f"chateau {mark[:-2]}zz"), None, NOW)
        known = real.search.find_movies(SearchQuery(q=f"chateau {mark}"), None, NOW)
        nothing = real.search.find_movies(SearchQuery(q=word()), None, NOW)

        # Then
        assert [movie.id for movie in close.movies] == [movie_id]
        assert close.did_you_mean == f"Château {mark}"
        assert known.did_you_mean is None
        assert (nothing.movies, nothing.did_you_mean) == ([], None)
        assert nothing.facets
        assert nothing.facets.genres == []

    @pytest.mark.parametrize(
        ("title", "director", "asked", "meant"),
        [
            ("L'Étoile {}", "Anna", "l etoille {}", "L Étoile {}"),
            ("Un château hanté {}", "Anna", "chateeau hante {}", "château hanté {}"),
            ("(Spider-Man!) {}", "Anna", "spidermann {}", "Spider-Man {}"),
            ("Cœur {}", "Anna", "couer {}", "Cœur {}"),
            ("{}", "Zoë Méliès-Çelik", "melyes celik {}", "Méliès Çelik {}"),
        ],
    )
    def test_what_was_meant_is_spelt_as_a_title_or_a_name_has_it(
        self, real: Stores, title: str, director: str, asked: str, meant: str
    ):
        # Given
        mark = word()
        insert(real.movies, new_movie(Text(fr=title.format(mark)), directors=(NewCredit(name=director),)))

        # When
        page = real.search.find_movies(SearchQuery(q=asked.format(mark)), None, NOW)

        # Then
        assert len(page.movies) == 1
        assert page.did_you_mean == meant.format(mark)

    def test_what_no_film_has_together_is_not_what_was_meant(self, real: Stores):
        # Given
        first, second = word(), word()
        insert(real.movies, new_movie(first))
        insert(real.movies, new_movie(second))

        # When
        page = real.search.find_movies(SearchQuery(q=f"{first[:-1]}z {second}"), None, NOW)

        # Then
        assert (page.movies, page.did_you_mean) == ([], None)

    def test_a_word_that_is_known_but_not_with_the_others_is_corrected(self, real: Stores):
        # Given
        mark, other = word(), word()
        insert(real.movies, new_movie(f"Kidd {other}"))
        movie_id = insert(real.movies, new_movie(f"Kid {mark}"))

        # When
        page = real.search.find_movies(SearchQuery(q=f"kidd {mark}"), None, NOW)

        # Then
        assert [movie.id for movie in page.movies] == [movie_id]
        assert page.did_you_mean == f"Kid {mark}"

    def test_synopses_are_searched_by_the_stems_of_their_language(self, real: Stores):
        # Given
        mark = word()
        synopsis = Text(en=f"The {mark} vampires are hunting.", fr=f"Des chasseurs et {mark} chevaux.")
        movie_id = insert(real.movies, new_movie("Unlike", synopsis=synopsis))

        # When / Then
        assert found(real.search, q=f"{mark} hunts the vampire") == [movie_id]
        assert found(real.search, q=f"le {mark} et un chasseur") == [movie_id]

    def test_films_by_the_name_of_their_director_or_actor(self, real: Stores):
        # Given
        mark = word()
        name = NewCredit(name=f"Émile {mark}")
        directed = insert(real.movies, new_movie("B", directors=(name,)))
        played = insert(real.movies, new_movie("A", cast=(name,)))

        # When / Then
        assert found(real.search, director=f"emile {mark}") == [directed]
        assert found(real.search, actor=f"Emil {mark[:-2]}zz") == [played]
        assert found(real.search, director=f"emile {mark}", actor=f"emile {mark}") == []
        assert found(real.search, director="nobody of that name") == []

    def test_a_price_that_took_effect_counts_though_nothing_was_written_since(self, real: Stores):
        # Given
        mark, tomorrow = word(), NOW + timedelta(days=1)
        cheap = insert(real.movies, new_movie(f"a {mark}", price=Money.eur("1.00")))
        dear = insert(real.movies, new_movie(f"b {mark}", price=Money.eur("2.00")))
        price = DatedPrice(new_id(), Money.eur("3.00"), tomorrow)
        assert real.prices.insert_price(cheap, price, lambda prices: [], by=None, now=NOW)

        def by_price(**query: object) -> list[list[str]]:
            asked = SearchQuery.model_validate({"sort": "price", "limit": 100} | query)
            pages = [real.search.find_movies(asked, None, at) for at in (NOW, tomorrow)]
            return [[movie.id for movie in page.movies if movie.id in (cheap, dear)] for page in pages]

        # When / Then
        assert by_price(q=mark) == [[cheap, dear], [dear, cheap]]
        assert by_price(q=mark, price_max="2.50") == [[cheap, dear], [dear]]

    @pytest.mark.parametrize("sort", ["relevance", "title", "-year", "price", "-added"])
    @pytest.mark.parametrize("asks", [True, False], ids=["by words", "by filters"])
    def test_pages_stay_true_while_films_are_added(self, real: Stores, sort: Sort, asks: bool):
        # Given
        mark = word()
        everybody = (NewCredit(name=mark),)

        def add(number: int) -> MovieId:
            new = new_movie(
                f"{mark} {number % 3} {number}",
                year=1920 + number % 4,
                price=Money.eur(f"{number % 2 + 1}.00"),
                directors=everybody,
            )
            return insert(real.movies, new, now=NOW - timedelta(minutes=number % 5))

        first = [add(number) for number in range(12)]
        query = SearchQuery.model_validate({"sort": sort, "limit": 3, "q" if asks else "director": mark})
        shown: list[str] = []
        after = None

        # When
        for number in range(100):
            page = real.search.find_movies(query, after, NOW)
            shown += [movie.id for movie in page.movies]
            if not page.has_more:
                break
            after = page.positions[-1]
            add(12 + number)

        # Then
        assert len(shown) == len(set(shown))
        assert set(first) <= set(shown)

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
        facets = real.search.find_movies(SearchQuery(q=mark, year_min=1925), None, NOW).facets

        # Then
        assert facets
        assert facets.decades == [("1920", 2), ("1930", 1)]
        assert facets.languages == [("fr", 1)]
        assert facets.genres == [("comedy", 2), ("drama", 2)]
