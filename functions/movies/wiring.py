"""The composition root of Movies: settings → adapters → use cases, once per environment."""

from dataclasses import dataclass
from functools import cache, partial

from movies.adapters.firebase_topics import FirebaseTopics, read_service_account
from movies.adapters.lambda_topics import LambdaTopics
from movies.adapters.postgres_audit_log import PostgresAuditLog
from movies.adapters.postgres_export import PostgresExport
from movies.adapters.postgres_imports import PostgresImports
from movies.adapters.postgres_movie_events import PostgresMovieEvents
from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_notifications import PostgresNotifications
from movies.adapters.postgres_outbox import PostgresOutbox
from movies.adapters.postgres_people import PostgresPeople
from movies.adapters.postgres_personal_changes import PostgresPersonalChanges
from movies.adapters.postgres_prices import PostgresPrices
from movies.adapters.postgres_search import PostgresSearch
from movies.adapters.postgres_subscriptions import PostgresSubscriptions
from movies.adapters.postgres_webhooks import PostgresWebhooks
from movies.adapters.s3_exchange import S3Exchange
from movies.adapters.sealing import Sealing
from movies.adapters.sqs_imports import SqsImports
from movies.adapters.webhook_addresses import PublicAddresses
from movies.catalogue import Catalogue
from movies.customer_data import CustomerData
from movies.exporting import Exporting
from movies.import_jobs import ImportDesk, ImportLimits
from movies.importing import Importing
from movies.movie import Media, Terms
from movies.notifications import Notifications
from movies.notifying import TOPIC_PATIENCE, WEBHOOK_PATIENCE, Notifier
from movies.people import People
from movies.ports.developers import (
    NotificationStore,
    PersonalChanges,
    SubscriptionStore,
    TopicSubscriptions,
    WebhookAddresses,
    WebhookStore,
)
from movies.ports.imports import ExchangeFiles, ImportJobs, ImportQueue, MovieExport
from movies.ports.movies import AuditLog, MovieStore, PeopleStore, PriceStore, Relay, SearchStore
from movies.pricing import Pricing
from movies.searching import Search
from movies.settings import ExchangeSettings, FirebaseSettings, MoviesSettings, TellerSettings
from movies.subscribing import Subscribing
from movies.telling import Telling
from movies.topics import Topics
from movies.webhooks import Webhooks
from videoclub.cursors import Cursors
from videoclub.drivers.postgres import Postgres
from videoclub.event_bus import EventBridge
from videoclub.health import HealthCheck
from videoclub.relay import LambdaRelay
from videoclub.services import LambdaServices

FCM_TIMEOUT_S = 12
"""A cold start and the SDK's own attempts, within the 15 s of an API function."""


@dataclass(frozen=True)
class Wiring:
    """The use cases of Movies."""

    catalogue: Catalogue
    pricing: Pricing
    people: People
    search: Search
    topics: Topics
    subscribing: Subscribing
    webhooks: Webhooks
    notifications: Notifications
    audit_log: AuditLog
    customer_data: CustomerData
    health: HealthCheck


def wire(
    settings: MoviesSettings | None = None,
    *,
    movies: MovieStore | None = None,
    prices: PriceStore | None = None,
    people: PeopleStore | None = None,
    search: SearchStore | None = None,
    relay: Relay | None = None,
    fcm: TopicSubscriptions | None = None,
    subscriptions: SubscriptionStore | None = None,
    webhooks: WebhookStore | None = None,
    addresses: WebhookAddresses | None = None,
    notifications: NotificationStore | None = None,
    changes: PersonalChanges | None = None,
    audit_log: AuditLog | None = None,
) -> Wiring:
    """The use cases on real adapters, save those given."""
    settings = settings or MoviesSettings.load()
    postgres = _postgres(settings.database_url)
    sealing, cursors = Sealing(settings.sealing_key), Cursors(settings.cursor_key)
    relay = relay or LambdaRelay("movies", _senders(settings))
    movies = movies or PostgresMovies(postgres)
    topics = Topics(movies)
    subscriptions = subscriptions or PostgresSubscriptions(postgres, sealing)
    webhooks = webhooks or PostgresWebhooks(postgres, sealing)
    subscribing = Subscribing(
        topics=topics,
        fcm=fcm or LambdaTopics(LambdaServices({"movies": settings.topics_function or ""}, FCM_TIMEOUT_S)),
        store=subscriptions,
        cursors=cursors,
    )
    return Wiring(
        catalogue=Catalogue(
            store=movies,
            relay=relay,
            terms=Terms(settings.default_start_within, settings.default_watch_within),
            media=Media(settings.default_media_key, settings.default_duration_s),
        ),
        pricing=Pricing(movies, prices or PostgresPrices(postgres), relay, cursors),
        people=People(people or PostgresPeople(postgres), movies, cursors),
        search=Search(search or PostgresSearch(postgres), cursors),
        topics=topics,
        subscribing=subscribing,
        webhooks=Webhooks(
            topics, addresses or PublicAddresses(loopback_allowed=settings.webhooks_to_loopback), webhooks
        ),
        notifications=Notifications(notifications or PostgresNotifications(postgres), relay, cursors),
        audit_log=audit_log or PostgresAuditLog(postgres),
        customer_data=CustomerData(subscribing, subscriptions, webhooks, changes or PostgresPersonalChanges(postgres)),
        health=HealthCheck("movies", {"postgres": postgres.ping}),
    )


