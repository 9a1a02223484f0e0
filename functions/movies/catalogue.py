"""The catalogue: films are added, changed, archived, restored and read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from movies.announcements import ADDED, ARCHIVED, RESTORED, EventType, Message, announce
from movies.errors import MovieNotArchived
from movies.movie import Genre, Kin, Media, Movie, NewCredit, NewMovie, Terms
from movies.ports.movies import MovieStore, Relay
from movies.pricing import price_plan
from videoclub.errors import FieldError, NotFound, PreconditionFailed, ValidationFailed
from videoclub.ids import AccountId, MovieId, PersonId, new_id

_CHANGED = "The film has changed since you read it; read it again and repeat your change on it."


@dataclass(frozen=True)
class Catalogue:
    """What can be done with films. `terms` and `media` serve those that bring none of their own."""

    store: MovieStore
    relay: Relay
    terms: Terms
    media: Media

    def add_movie(
        self,
        new: NewMovie,
        *,
        now: datetime,
        api_url: str,
        by: AccountId | None = None,
        movie_id: MovieId | None = None,
        announced: bool = True,
    ) -> Movie:
        """Add a film; adding one under a `movie_id` that exists changes nothing and gives the film that is there.

        `by` is None for the platform itself. `announced` films are told to developers, with links below `api_url`.
        Raises ValidationFailed for a genre or person that is not there.
        """
        self._check_references(new)
        movie_id = movie_id or MovieId(new_id())
        url = f"{api_url}/movies/{movie_id}"
        messages = announce(ADDED, movie_id, title=new.title, genres=new.genres, url=url, now=now) if announced else []
        added = self.store.insert_movie(
            movie_id, new, self._terms_of(new), self._media_of(new), messages, by=by, now=now
        )
        if added and announced:
            self.relay.wake()
        return added or self.read_movie(movie_id, now=now)

    def update_movie(
        self,
        movie_id: MovieId,
        change: Callable[[Movie], NewMovie],
        *,
        if_match: str,
        now: datetime,
        api_url: str,
        by: AccountId | None,
    ) -> Movie:
        """Change a film: `change` makes the new film of the present one; another price takes effect at once.

        Raises NotFound, PreconditionFailed unless `if_match` names the present film, ValidationFailed for a genre or
        person that is not there.
        """
        movie = self.read_movie(movie_id, now=now)
        if not movie.matches(if_match):
            raise PreconditionFailed(_CHANGED)
        new = change(movie)
        self._check_references(new)
        plan = price_plan(movie, api_url, now)
        if not self.store.update_movie(movie, new, self._terms_of(new), plan, by=by, now=now):
            raise PreconditionFailed(_CHANGED)
        if new.price != movie.price:
            self.relay.wake()
        return self.read_movie(movie_id, now=now)

    def archive_movie(
        self,
        movie_id: MovieId,
        *,
        now: datetime,
        api_url: str,
        by: AccountId | None,
        if_match: str | None = None,
    ) -> None:
        """Take a film off the catalogue; live rentals go on.

        Raises NotFound, also when it is archived already, and PreconditionFailed if `if_match` names another state.
        """
        movie = self.read_movie(movie_id, now=now)
        if if_match is not None and not movie.matches(if_match):
            raise PreconditionFailed(_CHANGED)
        version = None if if_match is None else movie.version
        messages = _announcement(ARCHIVED, movie, api_url, now)
        if not self.store.archive_movie(movie_id, messages, by=by, now=now, version=version):
            if movie.archived_at is None and version is not None:
                raise PreconditionFailed(_CHANGED)
            raise NotFound("The film is archived already.")
        self.relay.wake()

    def restore_movie(self, movie_id: MovieId, *, now: datetime, api_url: str, by: AccountId | None) -> Movie:
        """Bring an archived film back. Raises NotFound, or MovieNotArchived for one that is on offer."""
        movie = self.read_movie(movie_id, now=now)
        if not self.store.restore_movie(movie_id, _announcement(RESTORED, movie, api_url, now), by=by, now=now):
            raise MovieNotArchived("The film is not archived.")
        self.relay.wake()
        return self.read_movie(movie_id, now=now)

    def read_movie(self, movie_id: MovieId, *, now: datetime) -> Movie:
        """A film, archived or not. Raises NotFound."""
        movie = self.store.read_movie(movie_id, now)
        if movie is None:
            raise NotFound("There is no such film.")
        return movie

    def read_movies(self, movie_ids: Sequence[MovieId], *, now: datetime) -> list[Movie]:
        """Those films that exist, archived or not, in the order asked for."""
        return self.store.read_movies(movie_ids, now)

    def read_newest(self, limit: int, *, now: datetime) -> list[Movie]:
        """The films on offer that were added last, the newest first."""
        return self.store.read_newest(limit, now) if limit else []

    def list_facts(self, *, limit: int, after: MovieId | None) -> tuple[list[Kin], MovieId | None]:
        """What makes films akin, of up to `limit` films, and after which one the next page begins."""
        found = self.store.read_kin(after, limit + 1)
        shown = found[:limit]
        return shown, shown[-1].movie_id if len(found) > limit else None

    def list_genres(self) -> list[Genre]:
        """All genres, with how many films on offer have each."""
        return self.store.read_genres()

    def _terms_of(self, new: NewMovie) -> Terms:
        return Terms(new.start_within or self.terms.start_within, new.watch_within or self.terms.watch_within)

    def _media_of(self, new: NewMovie) -> Media:
        if new.media_key and new.duration_s:
            return Media(new.media_key, new.duration_s)
        return self.media

    def _check_references(self, new: NewMovie) -> None:
        genres = self.store.unknown_genres(new.genres)
        ids = {credit.person_id for credit in (*new.directors, *new.cast) if credit.person_id}
        unknown_people = self.store.unknown_people(ids) if ids else set[PersonId]()
        errors = [
            FieldError(f"/genres/{place}", "unknown_genre", f"there is no genre {slug!r}")
            for place, slug in enumerate(new.genres)
            if slug in genres
        ]
        for field, people in (("directors", new.directors), ("cast", new.cast)):
            errors += _unknown(field, people, unknown_people)
        if errors:
            raise ValidationFailed(*errors)


def _announcement(event: EventType, movie: Movie, api_url: str, now: datetime) -> list[Message]:
    url = f"{api_url}/movies/{movie.id}"
    return announce(event, movie.id, title=movie.title, genres=movie.genres, url=url, now=now)


def _unknown(field: str, people: Iterable[NewCredit], unknown: set[PersonId]) -> list[FieldError]:
    return [
        FieldError(f"/{field}/{place}/person_id", "unknown_person", f"there is nobody with the id {credit.person_id!r}")
        for place, credit in enumerate(people)
        if credit.person_id in unknown
    ]
