"""Movies' stores in memory, and recorders of what it tells others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fakes.developers import MemoryOutbox
from movies.announcements import Message
from movies.models import SearchQuery
from movies.movie import Credit, Genre, Media, Movie, NewCredit, NewMovie, Terms
from movies.ports import FacetCounts, Found
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
    ) -> bool:
        if movie_id in self.movies:
            return False
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
            price_id=new_id(),
            terms=terms,
            poster_path=new.poster_path,
            media=media,
            created_at=now,
            archived_at=None,
            version=1,
        )
        self.outbox.add(messages)
        return True

    def archive_movie(
        self, movie_id: MovieId, messages: Sequence[Message], *, by: AccountId | None, now: datetime
    ) -> bool:
        movie = self.movies.get(movie_id)
        if movie is None or movie.archived_at:
            return False
        self.movies[movie_id] = replace(movie, archived_at=now, version=movie.version + 1)
        self.outbox.add(messages)
        return True

    def read_movie(self, movie_id: MovieId, now: datetime) -> Movie | None:
        return self.movies.get(movie_id)

    def read_movies(self, movie_ids: Sequence[MovieId], now: datetime) -> list[Movie]:
        return [self.movies[movie_id] for movie_id in movie_ids if movie_id in self.movies]

    def read_genres(self) -> list[Genre]:
        offered = [movie for movie in self.movies.values() if not movie.archived_at]
        counts = {slug: sum(slug in movie.genres for movie in offered) for slug in GENRES}
        return [Genre(slug, Text(en=slug.title()), count) for slug, count in counts.items()]

    def _credit(self, new: NewCredit) -> Credit:
        if new.name:
            return Credit(self.people.setdefault(new.name.casefold(), PersonId(new_id())), new.name, new.character)
        name = next(name for name, person_id in self.people.items() if person_id == new.person_id)
        return Credit(PersonId(new.person_id or ""), name, new.character)


@dataclass
class MemorySearch:
    """Finds films of `movies` by a part of the English title, in the order of titles."""

    movies: MemoryMovies

    def find_movies(self, query: SearchQuery, after: Key | None, now: datetime) -> Found:
        keys = sorted([movie.title.best("en"), movie.id] for movie in self._matching(query))
        rest = [key for key in keys if after is None or key > list(after)]
        shown: list[Key] = list(rest[: query.limit])
        found = [self.movies.movies[MovieId(str(movie_id))] for _, movie_id in shown]
        return Found(found, shown, has_more=len(rest) > query.limit)

    def count_facets(self, query: SearchQuery, now: datetime) -> FacetCounts:
        movies = self._matching(query.model_copy(update={"genre": None}))
        return FacetCounts([(slug, sum(slug in movie.genres for movie in movies)) for slug in GENRES], [], [])

    def _matching(self, query: SearchQuery) -> list[Movie]:
        return [
            movie
            for movie in self.movies.movies.values()
            if (query.q or "").casefold() in movie.title.best("en").casefold()
            and (query.genre is None or query.genre in movie.genres)
            and (query.show_archived or movie.archived_at is None)
        ]


@dataclass
class RecordedRelay:
    """Counts how often it was woken."""

    wakes: int = 0

    def wake(self) -> None:
        self.wakes += 1
