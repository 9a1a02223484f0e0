"""What Movies answers to other services."""

from typing import Annotated

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.errors import NotFound
from videoclub.ids import MovieId, PersonId
from videoclub.values import Duration, Instant, Money, Text

MOVIES_PER_CALL = 100
FACTS_PER_CALL = 2_000


class QuoteRequest(ContractModel):
    """What does this film cost now?"""

    movie_id: MovieId


class Quote(ContractModel):
    """All that a rental freezes about a film. `media_key` names the object to play, `duration_s` its length."""

    movie_id: MovieId
    title: Text
    price: Money
    start_within: Duration
    watch_within: Duration
    archived: bool
    media_key: str
    duration_s: Annotated[int, Field(gt=0)]


class MoviesRequest(ContractModel):
    """Which films are these, and which `newest` ones are on offer?"""

    movie_ids: Annotated[list[MovieId], Field(max_length=MOVIES_PER_CALL)]
    newest: Annotated[int, Field(ge=0, le=MOVIES_PER_CALL)] = 0


class MovieCard(ContractModel):
    """What a list shows of a film. `poster_path` begins with a slash, below the API's address."""

    id: MovieId
    title: Text
    year: int
    genres: list[str]
    price: Money
    poster_path: str | None = None
    archived: bool = False


class Movies(ContractModel):
    """The films found, in the order asked for, without unknown ids; `newest` are those added last, newest first."""

    movies: list[MovieCard]
    newest: tuple[MovieCard, ...] = ()


class FactsRequest(ContractModel):
    """What makes films alike, of the whole catalogue, page by page: `after` is the `next` of the page before."""

    limit: Annotated[int, Field(ge=1, le=FACTS_PER_CALL)] = FACTS_PER_CALL
    after: MovieId | None = None


class MovieFacts(ContractModel):
    """A film, who made it and what it is: the main one of its genres first."""

    id: MovieId
    genres: tuple[str, ...] = ()
    directors: tuple[PersonId, ...] = ()
    cast: tuple[PersonId, ...] = ()
    added_at: Instant
    archived_at: Instant | None = None


class Facts(ContractModel):
    """A page of the catalogue, archived films included."""

    movies: list[MovieFacts]
    next: MovieId | None = None


class TokenTopics(ContractModel):
    """A registration token of FCM and topics; told to the function that may speak to FCM, and to nobody else."""

    registration_token: Annotated[str, Field(repr=False)]
    topics: list[str]


class TopicFailures(ContractModel):
    """The topics that failed, each with FCM's error code; `UNAVAILABLE` where FCM gave none in time."""

    failures: dict[str, str]


QUOTE_MOVIE = Operation("movies", "quote_movie", QuoteRequest, Quote, raises=(NotFound,))
DESCRIBE_MOVIES = Operation("movies", "describe_movies", MoviesRequest, Movies)
LIST_FACTS = Operation("movies", "list_facts", FactsRequest, Facts)
SUBSCRIBE_TOKEN = Operation("movies", "subscribe_token", TokenTopics, TopicFailures)
UNSUBSCRIBE_TOKEN = Operation("movies", "unsubscribe_token", TokenTopics, TopicFailures)
