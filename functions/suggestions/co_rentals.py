"""Item-item neighbours by co-rental: films are alike when the same customers rent them.

Similarity is the cosine of two films' sets of customers, shrunk so that a coincidence of few counts for little
(Sarwar et al., "Item-based collaborative filtering recommendation algorithms", 2001; shrinkage as in Bell and Koren,
2007). Pure functions of their arguments: the same histories give the same lists, whatever order they come in.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from suggestions.movie_list import ListedMovie
from videoclub.ids import MovieId

type Similar = tuple[MovieId, float]
type Neighbours = Mapping[MovieId, Sequence[Similar]]

HISTORY_CAP = 500
"""Only the newest films of a history count: the cost grows with its square, and one customer must not weigh more."""
NEIGHBOURS_PER_MOVIE = 100
SHRINKAGE = 10.0
DECAY_PER_RENTAL = 0.95
"""A film weighs this much less for each one rented since."""
REASONS_PER_MOVIE = 2


def find_neighbours(histories: Iterable[Sequence[MovieId]]) -> Neighbours:
    """The films most alike to each film, best first; a history names each film once, oldest first."""
    customers_of: Counter[MovieId] = Counter()
    together: Counter[tuple[MovieId, MovieId]] = Counter()
    for history in histories:
        newest = sorted(history[-HISTORY_CAP:])
        customers_of.update(newest)
        together.update(combinations(newest, 2))
    similar: defaultdict[MovieId, list[Similar]] = defaultdict(list)
    for (one, other), count in together.items():
        similarity = count / (math.sqrt(customers_of[one] * customers_of[other]) + SHRINKAGE)
        similar[one].append((other, similarity))
        similar[other].append((one, similarity))
    return {movie_id: sorted(found, key=_best_first)[:NEIGHBOURS_PER_MOVIE] for movie_id, found in similar.items()}


def suggest_from(history: Sequence[MovieId], neighbours: Neighbours, *, limit: int) -> list[ListedMovie]:
    """The films that follow from a history, best first, never one of it; each names the films that weigh most."""
    known = set(history)
    behind: defaultdict[MovieId, list[Similar]] = defaultdict(list)
    weight = 1.0
    for watched in reversed(history[-HISTORY_CAP:]):
        for movie_id, similarity in neighbours.get(watched, ()):
            if movie_id not in known:
                behind[movie_id].append((watched, weight * similarity))
        weight *= DECAY_PER_RENTAL
    scores = [(movie_id, math.fsum(share for _, share in shares)) for movie_id, shares in behind.items()]
    return [
        ListedMovie(movie_id, score, "because_you_watched", _strongest(behind[movie_id]))
        for movie_id, score in sorted(scores, key=_best_first)[:limit]
    ]


def similar_to(movie_id: MovieId, neighbours: Neighbours, *, limit: int) -> list[ListedMovie]:
    """The films most alike to one film, best first."""
    found = neighbours.get(movie_id, ())[:limit]
    return [ListedMovie(other, similarity, "rented_together", (movie_id,)) for other, similarity in found]


def _strongest(shares: Iterable[Similar]) -> tuple[MovieId, ...]:
    return tuple(movie_id for movie_id, _ in sorted(shares, key=_best_first)[:REASONS_PER_MOVIE])


def _best_first(scored: Similar) -> tuple[float, MovieId]:
    movie_id, score = scored
    return -score, movie_id
