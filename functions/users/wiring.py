"""The composition root: settings, adapters, use cases. One per Lambda environment; any part may be given instead."""

from dataclasses import dataclass
from functools import cache

from users.accounts import Accounts
from users.adapters.argon2_passwords import Argon2Passwords
from users.adapters.jwt_tokens import JwtTokens
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_api_keys import PostgresApiKeys
from users.adapters.postgres_attempts import PostgresAttempts
from users.adapters.postgres_links import PostgresLinks
from users.adapters.postgres_mail_requests import PostgresMailRequests
from users.adapters.postgres_sessions import PostgresSessions
from users.adapters.ses_mails import SesMails
from users.api_key_ports import ApiKeyStore
from users.api_keys import ApiKeys, KeyRecognition
from users.checking_health import CheckingHealth
from users.countries import CustomerCountries
from users.lockout import AddressLimit, Lockout
from users.mail_links import MailLinks
from users.mail_ports import LinkStore, MailRequests, MailSender, Relay
from users.mailing import Mailing
from users.ports import AccountStore, AttemptCounter, PasswordHasher, SessionStore, TokenIssuer
from users.sessions import Sessions
from users.settings import MailSettings, StoreSettings, UsersSettings
from users.suggesting import Suggesting
from videoclub.cursors import Cursors
from videoclub.drivers.postgres import Postgres
from videoclub.health import HealthCheck
from videoclub.relay import LambdaRelay
from videoclub.services import LambdaServices, Services


@dataclass(frozen=True)
class Wiring:
    """What the doorway uses."""

    accounts: Accounts
    sessions: Sessions
    mail_links: MailLinks
    api_keys: ApiKeys
    suggesting: Suggesting
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
) -> Wiring:
    """Join the parts; what is not given is the real one."""
    settings = settings or UsersSettings.load()
    postgres = Postgres(settings.database_url)
    accounts = accounts or PostgresAccounts(postgres)
    passwords = passwords or Argon2Passwords()
    attempts = attempts or PostgresAttempts(postgres)
    lockout = Lockout(attempts, settings.lockout_limits)
    relay = relay or LambdaRelay("users", (settings.mails_function,) if settings.mails_function else ())
    cursors = Cursors(settings.cursor_key)
    functions = {
        "movies": settings.movies_function,
        "rental": settings.rental_function,
        "suggestions": settings.suggestions_function,
        "stats": settings.stats_function,
    }
    return Wiring(
        accounts=Accounts(accounts, passwords, lockout, relay),
        sessions=Sessions(
            accounts,
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
            accounts,
            passwords,
            lockout,
            AddressLimit(attempts, "mail", settings.mails_per_address, settings.lockout_limits.window),
            relay,
        ),
        api_keys=ApiKeys(api_keys or PostgresApiKeys(postgres), cursors),
        suggesting=Suggesting(accounts, services or LambdaServices(functions, settings.facade_timeout_s)),
        health=CheckingHealth(
            HealthCheck("users", {"postgres": accounts.ping}),
            services or LambdaServices(functions, settings.health_timeout_s),
            sorted(functions),
        ),
    )


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
