"""The composition root of Movies: settings → adapters → use cases, once per environment."""

from dataclasses import dataclass
from functools import cache, partial

from movies.adapters.firebase_topics import FirebaseTopics, read_service_account
from movies.adapters.lambda_relay import LambdaRelay, SweepOnly
from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_outbox import PostgresOutbox
from movies.adapters.postgres_search import PostgresSearch
from movies.catalogue import Catalogue
from movies.movie import Media, Terms
from movies.notifying import Notifier
from movies.ports import MovieStore, Outbox, Relay, SearchStore, Topics
from movies.searching import Search
from movies.settings import MoviesSettings, NotifierSettings
from videoclub.cursors import Cursors
from videoclub.drivers.postgres import Postgres
from videoclub.health import HealthCheck


@dataclass(frozen=True)
class Wiring:
    """The use cases of Movies."""

    catalogue: Catalogue
    search: Search
    health: HealthCheck


def wire(
    settings: MoviesSettings | None = None,
    *,
    movies: MovieStore | None = None,
    search: SearchStore | None = None,
    relay: Relay | None = None,
) -> Wiring:
    """The use cases on real adapters, save those given."""
    settings = settings or MoviesSettings.load()
    postgres = Postgres(settings.database_url)
    if relay is None:
        relay = LambdaRelay(settings.notifier_function) if settings.notifier_function else SweepOnly()
    return Wiring(
        catalogue=Catalogue(
            store=movies or PostgresMovies(postgres),
            relay=relay,
            terms=Terms(settings.default_start_within, settings.default_watch_within),
            media=Media(settings.default_media_key, settings.default_duration_s),
        ),
        search=Search(search or PostgresSearch(postgres), Cursors(settings.cursor_key)),
        health=HealthCheck("movies", {"postgres": postgres.ping}),
    )


def wire_notifier(
    settings: NotifierSettings | None = None, *, outbox: Outbox | None = None, topics: Topics | None = None
) -> Notifier:
    """The notifier on real adapters, save those given."""
    settings = settings or NotifierSettings.load()
    return Notifier(
        outbox=outbox or PostgresOutbox(Postgres(settings.database_url)),
        topics=topics or FirebaseTopics(partial(read_service_account, settings.firebase_secret_id)),
    )


@cache
def wired() -> Wiring:
    """The use cases of this environment."""
    return wire()


@cache
def wired_notifier() -> Notifier:
    """The notifier of this environment."""
    return wire_notifier()
