"""Films that nobody made: as many as wanted, as varied as real ones, the same every time."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate

SEED = 20261121
GENRES = (
    ("drama", 30), ("comedy", 22), ("romance", 14), ("crime", 12), ("thriller", 10), ("adventure", 9),
    ("documentary", 8), ("horror", 8), ("musical", 6), ("history", 6), ("war", 5), ("science-fiction", 5),
    ("fantasy", 5), ("western", 4), ("animation", 4), ("avant-garde", 2),
)  # fmt: skip
LANGUAGES = (("en", 50), ("fr", 16), ("de", 8), ("it", 7), ("es", 6), ("ja", 5), ("ru", 4), ("hi", 4))
COUNTRIES = {"en": "US", "fr": "FR", "de": "DE", "it": "IT", "es": "ES", "ja": "JP", "ru": "RU", "hi": "IN"}
PRICES = ("0.99", "1.49", "1.99", "2.49", "2.99", "3.49", "3.99", "4.99")
FIRST_YEAR, LAST_YEAR = 1920, 2026
TITLE_WORDS, SYNOPSIS_WORDS, FIRST_NAMES, LAST_NAMES = 25_000, 15_000, 1_500, 12_000
TITLE_LENGTHS = (1, 2, 2, 2, 3, 3, 3, 4, 5)  # words, small ones aside; the mean of real titles
SYNOPSIS_LENGTHS = (18, 45)
_WITH_ARTICLE, _BILINGUAL, _FULL_LENGTH = 0.5, 0.15, 0.9  # shares of all films
_EN_SMALL, _FR_SMALL = ("The", "A", "of the", "and the", "in"), ("Le", "La", "Les", "de la", "et le")
_ONSETS = ("b", "bl", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gr", "h", "j", "k", "l", "m", "n",
           "p", "pl", "pr", "qu", "r", "s", "sh", "sp", "st", "str", "t", "th", "tr", "v", "w", "z", "")  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou", "é", "ie")
_CODAS = ("", "", "n", "r", "l", "s", "t", "nd", "rt", "st", "ck", "m", "x", "ng")


@dataclass(frozen=True)
class Film:
    """A film; `directors` and `cast` are places in the list of people."""

    id: uuid.UUID
    title_en: str
    title_fr: str
    original_title: str
    year: int
    runtime_min: int
    synopsis_en: str
    synopsis_fr: str
    genres: list[str]
    languages: list[str]
    countries: list[str]
    directors: list[int]
    cast: list[int]
    price: str
    created_at: datetime


class GeneratedFilms:
    """`films` films by `people` people. A few words and people are everywhere, most are rare, as in life."""

    def __init__(self, films: int, people: int) -> None:
        self.films, self.people = films, people
        self._random = random.Random(SEED)  # noqa: S311 - a generator of test data

    @cached_property
    def names(self) -> list[str]:
        """The name of each person, no two alike but for accents."""
        first, last = self._vocabulary(FIRST_NAMES), self._vocabulary(LAST_NAMES)
        names = dict[str, str]()
        while len(names) < self.people:
            name = f"{self._random.choice(first).title()} {self._random.choice(last).title()}"
            names.setdefault(name.replace("É", "E").replace("é", "e"), name)
        return list(names.values())

    def __iter__(self) -> Iterator[Film]:
        pick = self._random
        titles, plots = self._vocabulary(TITLE_WORDS), self._vocabulary(SYNOPSIS_WORDS)
        title_weights, plot_weights = _zipf(len(titles)), _zipf(len(plots))
        famous = _zipf(len(self.names))
        everybody = range(len(self.names))
        start = datetime(2020, 1, 1, tzinfo=UTC)

        def title(small: tuple[str, ...]) -> str:
            words = pick.choices(titles, cum_weights=title_weights, k=pick.choice(TITLE_LENGTHS))
            if pick.random() < _WITH_ARTICLE:
                words.insert(0, pick.choice(small[:2]))
            if len(words) > 2 and pick.random() < 0.4:  # noqa: PLR2004
                words.insert(2, pick.choice(small[2:]))
            return " ".join(word[0].upper() + word[1:] for word in words)

        def plot() -> str:
            words = pick.choices(plots, cum_weights=plot_weights, k=pick.randint(*SYNOPSIS_LENGTHS))
            return " ".join(words).capitalize() + "."

        for number in range(self.films):
            english, french = title(_EN_SMALL), title(_FR_SMALL)
            languages = _some(pick, LANGUAGES, 1 + (pick.random() < _BILINGUAL))
            yield Film(
                id=uuid.UUID(int=pick.getrandbits(128), version=4),
                title_en=english,
                title_fr=french,
                original_title=english if languages[0] == "en" else french,
                year=int(pick.triangular(FIRST_YEAR, LAST_YEAR, 2010)),
                runtime_min=int(pick.gauss(100, 20)) if pick.random() < _FULL_LENGTH else pick.randint(5, 40),
                synopsis_en=plot(),
                synopsis_fr=plot(),
                genres=_some(pick, GENRES, pick.choice((1, 2, 2, 3))),
                languages=languages,
                countries=[COUNTRIES[language] for language in languages],
                directors=pick.choices(everybody, cum_weights=famous, k=1),
                cast=list(dict.fromkeys(pick.choices(everybody, cum_weights=famous, k=pick.randint(3, 12)))),
                price=pick.choice(PRICES),
                created_at=start + timedelta(minutes=17 * number),
            )

    def _vocabulary(self, size: int) -> list[str]:
        words = dict[str, None]()
        while len(words) < size:
            syllables = self._random.choice((1, 2, 2, 3, 3))
            words["".join(self._syllable() for _ in range(syllables))] = None
        return [word for word in words if len(word) > 1]

    def _syllable(self) -> str:
        return self._random.choice(_ONSETS) + self._random.choice(_VOWELS) + self._random.choice(_CODAS)


def _zipf(size: int) -> list[float]:
    """Cumulated weights: the n-th most frequent is about n times rarer than the first (flattened at the head)."""
    return list(accumulate(1 / (rank + 25) for rank in range(size)))


def _some(pick: random.Random, weighted: tuple[tuple[str, int], ...], count: int) -> list[str]:
    values, weights = zip(*weighted, strict=True)
    return list(dict.fromkeys(pick.choices(values, weights=weights, k=count)))
