"""What the API takes and gives of people."""

from typing import Annotated

from pydantic import Field

from movies.models.movies import QUERY_MAX_CHARS, MovieSummary
from videoclub.http import AnswerModel, Page, PageQuery
from videoclub.ids import PersonId


class PeopleQuery(PageQuery):
    """Whom to find: by name, accents and typing errors forgiven; everybody by name without `q`."""

    q: Annotated[str, Field(max_length=QUERY_MAX_CHARS)] | None = None


class PersonSummary(AnswerModel):
    """Somebody in a list."""

    id: PersonId
    name: str
    links: dict[str, str]


class ActedIn(MovieSummary):
    """A film somebody acts in and, where known, whom they play."""

    character: str | None = None


class PersonAnswer(PersonSummary):
    """Somebody with the films on offer that they directed or act in, the latest first."""

    directed: list[MovieSummary]
    acted_in: list[ActedIn]


class PeoplePage(Page[PersonSummary]):
    """A page of people."""
