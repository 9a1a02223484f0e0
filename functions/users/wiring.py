"""The composition root: settings, adapters, use cases. One per Lambda environment; any part may be given instead."""

from dataclasses import dataclass
from functools import cache

from users.accounts import Accounts
from users.adapters.argon2_passwords import Argon2Passwords
from users.adapters.jwt_tokens import JwtTokens
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_sessions import PostgresSessions
from users.adapters.postgres_sign_in_failures import PostgresSignInFailures
from users.checking_health import CheckingHealth
from users.lockout import Lockout
from users.ports import AccountStore, PasswordHasher, SessionStore, SignInFailures, TokenIssuer
from users.sessions import Sessions
from users.settings import UsersSettings
from users.suggesting import Suggesting
from videoclub.drivers.postgres import Postgres
from videoclub.health import HealthCheck
from videoclub.services import LambdaServices, Services


@dataclass(frozen=True)
class Wiring:
    """What the doorway uses."""

    accounts: Accounts
    sessions: Sessions
    suggesting: Suggesting
    health: CheckingHealth


def wire(
    settings: UsersSettings | None = None,
    *,
    accounts: AccountStore | None = None,
    sessions: SessionStore | None = None,
    failures: SignInFailures | None = None,
    passwords: PasswordHasher | None = None,
    tokens: TokenIssuer | None = None,
    services: Services | None = None,
) -> Wiring:
    """Join the parts; what is not given is the real one."""
    settings = settings or UsersSettings.load()
    postgres = Postgres(settings.database_url)
    accounts = accounts or PostgresAccounts(postgres)
    passwords = passwords or Argon2Passwords()
    functions = {
        "movies": settings.movies_function,
        "rental": settings.rental_function,
        "suggestions": settings.suggestions_function,
        "stats": settings.stats_function,
    }
    return Wiring(
        accounts=Accounts(accounts, passwords),
        sessions=Sessions(
            accounts,
            sessions or PostgresSessions(postgres),
            passwords,
            tokens or JwtTokens(settings.token_signing_keys, settings.access_token_s),
            Lockout(failures or PostgresSignInFailures(postgres), settings.lockout_limits),
            settings.session_rules,
        ),
        suggesting=Suggesting(accounts, services or LambdaServices(functions, settings.facade_timeout_s)),
        health=CheckingHealth(
            HealthCheck("users", {"postgres": accounts.ping}),
            services or LambdaServices(functions, settings.health_timeout_s),
            sorted(functions),
        ),
    )


@cache
def wired() -> Wiring:
    """The wiring of this environment."""
    return wire()
