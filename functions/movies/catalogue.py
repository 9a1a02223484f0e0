"""The catalogue: films are added, read, archived; their price is quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from movies.announcements import ADDED, ARCHIVED, announce
from movies.movie import Genre, Media, Movie, NewCredit, NewMovie, Terms
from movies.ports import MovieStore, Relay
from videoclub.errors import FieldError, NotFound, ValidationFailed
from videoclub.ids import AccountId, MovieId, PersonId, new_id


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
        inserted = self.store.insert_movie(
            movie_id, new, self._terms_of(new), self._media_of(new), messages, by=by, now=now
        )
        if inserted and announced:
            self.relay.wake()
        return self.read_movie(movie_id, now=now)

    def archive_movie(self, movie_id: MovieId, *, now: datetime, api_url: str, by: AccountId | None) -> None:
        """Take a film off the catalogue; live rentals go on. Raises NotFound, also when it is archived already."""
        movie = self.read_movie(movie_id, now=now)
        messages = announce(
            ARCHIVED, movie_id, title=movie.title, genres=movie.genres, url=f"{api_url}/movies/{movie_id}", now=now
        )
        if not self.store.archive_movie(movie_id, messages, by=by, now=now):
            raise NotFound("The film is archived already.")
        self.relay.wake()

    def read_movie(self, movie_id: MovieId, *, now: datetime) -> Movie:
        """A film, archived or not. Raises NotFound."""
        movie = self.store.read_movie(movie_id, now)
        if movie is None:
            raise NotFound("There is no such film.")
        return movie

    def read_movies(self, movie_ids: Sequence[MovieId], *, now: datetime) -> list[Movie]:
        """Those films that exist, archived or not, in the order asked for."""
        return self.store.read_movies(movie_ids, now)

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


def _unknown(field: str, people: Iterable[NewCredit], unknown: set[PersonId]) -> list[FieldError]:
    return [
        FieldError(f"/{field}/{place}/person_id", "unknown_person", f"there is nobody with the id {credit.person_id!r}")
        for place, credit in enumerate(people)
        if credit.person_id in unknown
    ]
