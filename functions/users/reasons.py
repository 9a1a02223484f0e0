"""Why films are suggested, in the customer's words."""

from collections.abc import Mapping

from videoclub.contracts.movies import MovieCard
from videoclub.contracts.suggestions import Reason, ReasonKind
from videoclub.ids import MovieId
from videoclub.values import Text

_BECAUSE = Text(en="Because you watched {title}", fr="Parce que vous avez vu {title}")
_FOR_YOU = Text(en="Chosen for you", fr="Choisi pour vous")
_IN_WORDS: Mapping[ReasonKind, Text] = {
    "because_you_watched": _BECAUSE,
    "popular": Text(en="Popular now", fr="Populaire en ce moment"),
    "new": Text(en="New here", fr="Nouveau ici"),
    "same_director": Text(en="By a director you have watched", fr="D'un cinéaste que vous avez déjà vu"),
}


def in_words(reason: Reason, movies: Mapping[MovieId, MovieCard], locale: str) -> str:
    """The reason in that language; it names the first film behind it that is among `movies`."""
    words = _IN_WORDS[reason.kind]
    if words is _BECAUSE:
        seen = next((movies[movie_id] for movie_id in reason.movie_ids if movie_id in movies), None)
        return _BECAUSE.best(locale).format(title=seen.title.best(locale)) if seen else _FOR_YOU.best(locale)
    return words.best(locale)