def _senders(settings: MoviesSettings) -> tuple[str, ...]:
    named = (settings.notifier_function, settings.webhooks_function, settings.teller_function)
    return tuple(function for function in named if function)


def wire_notifier(settings: FirebaseSettings | None = None) -> Notifier:
    """What sends to topics."""
    settings = settings or FirebaseSettings.load()
    outbox = PostgresOutbox(Postgres(settings.database_url), "topics", Sealing(settings.sealing_key))
    return Notifier(outbox, wire_topics(settings), TOPIC_PATIENCE)


def wire_webhook_notifier(settings: MoviesSettings | None = None) -> Notifier:
    """What sends to webhooks."""
    from movies.adapters.webhook_receivers import WebhookReceivers  # TLS and HTTP, which the API never needs

    settings = settings or MoviesSettings.load()
    outbox = PostgresOutbox(Postgres(settings.database_url), "webhooks", Sealing(settings.sealing_key))
    addresses = PublicAddresses(loopback_allowed=settings.webhooks_to_loopback)
    return Notifier(outbox, WebhookReceivers(addresses), WEBHOOK_PATIENCE)


def wire_telling(settings: TellerSettings | None = None) -> Telling:
    """What tells the other services."""
    settings = settings or TellerSettings.load()
    waiting = PostgresMovieEvents(Postgres(settings.database_url))
    return Telling(waiting, EventBridge(settings.event_bus, source="videoclub.movies"))


def wire_topics(settings: FirebaseSettings | None = None) -> FirebaseTopics:
    """The topics themselves."""
    settings = settings or FirebaseSettings.load()
    return FirebaseTopics(partial(read_service_account, settings.firebase_secret_id))


@dataclass(frozen=True)
class ExchangeWiring:
    """Import and export."""

    desk: ImportDesk
    exporting: Exporting


def wire_exchange(
    settings: ExchangeSettings | None = None,
    *,
    catalogue: Catalogue | None = None,
    jobs: ImportJobs | None = None,
    files: ExchangeFiles | None = None,
    queue: ImportQueue | None = None,
    export: MovieExport | None = None,
) -> ExchangeWiring:
    """Import and export on real adapters, save those given."""
    settings = settings or ExchangeSettings.load()
    postgres = _postgres(settings.database_url)
    files = files or S3Exchange(settings.exchange_bucket)
    return ExchangeWiring(
        desk=ImportDesk(
            importing=Importing.through(catalogue or wire(settings).catalogue),
            jobs=jobs or PostgresImports(postgres),
            files=files,
            queue=queue or SqsImports(settings.imports_queue_url),
            cursors=Cursors(settings.cursor_key),
            limits=ImportLimits(settings.import_rows_at_once, settings.import_chunk_rows, settings.import_rows_max),
        ),
        exporting=Exporting(
            export or PostgresExport(postgres), files, settings.export_inline_max_bytes, settings.export_movies_max
        ),
    )


@cache
def _postgres(url: str) -> Postgres:
    """One connection for all use cases of an environment."""
    return Postgres(url)


@cache
def wired() -> Wiring:
    """The use cases of this environment."""
    return wire()


@cache
def wired_notifier() -> Notifier:
    """What sends to topics in this environment."""
    return wire_notifier()


@cache
def wired_webhook_notifier() -> Notifier:
    """What sends to webhooks in this environment."""
    return wire_webhook_notifier()


@cache
def wired_telling() -> Telling:
    """What tells the other services in this environment."""
    return wire_telling()


@cache
def wired_topics() -> FirebaseTopics:
    """The topics as this environment reaches them."""
    return wire_topics()


@cache
def wired_exchange() -> ExchangeWiring:
    """Import and export in this environment."""
    return wire_exchange()
