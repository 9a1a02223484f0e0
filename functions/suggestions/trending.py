"""What is popular now: a customer's last rental of a film counts, and half as much with every week that passes."""

from datetime import datetime, timedelta

import numpy as np

from suggestions.rentals import Rentals
from videoclub.ids import MovieId

HALF_LIFE = timedelta(days=7)


def rank_trending(rentals: Rentals, *, now: datetime) -> list[tuple[MovieId, float]]:
    """The films rented most, lately, best first, with their scores. Rentals dated in the future do not count."""
    films = max(len(rentals.movie_ids), 1)
    past = rentals.times <= now.timestamp()
    keys, times = rentals.users[past] * films + rentals.items[past], rentals.times[past]
    order = np.lexsort((times, keys))
    last = order[np.append(keys[order][1:] != keys[order][:-1], True)[: len(order)]]
    weights = 0.5 ** ((now.timestamp() - times[last]) / HALF_LIFE.total_seconds())
    scores = np.bincount(keys[last] % films, weights, minlength=films)
    scored = [(-score, movie_id) for movie_id, score in zip(rentals.movie_ids, scores.tolist(), strict=False) if score]
    return [(movie_id, -score) for score, movie_id in sorted(scored)]
