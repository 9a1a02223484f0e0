"""What Movies answers to other services."""

from typing import Annotated

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.errors import NotFound
from videoclub.ids import MovieId
from videoclub.values import Duration, Money, Text

MOVIES_PER_CALL = 100


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


class TokenTopics(ContractModel):
    """A registration token of FCM and topics; told to the function that may speak to FCM, and to nobody else."""

    registration_token: Annotated[str, Field(repr=False)]
    topics: list[str]


class TopicFailures(ContractModel):
    """The topics that failed, each with FCM's error code; `UNAVAILABLE` where FCM gave none in time."""

    failures: dict[str, str]


QUOTE_MOVIE = Operation("movies", "quote_movie", QuoteRequest, Quote, raises=(NotFound,))
DESCRIBE_MOVIES = Operation("movies", "describe_movies", MoviesRequest, Movies)
SUBSCRIBE_TOKEN = Operation("movies", "subscribe_token", TokenTopics, TopicFailures)
UNSUBSCRIBE_TOKEN = Operation("movies", "unsubscribe_token", TokenTopics, TopicFailures)
