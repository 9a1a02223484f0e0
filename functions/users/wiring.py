"""The composition root: settings, adapters, use cases. One per Lambda environment; any part may be given instead."""

import time
from dataclasses import dataclass
from functools import cache

from users.accounts import Accounts
from users.adapters.argon2_passwords import Argon2Passwords
from users.adapters.jwt_tokens import JwtTokens
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_api_keys import PostgresApiKeys
from users.adapters.postgres_attempts import PostgresAttempts
from users.adapters.postgres_audit_log import PostgresAuditLog
from users.adapters.postgres_customers import PostgresCustomers
from users.adapters.postgres_erasures import PostgresErasures
from users.adapters.postgres_insights import PostgresInsights
from users.adapters.postgres_links import PostgresLinks
from users.adapters.postgres_mail_requests import PostgresMailRequests
from users.adapters.postgres_personal_records import PostgresPersonalRecords
from users.adapters.postgres_rebuilds import PostgresRebuilds
from users.adapters.postgres_rental_facts import PostgresRentalFacts
from users.adapters.postgres_segments import PostgresSegments
from users.adapters.postgres_sessions import PostgresSessions
from users.adapters.postgres_watchlist import PostgresWatchlist
from users.adapters.s3_exports import S3Exports
from users.adapters.ses_mails import SesMails
from users.api_keys import ApiKeys, KeyRecognition
from users.asking import Asking
from users.auditing import Auditing
from users.checking_health import CheckingHealth
from users.countries import CustomerCountries
from users.customer_export import CustomerExport
from users.customers import Customers
from users.erasing import Erasing
from users.exporting import Exporting
from users.home import HomePage
from users.insights import Insights, Stopwatch
from users.lockout import AddressLimit, Lockout
from users.mail_links import MailLinks
from users.mailing import Mailing
from users.models.segments import QueryLimits, read_kept_query
from users.ports.accounts import AccountStore, AuditLog, Transactions
from users.ports.api_keys import ApiKeyStore
from users.ports.customers import CustomerFiles, CustomerStore, SegmentStore
from users.ports.insights import InsightStore
from users.ports.mail import LinkStore, MailRequests, MailSender, Relay
from users.ports.personal_data import ErasureStore, PersonalRecords
from users.ports.projection import Rebuilds, RentalFacts
from users.ports.sessions import AttemptCounter, PasswordHasher, SessionStore, TokenIssuer
from users.ports.watchlist import WatchlistStore
from users.projecting import Projecting
from users.segments import Segments
from users.sessions import Sessions
from users.settings import AdminSettings, MailSettings, ProjectionSettings, StoreSettings, UsersSettings
from users.suggesting import Suggesting
from users.watchlist import Watchlist
from videoclub.cursors import Cursors
from videoclub.drivers.postgres import Postgres
from videoclub.event_bus import EventBridge
from videoclub.events import Events
from videoclub.health import HealthCheck
from videoclub.relay import LambdaRelay
from videoclub.services import LambdaServices, Services

AUDITED_SERVICES = ("movies",)
"""Those that keep an audit log of their own."""


@dataclass(frozen=True)
class Wiring:
    """What the doorway uses."""

    accounts: Accounts
    sessions: Sessions
    mail_links: MailLinks
    api_keys: ApiKeys
    suggesting: Suggesting
    home: HomePage
    watchlist: Watchlist
    exporting: Exporting
    erasing: Erasing
    health: CheckingHealth


def wire(
    settings: UsersSettings | None = None,
    *,
    accounts: AccountStore | None = None,
    sessions: SessionStore | None = None,
    attempts: AttemptCounter | None = None,
    passwords: PasswordHasher | None = None,
    tokens: TokenIssuer | None = None,
    services: Services | None = None,
    links: LinkStore | None = None,
    mail_requests: MailRequests | None = None,
    api_keys: ApiKeyStore | None = None,
    relay: Relay | None = None,
    watchlist: WatchlistStore | None = None,
    records: PersonalRecords | None = None,
    erasures: ErasureStore | None = None,
    events: Events | None = None,
    audit_log: AuditLog | None = None,
    transactions: Transactions | None = None,
) -> Wiring:
    """Join the parts; what is not given is the real one."""
    settings = settings or UsersSettings.load()
    postgres = _postgres(settings.database_url)
    store = accounts or PostgresAccounts(postgres)
    passwords = passwords or Argon2Passwords()
    attempts = attempts or PostgresAttempts(postgres)
    lockout = Lockout(attempts, settings.lockout_limits)
    relay = relay or LambdaRelay("users", (settings.mails_function,) if settings.mails_function else ())
    cursors = Cursors(settings.cursor_key)
    log, transactions = audit_log or PostgresAuditLog(postgres), transactions or postgres
    accounts_of_people = Accounts(store, passwords, lockout, relay, log, transactions)
    functions = _functions(settings)
    others = sorted(functions)

    def patient(timeout_s: int) -> Asking:
        return Asking(services or LambdaServices(functions, timeout_s), dict.fromkeys(others, float(timeout_s)))

    facade = Asking(services or LambdaServices(functions, settings.facade_timeout_s), settings.facade_deadlines_s)
    return Wiring(
        accounts=accounts_of_people,
        sessions=Sessions(
            store,
            sessions or PostgresSessions(postgres),
            passwords,
            tokens or JwtTokens(settings.token_signing_keys, settings.access_token_s),
            lockout,
            settings.session_rules,
            cursors,
        ),
        mail_links=MailLinks(
            mail_requests or PostgresMailRequests(postgres),
            links or PostgresLinks(postgres),
            store,
            passwords,
            lockout,
            AddressLimit(attempts, "mail", settings.mails_per_address, settings.lockout_limits.window),
            relay,
        ),
        api_keys=ApiKeys(api_keys or PostgresApiKeys(postgres), cursors, log, transactions),
        suggesting=Suggesting(accounts_of_people, facade),
        home=HomePage(accounts_of_people, facade, settings.home_row_length),
        watchlist=Watchlist(watchlist or PostgresWatchlist(postgres), facade, cursors, settings.watchlist_max),
        exporting=Exporting(
            accounts_of_people,
            records or PostgresPersonalRecords(postgres),
            patient(settings.export_timeout_s),
            others,
        ),
        erasing=Erasing(
            accounts_of_people,
            store,
            passwords,
            lockout,
            erasures or PostgresErasures(postgres),
            events or EventBridge(settings.event_bus, source="videoclub.users"),
            settings.erasure_settling,
        ),
        health=CheckingHealth(
            HealthCheck("users", {"postgres": store.ping}), patient(settings.health_timeout_s), others
        ),
    )


