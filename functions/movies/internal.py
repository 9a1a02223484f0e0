"""What other services may ask of Movies."""

from movies import wiring
from movies.models.movies import poster_url
from movies.movie import Kin, Movie
from videoclub.clock import utc_now
from videoclub.contracts.audit import AuditEntries, AuditRequest, read_audit_log
from videoclub.contracts.health import Health, HealthRequest, check_health
from videoclub.contracts.movies import (
    DESCRIBE_MOVIES,
    LIST_FACTS,
    QUOTE_MOVIE,
    SUBSCRIBE_TOKEN,
    UNSUBSCRIBE_TOKEN,
    Facts,
    FactsRequest,
    MovieCard,
    MovieFacts,
    Movies,
    MoviesRequest,
    Quote,
    QuoteRequest,
    TokenTopics,
    TopicFailures,
)
from videoclub.contracts.personal_data import PersonalData, PersonalDataRequest, export_customer
from videoclub.internal import Operations

operations = Operations("movies")
topic_operations = Operations("movies")
"""Served by a function of their own, which has Google's SDK and, locally, the way to the emulator."""


@operations.serves(QUOTE_MOVIE)
def quote_movie(request: QuoteRequest) -> Quote:
    """What a rental freezes about a film. Raises NotFound."""
    return _quote(wiring.wired().catalogue.read_movie(request.movie_id, now=utc_now()))


@operations.serves(DESCRIBE_MOVIES)
def describe_movies(request: MoviesRequest) -> Movies:
    """What lists show of films."""
    catalogue, now = wiring.wired().catalogue, utc_now()
    movies = catalogue.read_movies(request.movie_ids, now=now) if request.movie_ids else []
    newest = catalogue.read_newest(request.newest, now=now)
    return Movies(movies=[_card(movie) for movie in movies], newest=tuple(map(_card, newest)))


@operations.serves(export_customer("movies"))
def export_customer_data(request: PersonalDataRequest) -> PersonalData:
    """What Movies holds on a person: as a developer, and as an admin."""
    return PersonalData(service="movies", data=wiring.wired().customer_data.export_customer(request.customer_id))


@operations.serves(LIST_FACTS)
def list_facts(request: FactsRequest) -> Facts:
    """What makes films alike, page by page."""
    found, after = wiring.wired().catalogue.list_facts(limit=request.limit, after=request.after)
    return Facts(movies=[_facts(each) for each in found], next=after)


@operations.serves(read_audit_log("movies"))
def read_changes(request: AuditRequest) -> AuditEntries:
    """Who changed the catalogue, when."""
    return AuditEntries(entries=wiring.wired().audit_log.read_entries(request))


@operations.serves(check_health("movies"))
def read_health(request: HealthRequest) -> Health:
    """Whether PostgreSQL answers."""
    return wiring.wired().health.read_health()


@topic_operations.serves(SUBSCRIBE_TOKEN)
def subscribe_token(request: TokenTopics) -> TopicFailures:
    """Subscribe a registration token to topics of FCM."""
    return TopicFailures(failures=dict(wiring.wired_topics().subscribe(request.registration_token, request.topics)))


@topic_operations.serves(UNSUBSCRIBE_TOKEN)
def unsubscribe_token(request: TokenTopics) -> TopicFailures:
    """Unsubscribe a registration token from topics of FCM."""
    return TopicFailures(failures=dict(wiring.wired_topics().unsubscribe(request.registration_token, request.topics)))


handler = operations.handler
topics_handler = topic_operations.handler


def _quote(movie: Movie) -> Quote:
    return Quote(
        movie_id=movie.id,
        title=movie.title,
        price=movie.price,
        start_within=movie.terms.start_within,
        watch_within=movie.terms.watch_within,
        archived=movie.archived_at is not None,
        media_key=movie.media.key,
        duration_s=movie.media.duration_s,
    )


def _facts(kin: Kin) -> MovieFacts:
    return MovieFacts(
        id=kin.movie_id,
        genres=kin.genres,
        directors=kin.directors,
        cast=kin.cast,
        added_at=kin.added_at,
        archived_at=kin.archived_at,
    )


def _card(movie: Movie) -> MovieCard:
    return MovieCard(
        id=movie.id,
        title=movie.title,
        year=movie.year,
        genres=list(movie.genres),
        price=movie.price,
        poster_path=poster_url(movie.poster_path, ""),
        archived=movie.archived_at is not None,
    )
