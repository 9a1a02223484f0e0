"""What is popular now: a customer's last rental of a film counts, and half as much with every week that passes."""

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from suggestions.history import CustomerHistory
from suggestions.movie_list import ListedMovie
from videoclub.ids import MovieId

HALF_LIFE = timedelta(days=7)


def rank_trending(histories: Iterable[CustomerHistory], *, now: datetime, limit: int) -> list[ListedMovie]:
    """The films rented most, lately, best first. Rentals dated in the future do not count."""
    shares: defaultdict[MovieId, list[float]] = defaultdict(list)
    for history in histories:
        last_rented = {rented.movie_id: rented.at for rented in history.rentals if rented.at <= now}
        for movie_id, at in last_rented.items():
            shares[movie_id].append(0.5 ** ((now - at) / HALF_LIFE))
    scored = [(-math.fsum(share), movie_id) for movie_id, share in shares.items()]
    return [ListedMovie(movie_id, -score, "popular") for score, movie_id in sorted(scored)[:limit]]


def fill_up(items: list[ListedMovie], trending: Iterable[ListedMovie], *, known: set[MovieId], limit: int) -> None:
    """Add what is popular, save what is `known` or listed, until there are `limit`."""
    listed = known | {item.movie_id for item in items}
    fresh = (item for item in trending if item.movie_id not in listed)
    items.extend(item for item, _ in zip(fresh, range(limit - len(items)), strict=False))
