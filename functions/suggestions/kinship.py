"""Films alike by who made them and by genre: what is known of a film before anybody rents it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from videoclub.contracts.movies import MovieFacts
from videoclub.ids import MovieId, PersonId

DIRECTOR_WEIGHT, ACTOR_WEIGHT, GENRE_WEIGHT = 3.0, 1.0, 1.0
SAME_GENRE_LOOKED_AT = 500
"""Films of a genre that are compared at most, the most rented first: a genre may have half the catalogue."""


class Kinship:
    """Compares the films on offer, given with the most rented first."""

    def __init__(self, offered: Sequence[MovieFacts]) -> None:
        self._films = {film.id: film for film in offered}
        self._by_person: defaultdict[PersonId, list[MovieId]] = defaultdict(list)
        self._by_genre: defaultdict[str, list[MovieId]] = defaultdict(list)
        for film in offered:
            for person_id in {*film.directors, *film.cast}:
                self._by_person[person_id].append(film.id)
            for genre in film.genres[:1]:
                self._by_genre[genre].append(film.id)

    def find_alike(self, film: MovieFacts, limit: int) -> list[tuple[MovieId, float]]:
        """The films most alike to one, best first, with how much."""
        of_people = (other for person in (*film.directors, *film.cast) for other in self._by_person.get(person, ()))
        of_genre = (other for genre in film.genres for other in self._of_genre(genre))
        found = dict.fromkeys((*of_people, *of_genre))
        found.pop(film.id, None)
        scored = [(-likeness(film, self._films[other]), place, other) for place, other in enumerate(found)]
        return [(other, -score) for score, _, other in sorted(scored)[:limit]]

    def _of_genre(self, genre: str) -> Iterable[MovieId]:
        return islice(self._by_genre.get(genre, ()), SAME_GENRE_LOOKED_AT)


def likeness(one: MovieFacts, other: MovieFacts) -> float:
    """How much two films are alike: people in common, and the share of their genres that both have."""
    directors = len({*one.directors} & {*other.directors})
    cast = len({*one.cast} & {*other.cast})
    genres = {*one.genres} | {*other.genres}
    shared = len({*one.genres} & {*other.genres}) / len(genres) if genres else 0.0
    return DIRECTOR_WEIGHT * directors + ACTOR_WEIGHT * cast + GENRE_WEIGHT * shared
