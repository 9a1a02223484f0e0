"""The topics that developers may listen to, on their devices and by webhook."""

from collections.abc import Sequence
from dataclasses import dataclass

from movies.announcements import ADDED, EVENT_TYPES, EventType, genre_topic
from movies.ports.movies import MovieStore
from videoclub.errors import FieldError, ValidationFailed


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: what it tells of, and of which genre if not of all."""

    name: str
    type: EventType
    genre: str | None = None


@dataclass(frozen=True)
class Topics:
    """The topics there are: one for each type of event, and for films added one for each genre."""

    movies: MovieStore

    def list_topics(self) -> list[Topic]:
        """All topics."""
        genres = [genre.slug for genre in self.movies.read_genres()]
        return [
            *(Topic(event, event) for event in EVENT_TYPES),
            *(Topic(genre_topic(slug), ADDED, slug) for slug in genres),
        ]

    def check_topics(self, names: Sequence[str]) -> None:
        """Raises ValidationFailed for a topic that is not there."""
        known = {topic.name for topic in self.list_topics()}
        errors = [
            FieldError(f"/topics/{place}", "unknown_topic", f"there is no topic {name!r}; see GET /developer/topics")
            for place, name in enumerate(names)
            if name not in known
        ]
        if errors:
            raise ValidationFailed(*errors)