@dataclass(frozen=True)
class AdminWiring:
    """What admins use."""

    auditing: Auditing
    customers: Customers
    customer_export: CustomerExport
    segments: Segments
    insights: Insights
    query_limits: QueryLimits


def wire_admin(
    settings: AdminSettings | None = None,
    *,
    audit_log: AuditLog | None = None,
    transactions: Transactions | None = None,
    customers: CustomerStore | None = None,
    sessions: SessionStore | None = None,
    segments: SegmentStore | None = None,
    insights: InsightStore | None = None,
    files: CustomerFiles | None = None,
    services: Services | None = None,
    stopwatch: Stopwatch = time.perf_counter,
) -> AdminWiring:
    """Join the parts of what admins use; what is not given is the real one."""
    settings = settings or AdminSettings.load()
    postgres, cursors = _postgres(settings.database_url), Cursors(settings.cursor_key)
    store, transactions = customers or PostgresCustomers(postgres), transactions or postgres
    log = audit_log or PostgresAuditLog(postgres)
    listed = Customers(store, sessions or PostgresSessions(postgres), log, transactions, cursors)
    return AdminWiring(
        auditing=Auditing(
            log,
            services or LambdaServices(_functions(settings), settings.facade_timeout_s),
            AUDITED_SERVICES,
            cursors,
        ),
        customers=listed,
        customer_export=CustomerExport(
            store, files or S3Exports(settings.exports_bucket), settings.export_inline_max_bytes
        ),
        segments=Segments(
            segments or PostgresSegments(postgres, read_kept_query), listed, store, log, transactions, cursors
        ),
        insights=Insights(insights or PostgresInsights(postgres), listed, store, stopwatch),
        query_limits=settings.query_limits,
    )


def wire_projection(
    settings: ProjectionSettings | None = None,
    *,
    facts: RentalFacts | None = None,
    rebuilds: Rebuilds | None = None,
    services: Services | None = None,
) -> Projecting:
    """The projection of rentals on real adapters, save those given."""
    settings = settings or ProjectionSettings.load()
    postgres = _postgres(settings.database_url)
    functions = {"movies": settings.movies_function, "rental": settings.rental_function}
    return Projecting(
        facts or PostgresRentalFacts(postgres),
        rebuilds or PostgresRebuilds(postgres),
        services or LambdaServices(functions, settings.projection_timeout_s),
    )


def _functions(settings: UsersSettings) -> dict[str, str]:
    return {
        "movies": settings.movies_function,
        "rental": settings.rental_function,
        "suggestions": settings.suggestions_function,
        "stats": settings.stats_function,
    }


@cache
def _postgres(url: str) -> Postgres:
    """One connection for all use cases of an environment, so that one transaction may hold what several of them do."""
    return Postgres(url)


def wire_key_recognition(
    settings: StoreSettings | None = None, *, keys: ApiKeyStore | None = None, accounts: AccountStore | None = None
) -> KeyRecognition:
    """What other services ask who calls with a key; it asks nobody itself."""
    postgres = Postgres((settings or StoreSettings.load()).database_url)
    return KeyRecognition(keys or PostgresApiKeys(postgres), accounts or PostgresAccounts(postgres))


def wire_countries(settings: StoreSettings | None = None, *, accounts: AccountStore | None = None) -> CustomerCountries:
    """What other services ask where customers live; it asks nobody itself."""
    return CustomerCountries(accounts or PostgresAccounts(Postgres((settings or StoreSettings.load()).database_url)))


def wire_mailing(
    settings: MailSettings | None = None,
    *,
    requests: MailRequests | None = None,
    links: LinkStore | None = None,
    accounts: AccountStore | None = None,
    sender: MailSender | None = None,
) -> Mailing:
    """What sends mails."""
    settings = settings or MailSettings.load()
    postgres = Postgres(settings.database_url)
    return Mailing(
        requests or PostgresMailRequests(postgres),
        links or PostgresLinks(postgres),
        accounts or PostgresAccounts(postgres),
        sender or SesMails(settings.mail_sender),
    )


@cache
def wired() -> Wiring:
    """The wiring of this environment."""
    return wire()


@cache
def wired_key_recognition() -> KeyRecognition:
    """What recognises keys in this environment."""
    return wire_key_recognition()


@cache
def wired_countries() -> CustomerCountries:
    """What tells countries in this environment."""
    return wire_countries()


@cache
def wired_mailing() -> Mailing:
    """What sends mails in this environment."""
    return wire_mailing()


@cache
def wired_admin() -> AdminWiring:
    """What admins use in this environment."""
    return wire_admin()


@cache
def wired_projection() -> Projecting:
    """The projection in this environment."""
    return wire_projection()
