"""What customers like: clusters of genre and decade, from which films rented together get their meaning."""

from dataclasses import dataclass

from .catalogue import DemoFilm

# How much a film outside a cluster still weighs: people stray, but seldom.
STRAY_WEIGHT = 0.04
_MAIN_GENRE_FACTOR = 2.0
_OTHER_DECADE_FACTOR = 0.25


@dataclass(frozen=True, slots=True)
class Taste:
    """A cluster: the genres it loves, by weight, and the years (first, last) it prefers."""

    name: str
    genres: dict[str, float]
    years: tuple[int, int]


TASTES = (
    Taste("slapstick", {"comedy": 3, "adventure": 0.5}, (1900, 1930)),
    Taste("silent terrors", {"horror": 3, "fantasy": 2, "science-fiction": 1.5}, (1900, 1930)),
    Taste("film noir", {"crime": 3, "thriller": 3}, (1940, 1960)),
    Taste("melodrama", {"romance": 2, "drama": 2}, (1915, 1940)),
    Taste("montage and dreams", {"avant-garde": 3, "documentary": 3, "history": 2}, (1915, 1932)),
    Taste("midnight movies", {"horror": 3, "science-fiction": 3}, (1932, 1970)),
    Taste("great outdoors", {"adventure": 2, "war": 3, "western": 3, "history": 1}, (1900, 1970)),
    Taste("golden Hollywood", {"comedy": 2, "musical": 3, "romance": 1}, (1930, 1965)),
)


def affinity(taste: Taste, film: DemoFilm) -> float:
    """How strongly a taste draws towards a film: the weights of its genres, the main one twice, and the right years."""
    main, *others = (taste.genres.get(genre.slug, 0.0) for genre in film.genres)
    first, last = taste.years
    years_factor = 1.0 if first <= film.year <= last else _OTHER_DECADE_FACTOR
    return STRAY_WEIGHT + years_factor * (_MAIN_GENRE_FACTOR * main + sum(others))
