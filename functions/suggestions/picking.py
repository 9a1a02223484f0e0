"""The rules of a varied list: how long it is, and how many films of one director or genre it has at most."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from videoclub.contracts.movies import MovieFacts
from videoclub.ids import MovieId, PersonId


@dataclass(frozen=True)
class Rules:
    """`per_genre` counts a film's main genre; `new` is how many new films a list has at most."""

    length: int
    per_director: int
    per_genre: int
    new: int


@dataclass
class Picks:
    """The films picked so far; `barred` ones are never."""

    rules: Rules
    barred: set[MovieId]
    films: list[MovieFacts] = field(default_factory=list[MovieFacts])
    _directors: Counter[PersonId] = field(default_factory=Counter[PersonId])
    _genres: Counter[str] = field(default_factory=Counter[str])

    @property
    def are_enough(self) -> bool:
        """The list is as long as it may be."""
        return len(self.films) >= self.rules.length

    def pick(self, film: MovieFacts) -> bool:
        """Take the film if the rules let it in."""
        if film.id in self.barred or film.archived_at or self.are_enough:
            return False
        if any(self._directors[person_id] >= self.rules.per_director for person_id in film.directors):
            return False
        if any(self._genres[genre] >= self.rules.per_genre for genre in film.genres[:1]):
            return False
        self.films.append(film)
        self.barred.add(film.id)
        self._directors.update(film.directors)
        self._genres.update(film.genres[:1])
        return True

    def pick_first(self, films: Iterable[MovieFacts], count: int) -> list[MovieFacts]:
        """Take the first films that the rules let in, up to `count`."""
        picked: list[MovieFacts] = []
        for film in films:
            if len(picked) >= count:
                break
            if self.pick(film):
                picked.append(film)
        return picked
