"""Composes lists: what the model says, made varied, with new films, filled up with what trends, and the reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from suggestions.edition import Edition
from suggestions.kinship import Kinship, likeness
from suggestions.model.arrays import Ints
from suggestions.movie_list import ListedMovie, Why
from suggestions.numbered_model import NumberedModel
from suggestions.picking import Picks, Rules
from videoclub.contracts.movies import MovieFacts
from videoclub.ids import MovieId

CANDIDATES_PER_PLACE = 3
"""So many films are asked of the model for each place of a list: some are archived, some too many of a kind."""
REASONS_MAX = 2
LAST_FILMS = 10
"""Films of a history that say which new films suit it, and which films are alike where the model knows none of it."""
NEW_EVERY = 5
"""After so many places of a list comes a new film."""

type Candidate = tuple[MovieId, float, tuple[MovieId, ...]]
"""A film, its score and the films behind it."""


@dataclass(frozen=True)
class _Candidates:
    """What the model says: the films of a history that it knows, and scores of films by number, best first."""

    known: Ints
    scores: Mapping[int, float]


_NO_CANDIDATES = _Candidates(np.empty(0, np.int64), {})


class Composer:
    """Composes the lists of one edition. Without a model they follow from people and genres."""

    def __init__(self, edition: Edition, model: NumberedModel | None, rules: Rules) -> None:
        self._edition, self._model, self._rules = edition, model, rules
        self._films = {film.id: film for film in edition.films}
        offered = [film for film in edition.films if not film.archived_at]
        rank = {movie_id: place for place, (movie_id, _) in enumerate(edition.trending)}
        self._kinship = Kinship(sorted(offered, key=lambda film: (rank.get(film.id, len(rank)), film.id)))
        self._newest = [self._films[movie_id] for movie_id in edition.newest if movie_id in self._films]

    def compose(self, histories: Sequence[Sequence[MovieId]]) -> Iterator[list[ListedMovie]]:
        """A list for each history: its films, each once, oldest first. None of them, and no archived film, is in it."""
        for history, candidates in zip(histories, self._candidates(histories), strict=True):
            yield self._compose(history, candidates)

    def compose_similar(self, limit: int) -> Iterator[tuple[MovieId, list[ListedMovie]]]:
        """The films on offer that are rented with each film of the catalogue, filled up with those alike."""
        linked = self._linked(CANDIDATES_PER_PLACE * limit)
        for film in self._edition.films:
            together = [each for each in linked.get(film.id, ()) if self._is_offered(each.movie_id)][:limit]
            listed = {film.id, *(each.movie_id for each in together)}
            alike = [each for each in self._kinship.find_alike(film, limit) if each[0] not in listed]
            scale = min((each.score for each in together), default=1.0) / max(
                (score for _, score in alike), default=1.0
            )
            kind: list[ListedMovie] = [
                ListedMovie(movie_id, score * scale, self._kind_of_kin(film, movie_id), (film.id,))
                for movie_id, score in alike[: limit - len(together)]
            ]
            yield film.id, together + kind

    def trending(self, limit: int) -> list[ListedMovie]:
        """What is rented most, lately, and on offer."""
        offered = ((movie_id, score) for movie_id, score in self._edition.trending if self._is_offered(movie_id))
        return [
            ListedMovie(movie_id, score, "popular") for (movie_id, score), _ in zip(offered, range(limit), strict=False)
        ]

    def _is_offered(self, movie_id: MovieId) -> bool:
        film = self._films.get(movie_id)
        return film is not None and not film.archived_at

    def _candidates(self, histories: Sequence[Sequence[MovieId]]) -> Iterator[_Candidates]:
        if self._model is None:
            yield from (_NO_CANDIDATES for _ in histories)
            return
        known = [self._model.numbers_of(history) for history in histories]
        items, scores = self._model.model.recommend(known, CANDIDATES_PER_PLACE * self._rules.length)
        for numbers, row, row_scores in zip(known, items, scores, strict=True):
            found = row >= 0
            yield _Candidates(numbers, dict(zip(row[found].tolist(), row_scores[found].tolist(), strict=True)))

    def _compose(self, history: Sequence[MovieId], candidates: _Candidates) -> list[ListedMovie]:
        picks = Picks(self._rules, set(history))
        watched = [self._films[movie_id] for movie_id in history if movie_id in self._films]
        new = picks.pick_first(self._suitable_new(watched), self._rules.new)
        personal = self._personal(picks, candidates, watched)
        items = list(_with_new(personal, [film.id for film in new]))
        self._fill_up(items, picks)
        return items

    def _personal(self, picks: Picks, candidates: _Candidates, watched: Sequence[MovieFacts]) -> list[ListedMovie]:
        model = self._model
        if model is None or not len(candidates.known):
            return [
                ListedMovie(movie_id, score, self._why(movie_id, behind), behind)
                for movie_id, score, behind in self._alike(watched)
                if picks.pick(self._films[movie_id])
            ]
        scores = candidates.scores
        suggested = {number: self._films.get(model.movie_ids[number]) for number in scores}
        picked = [number for number, film in suggested.items() if film and picks.pick(film)]
        explained = model.model.explain_each(candidates.known, np.array(picked, np.int64))
        items: list[ListedMovie] = []
        for number, speaking in zip(picked, explained, strict=True):
            movie_id, behind = model.movie_ids[number], tuple(model.films_of(speaking[:REASONS_MAX]))
            items.append(ListedMovie(movie_id, scores[number], self._why(movie_id, behind), behind))
        return items

    def _alike(self, watched: Sequence[MovieFacts]) -> list[Candidate]:
        """Films alike to the last ones of a history, best first."""
        best: dict[MovieId, Candidate] = {}
        for film in reversed(watched[-LAST_FILMS:]):
            for movie_id, score in self._kinship.find_alike(film, CANDIDATES_PER_PLACE * self._rules.length):
                if movie_id not in best or score > best[movie_id][1]:
                    best[movie_id] = (movie_id, score, (film.id,))
        return sorted(best.values(), key=lambda candidate: (-candidate[1], candidate[0]))

    def _suitable_new(self, watched: Sequence[MovieFacts]) -> Iterable[MovieFacts]:
        """New films, those that are most alike to what was watched last first."""
        last = watched[-LAST_FILMS:]
        return sorted(self._newest, key=lambda film: -max((likeness(film, seen) for seen in last), default=0.0))

    def _why(self, movie_id: MovieId, behind: Sequence[MovieId]) -> Why:
        """The same director where the film that speaks most for it has one."""
        film, speaker = self._films[movie_id], self._films.get(behind[0]) if behind else None
        return "same_director" if speaker and _share_a_director(film, speaker) else "because_you_watched"

    def _kind_of_kin(self, film: MovieFacts, movie_id: MovieId) -> Why:
        return "same_director" if _share_a_director(film, self._films[movie_id]) else "alike"

    def _fill_up(self, items: list[ListedMovie], picks: Picks) -> None:
        """What trends follows what is personal, in scores too."""
        least = min((item.score for item in items), default=None)
        most = max((score for _, score in self._edition.trending), default=1.0)
        for movie_id, score in self._edition.trending:
            if picks.are_enough:
                break
            film = self._films.get(movie_id)
            if film and picks.pick(film):
                items.append(ListedMovie(movie_id, score if least is None else least * score / most, "popular"))

    def _linked(self, limit: int) -> Mapping[MovieId, list[ListedMovie]]:
        if self._model is None:
            return {}
        model, linked = self._model, dict[MovieId, list[ListedMovie]]()
        films = model.films_of(model.model.item_ids)
        for film_id, items, scores in zip(films, *model.model.similar(limit), strict=True):
            found = zip(model.films_of(items[items >= 0]), scores.tolist(), strict=False)
            linked[film_id] = [ListedMovie(other, score, "rented_together", (film_id,)) for other, score in found]
        return linked


def _share_a_director(one: MovieFacts, other: MovieFacts) -> bool:
    return bool({*one.directors} & {*other.directors})


def _with_new(personal: Sequence[ListedMovie], new: Sequence[MovieId]) -> Iterator[ListedMovie]:
    """New films between the others, with the score of the one before; those left over come last."""
    waiting, score = iter(new), max((item.score for item in personal[:1]), default=0.0)
    for place, item in enumerate(personal, start=1):
        yield item
        score = item.score
        if place % NEW_EVERY == 0 and (movie_id := next(waiting, None)):
            yield ListedMovie(movie_id, score, "new")
    for movie_id in waiting:
        yield ListedMovie(movie_id, score, "new")
