"""Rentals that nobody made: tastes, few films that all rent and many that few do, series, and passing moods."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from suggestions.model.arrays import Ints
from videoclub_local.bench.suggestions.ratings import Interactions


@dataclass(frozen=True)
class Regime:
    """How customers behave. Shares are of all rentals; `mood` of 0 is a taste that never changes."""

    name: str
    customers: int
    films: int
    rentals_per_customer: float
    tastes: int = 12
    strength: float = 0.6
    popularity: float = 0.9
    series_share: float = 0.1
    mood: float = 0.5
    noise_share: float = 0.1


REGIMES = (
    Regime("a small shop", customers=600, films=400, rentals_per_customer=15),
    Regime("many films, few rentals", customers=2_000, films=3_000, rentals_per_customer=20, strength=0.8, mood=0.8),
    Regime("steady tastes", customers=2_500, films=1_200, rentals_per_customer=40, tastes=24, mood=0.0, series_share=0),
)
LARGE = Regime("a large shop", customers=100_000, films=10_000, rentals_per_customer=37, tastes=16)
_PARTS_OF_SERIES = 4
_CUSTOMERS_AT_ONCE = 250
_SPREAD, _FEWEST = 0.8, 2
_DAY_S = 86_400


def generate_rentals(regime: Regime, seed: int) -> Interactions:
    """Customers draw films one after the other by taste, mood and fame, none twice."""
    rng = np.random.default_rng(seed)
    histories = list(_histories(regime, rng))
    lengths = [len(each) for each in histories]
    users = np.repeat(np.arange(len(histories)), lengths)
    times = np.concatenate([np.sort(rng.integers(0, 365 * _DAY_S, length)) for length in lengths])
    items = np.concatenate(histories)
    return Interactions(users, items, np.full(len(items), 5.0), times)


def _histories(regime: Regime, rng: np.random.Generator) -> Iterator[Ints]:
    films = rng.standard_normal((regime.films, regime.tastes)).astype(np.float32)
    fame = -regime.popularity * np.log(rng.permutation(regime.films) + 30).astype(np.float32)
    mean = np.log(regime.rentals_per_customer) - _SPREAD**2 / 2
    for begin in range(0, regime.customers, _CUSTOMERS_AT_ONCE):
        count = min(_CUSTOMERS_AT_ONCE, regime.customers - begin)
        lengths = rng.lognormal(mean, _SPREAD, count).astype(int).clip(_FEWEST, regime.films // 2)
        taste = rng.standard_normal((count, regime.tastes)).astype(np.float32) * regime.strength
        chance = rng.gumbel(size=(count, regime.films)).astype(np.float32)
        scores = taste @ films.T + fame + chance  # the best by such scores are drawn without repetition
        depth = int(lengths.max())
        for row, length in enumerate(lengths):
            liked = np.argpartition(-scores[row], min(depth, regime.films - 1))[:depth]
            liked = liked[np.argsort(-scores[row, liked])][:length]
            yield _as_lived(liked, films, regime, rng)


def _as_lived(
    liked: Ints, films: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", regime: Regime, rng: np.random.Generator
) -> Ints:
    """In the order of a mood that wanders through the tastes, with the next parts of series, and with errors."""
    direction = rng.standard_normal(regime.tastes).astype(np.float32)
    order = np.argsort(
        regime.mood * films[liked] @ direction / np.sqrt(regime.tastes) + rng.standard_normal(len(liked)) * 0.5
    )
    history = list[int]()
    for film in liked[order]:
        history.append(int(film))
        if rng.random() < regime.series_share and film % _PARTS_OF_SERIES < _PARTS_OF_SERIES - 1:
            history.append(int(film) + 1)
        if rng.random() < regime.noise_share:
            history.append(int(rng.integers(regime.films)))
    return np.array([film for film in dict.fromkeys(history) if film < regime.films], np.int64)
