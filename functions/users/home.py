"""The home page: rows of films that three services name and Movies describes, each service asked once.

Rental and Suggestions are asked at once; then Movies, for all films they named and the newest ones together. A row
whose service fails is left out and named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from users.accounts import Accounts
from users.asking import Asked, Asking
from users.reasons import in_words
from videoclub.contracts import ContractModel
from videoclub.contracts.movies import DESCRIBE_MOVIES, MOVIES_PER_CALL, MovieCard, Movies, MoviesRequest
from videoclub.contracts.rental import CONTINUE_WATCHING, BegunFilm, ContinueWatching, ContinueWatchingRequest
from videoclub.contracts.suggestions import SUGGEST_MOVIES, Reason, Suggestion, Suggestions, SuggestionsRequest
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, CustomerId, MovieId
from videoclub.log import logger
from videoclub.values import Text

SUGGESTIONS_ASKED = 40
REASON_ROWS_MAX = 3
REASON_ROW_MIN_FILMS = 3
"""A reason with fewer films has no row of its own; its films stand among those chosen for the customer."""

type RowKind = Literal["continue_watching", "suggestions", "new", "trending"]

_CONTINUE = Text(en="Continue watching", fr="Reprendre la lecture")
_CHOSEN = Text(en="Chosen for you", fr="Choisi pour vous")
_NEW = Text(en="New here", fr="Nouveautés")
_TRENDING = Text(en="Trending now", fr="Tendances du moment")


@dataclass(frozen=True)
class HomeItem:
    """A film; `begun` where it can be played on."""

    movie: MovieCard
    begun: BegunFilm | None = None


@dataclass(frozen=True)
class HomeRow:
    """Films under a title in the customer's language; `reason` where they are suggested for one."""

    kind: RowKind
    title: str
    items: Sequence[HomeItem]
    reason: Reason | None = None


@dataclass(frozen=True)
class Home:
    """The rows that have films, from top to bottom; `degraded` names the kinds that could not be had."""

    rows: Sequence[HomeRow]
    degraded: Sequence[RowKind] = ()


@dataclass(frozen=True)
class HomePage:
    """Makes the home page; a row has up to `row_length` films."""

    accounts: Accounts
    asking: Asking
    row_length: int

    def read_home(self, customer_id: CustomerId) -> Home:
        """The page of this customer, as much of it as can be had in time.

        Raises Unauthenticated for somebody who has no account any more.
        """
        begun = self.asking.begin(
            CONTINUE_WATCHING, ContinueWatchingRequest(customer_id=customer_id, limit=self.row_length)
        )
        suggested = self.asking.begin(
            SUGGEST_MOVIES,
            SuggestionsRequest(customer_id=customer_id, limit=SUGGESTIONS_ASKED, trending=self.row_length),
        )
        locale = self.accounts.read_locale(AccountId(customer_id))
        page = _Page(locale, self.row_length, _answer_of(begun), _answer_of(suggested))
        films = self.asking.begin(DESCRIBE_MOVIES, MoviesRequest(movie_ids=page.movie_ids(), newest=self.row_length))
        return page.described_by(_answer_of(films))


@dataclass
class _Page:
    """A page in the making: what was answered, None for what was not."""

    locale: str
    row_length: int
    begun: ContinueWatching | None
    suggested: Suggestions | None
    movies: Mapping[MovieId, MovieCard] = field(default_factory=dict[MovieId, MovieCard])

    def __post_init__(self) -> None:
        if self.suggested and self.suggested.source == "fallback":
            self.suggested = None

    def movie_ids(self) -> list[MovieId]:
        """All films named, each once: the rows' own first, then those that reasons name."""
        named: list[MovieId] = []
        if self.begun:
            named += [film.movie_id for film in self.begun.items]
        if self.suggested:
            named += [item.movie_id for item in self.suggested.items]
            named += self.suggested.trending
            named += [movie_id for item in self.suggested.items for movie_id in item.reason.movie_ids[:1]]
        return list(dict.fromkeys(named))[:MOVIES_PER_CALL]

    def described_by(self, films: Movies | None) -> Home:
        """The page, with the films as Movies describes them."""
        if films is None:
            return Home([], ["continue_watching", "suggestions", "new", "trending"])
        self.movies = {movie.id: movie for movie in films.movies}
        rows: list[HomeRow] = []
        degraded: list[RowKind] = []
        if self.begun:
            rows.append(self._row_of_begun(self.begun.items))
        else:
            degraded.append("continue_watching")
        if self.suggested:
            rows += self._rows_of_suggestions(self.suggested.items)
        else:
            degraded.append("suggestions")
        rows.append(HomeRow("new", _NEW.best(self.locale), [HomeItem(movie) for movie in films.newest]))
        if self.suggested:
            rows.append(HomeRow("trending", _TRENDING.best(self.locale), self._offered(self.suggested.trending)))
        else:
            degraded.append("trending")
        return Home([row for row in rows if row.items], degraded)

    def _row_of_begun(self, films: Sequence[BegunFilm]) -> HomeRow:
        """Archived films too: a live rental plays to its end."""
        items = [HomeItem(self.movies[film.movie_id], film) for film in films if film.movie_id in self.movies]
        return HomeRow("continue_watching", _CONTINUE.best(self.locale), items)

    def _rows_of_suggestions(self, items: Sequence[Suggestion]) -> list[HomeRow]:
        """A row for each of the first reasons, and one for the rest; what is merely popular is trending."""
        by_words: defaultdict[str, list[Suggestion]] = defaultdict(list)
        for item in items:
            if item.reason.kind != "popular" and self._is_offered(item.movie_id):
                by_words[in_words(item.reason, self.movies, self.locale)].append(item)
        chosen = _CHOSEN.best(self.locale)
        rest = by_words.pop(chosen, [])
        rows: list[HomeRow] = []
        for words, found in by_words.items():
            if len(found) >= REASON_ROW_MIN_FILMS and len(rows) < REASON_ROWS_MAX:
                offered = self._offered(item.movie_id for item in found)
                rows.append(HomeRow("suggestions", words, offered, found[0].reason))
            else:
                rest += found
        rest.sort(key=items.index)
        return [*rows, HomeRow("suggestions", chosen, self._offered(item.movie_id for item in rest))]

    def _offered(self, movie_ids: Iterable[MovieId]) -> list[HomeItem]:
        offered = [HomeItem(self.movies[movie_id]) for movie_id in movie_ids if self._is_offered(movie_id)]
        return offered[: self.row_length]

    def _is_offered(self, movie_id: MovieId) -> bool:
        return movie_id in self.movies and not self.movies[movie_id].archived


def _answer_of[Answer: ContractModel](asked: Asked[Answer]) -> Answer | None:
    try:
        return asked.answer()
    except ServiceUnavailable:
        logger("users").warning("home_degraded", missing=asked.service)
        return None
