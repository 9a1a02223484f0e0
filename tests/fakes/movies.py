"""Movies' stores in memory, and recorders of what it tells others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fakes.developers import MemoryOutbox
from movies.announcements import PRICE_CHANGED, Message
from movies.models.movies import SearchQuery
from movies.movie import Credit, DatedPrice, Genre, Kin, Media, Movie, NewCredit, NewMovie, Person, Terms
from movies.ports.movies import FacetCounts, Found, PricePlan
from videoclub.cursors import Key
from videoclub.ids import AccountId, MovieId, PersonId, new_id
from videoclub.values import Text

GENRES = ("comedy", "drama", "horror")


@dataclass
class MemoryMovies:
    """The catalogue; the messages of each change go to `outbox`."""

    outbox: MemoryOutbox
    movies: dict[MovieId, Movie] = field(default_factory=dict[MovieId, Movie])
    people: dict[str, PersonId] = field(default_factory=dict[str, PersonId])
    prices: dict[MovieId, list[DatedPrice]] = field(default_factory=dict[MovieId, list[DatedPrice]])

    def unknown_genres(self, slugs: Collection[str]) -> set[str]:
        return set(slugs) - set(GENRES)

    def unknown_people(self, person_ids: Collection[PersonId]) -> set[PersonId]:
        return set(person_ids) - set(self.people.values())

    def insert_movie(
        self,
        movie_id: MovieId,
        new: NewMovie,
        terms: Terms,
        media: Media,
        messages: Sequence[Message],
        *,
        by: AccountId | None,
        now: datetime,
    ) -> Movie | None:
        if movie_id in self.movies:
            return None
        self.movies[movie_id] = Movie(
            id=movie_id,
            title=new.title,
            original_title=new.original_title,
            year=new.year,
            runtime_min=new.runtime_min,
            synopsis=new.synopsis,
            genres=new.genres,
            languages=new.languages,
            countries=new.countries,
            directors=tuple(map(self._credit, new.directors)),
            cast=tuple(map(self._credit, new.cast)),
            price=new.price,
            price_id=(price := DatedPrice(new_id(), new.price, now)).id,
            terms=terms,
            poster_path=new.poster_path,
            media=media,
            created_at=now,
            archived_at=None,
            version=1,
        )
        self.prices[movie_id] = [price]
        self.outbox.add(messages)
        return self.movies[movie_id]

    def update_movie(
        self, movie: Movie, new: NewMovie, terms: Terms, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        present = self.read_movie(movie.id, now)
        if present is None or present.etag != movie.etag:
            return False
        self.movies[movie.id] = replace(
            movie,
            title=new.title,
            original_title=new.original_title,
            year=new.year,
            runtime_min=new.runtime_min,
            synopsis=new.synopsis,
            genres=new.genres,
            languages=new.languages,
            countries=new.countries,
            directors=tuple(map(self._credit, new.directors)),
            cast=tuple(map(self._credit, new.cast)),
            terms=terms,
            poster_path=new.poster_path,
            version=movie.version + 1,
        )
        if new.price != movie.price:
            MemoryPrices(self).insert_price(movie.id, DatedPrice(new_id(), new.price, now), plan, by=by, now=now)
        return True

    def archive_movie(
        self,
        movie_id: MovieId,
        messages: Sequence[Message],
        *,
        by: AccountId | None,
        now: datetime,
        version: int | None = None,
    ) -> bool:
        movie = self.movies.get(movie_id)
        if movie is None or movie.archived_at or version not in (None, movie.version):
            return False
        self.movies[movie_id] = replace(movie, archived_at=now, version=movie.version + 1)
        self.outbox.add(messages)
        return True

    def restore_movie(
        self, movie_id: MovieId, messages: Sequence[Message], *, by: AccountId | None, now: datetime
    ) -> bool:
        movie = self.movies.get(movie_id)
        if movie is None or not movie.archived_at:
            return False
        self.movies[movie_id] = replace(movie, archived_at=None, version=movie.version + 1)
        self.outbox.add(messages)
        return True

    def read_movie(self, movie_id: MovieId, now: datetime) -> Movie | None:
        return next(iter(self.read_movies([movie_id], now)), None)

    def read_movies(self, movie_ids: Sequence[MovieId], now: datetime) -> list[Movie]:
        return [self._at(self.movies[movie_id], now) for movie_id in movie_ids if movie_id in self.movies]

    def read_newest(self, limit: int, now: datetime) -> list[Movie]:
        offered = [movie for movie in self.movies.values() if movie.archived_at is None]
        newest = sorted(offered, key=lambda movie: (movie.created_at, movie.id), reverse=True)
        return [self._at(movie, now) for movie in newest[:limit]]

    def _at(self, movie: Movie, now: datetime) -> Movie:
        price = [price for price in self.prices[movie.id] if price.valid_from <= now][-1]
        return replace(movie, price=price.price, price_id=price.id)

    def read_kin(self, after: MovieId | None, limit: int) -> list[Kin]:
        films = [self.movies[movie_id] for movie_id in sorted(self.movies) if after is None or movie_id > after]
        return [
            Kin(
                film.id,
                film.genres,
                tuple(credit.person_id for credit in film.directors),
                tuple(credit.person_id for credit in film.cast),
                film.created_at,
                film.archived_at,
            )
            for film in films[:limit]
        ]

    def read_genres(self) -> list[Genre]:
        offered = [movie for movie in self.movies.values() if not movie.archived_at]
        counts = {slug: sum(slug in movie.genres for movie in offered) for slug in GENRES}
        return [Genre(slug, Text(en=slug.title()), count) for slug, count in counts.items()]

    def _credit(self, new: NewCredit) -> Credit:
        if new.name:
            return Credit(self.people.setdefault(new.name.casefold(), PersonId(new_id())), new.name, new.character)
        return Credit(PersonId(new.person_id or ""), MemoryPeople(self).name_of(new.person_id), new.character)


@dataclass
class MemoryPrices:
    """The prices of `movies`."""

    movies: MemoryMovies

    def read_prices(self, movie_id: MovieId) -> list[DatedPrice]:
        return list(self.movies.prices[movie_id])

    def insert_price(
        self, movie_id: MovieId, new: DatedPrice, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        prices = self.movies.prices[movie_id]
        if new.valid_from in {price.valid_from for price in prices}:
            return False
        self._put(movie_id, [*prices, new], plan, now)
        return True

    def delete_price(
        self, movie_id: MovieId, price_id: str, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        prices = self.movies.prices[movie_id]
        kept = [price for price in prices if price.id != price_id or price.valid_from <= now]
        if len(kept) == len(prices):
            return False
        self._put(movie_id, kept, plan, now)
        return True

    def _put(self, movie_id: MovieId, prices: list[DatedPrice], plan: PricePlan, now: datetime) -> None:
        ordered = sorted(prices, key=lambda price: price.valid_from)
        ends = [price.valid_from for price in ordered[1:]] + [None]
        ordered = [replace(price, valid_until=end) for price, end in zip(ordered, ends, strict=True)]
        self.movies.prices[movie_id] = ordered
        rows = self.movies.outbox.rows
        planned = [row for row in rows if row.message.type == PRICE_CHANGED and row.message.occurred_at > now]
        self.movies.outbox.rows = [row for row in rows if row not in planned or row.message.movie_id != movie_id]
        known = {row.message.event_id for row in self.movies.outbox.rows}
        self.movies.outbox.add([message for message in plan(ordered) if message.event_id not in known])


@dataclass
class MemoryPeople:
    """The people of `movies`, found by a part of their name."""

    movies: MemoryMovies

    def find_people(self, asked: str | None, after: Key | None, limit: int) -> tuple[list[Person], list[Key]]:
        named = sorted(item for item in self.movies.people.items() if (asked or "").casefold() in item[0])
        rest = [item for item in named if after is None or list(item) > list(after)][:limit]
        return [Person(person_id, self.name_of(person_id)) for _, person_id in rest], list(rest)

    def read_person(self, person_id: PersonId) -> Person | None:
        if person_id not in self.movies.people.values():
            return None
        offered = sorted(
            (movie for movie in self.movies.movies.values() if not movie.archived_at), key=lambda movie: -movie.year
        )
        directed = [movie.id for movie in offered if person_id in {credit.person_id for credit in movie.directors}]
        acted = [
            (movie.id, credit.character) for movie in offered for credit in movie.cast if credit.person_id == person_id
        ]
        return Person(person_id, self.name_of(person_id), tuple(directed), tuple(acted))

    def name_of(self, person_id: str | None) -> str:
        everybody = [credit for movie in self.movies.movies.values() for credit in (*movie.directors, *movie.cast)]
        return next(credit.name for credit in everybody if credit.person_id == person_id)


@dataclass
class MemorySearch:
    """Finds films of `movies` by a part of the English title, in the order of titles."""

    movies: MemoryMovies

    def find_movies(self, query: SearchQuery, after: Key | None, now: datetime) -> Found:
        keys = sorted([movie.title.best("en"), movie.id] for movie in self._matching(query))
        rest = [key for key in keys if after is None or key > list(after)]
        shown: list[Key] = list(rest[: query.limit])
        found = self.movies.read_movies([MovieId(str(movie_id)) for _, movie_id in shown], now)
        facets = self._facets(query) if after is None else None
        return Found(found, shown, has_more=len(rest) > query.limit, facets=facets)

    def _facets(self, query: SearchQuery) -> FacetCounts:
        movies = self._matching(query.model_copy(update={"genre": None}))
        return FacetCounts([(slug, sum(slug in movie.genres for movie in movies)) for slug in GENRES], [], [])

    def _matching(self, query: SearchQuery) -> list[Movie]:
        return [
            movie
            for movie in self.movies.movies.values()
            if (query.q or "").casefold() in movie.title.best("en").casefold()
            and (query.ids is None or movie.id in query.ids)
            and (query.genre is None or query.genre in movie.genres)
            and (query.show_archived or movie.archived_at is None)
        ]


@dataclass
class RecordedRelay:
    """Counts how often it was woken."""

    wakes: int = 0

    def wake(self) -> None:
        self.wakes += 1
