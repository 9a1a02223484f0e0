"""People: who directed and who acts, and in which films."""

from dataclasses import dataclass
from datetime import datetime

from movies.movie import Movie, Person
from movies.ports.movies import MovieStore, PeopleStore
from videoclub.cursors import Cursors
from videoclub.errors import NotFound
from videoclub.ids import PersonId


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A page of people."""

    people: list[Person]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Filmography:
    """Somebody and their films on offer; those they act in with the character."""

    person: Person
    directed: list[Movie]
    acted_in: list[tuple[Movie, str | None]]


@dataclass(frozen=True)
class People:
    """Finds people and tells their films."""

    store: PeopleStore
    movies: MovieStore
    cursors: Cursors

    def list_people(self, q: str | None, *, limit: int, cursor: str | None) -> PeopleList:
        """People by name. Raises ValidationFailed for a cursor of another query."""
        query = {"people": True, "q": q}
        people, positions = self.store.find_people(q, self.cursors.open(cursor, query=query), limit + 1)
        more = len(people) > limit
        return PeopleList(people[:limit], self.cursors.seal(positions[limit - 1], query=query) if more else None)

    def read_person(self, person_id: PersonId, *, now: datetime) -> Filmography:
        """Somebody with their films. Raises NotFound."""
        person = self.store.read_person(person_id)
        if person is None:
            raise NotFound("There is no such person.")
        acted = [movie_id for movie_id, _ in person.acted_in]
        movies = {movie.id: movie for movie in self.movies.read_movies([*person.directed, *acted], now)}
        return Filmography(
            person,
            directed=[movies[movie_id] for movie_id in person.directed if movie_id in movies],
            acted_in=[(movies[movie_id], character) for movie_id, character in person.acted_in if movie_id in movies],
        )
