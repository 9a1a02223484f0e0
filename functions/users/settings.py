"""Settings of Users."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from users.lockout import LockoutLimits
from users.sessions import SessionRules
from videoclub.settings import Settings


class StoreSettings(Settings):
    """Where the store of Users is: enough for those who ask no other service."""

    database_url: str


class MailSettings(StoreSettings):
    """Settings of the function that sends mails."""

    mail_sender: str
    """The address that mails come from; SES must have verified it."""


class UsersSettings(StoreSettings):
    """Where the other services are, and the rules of Users. Names ending in `_s` are seconds."""

    token_signing_keys: str
    """A private JSON Web Key Set (Ed25519), newest key first: it signs."""
    cursor_key: str
    event_bus: str
    movies_function: str
    rental_function: str
    suggestions_function: str
    stats_function: str
    mails_function: str | None = None
    """Who sends mails, to be woken; without it (seeding) they wait for its sweep."""

    access_token_s: int = 15 * 60
    session_idle_days: int = 30
    refresh_grace_s: int = 10
    sign_in_failures_per_account: int = 10
    sign_in_failures_per_address: int = 100
    sign_in_window_s: int = 15 * 60
    mails_per_address: int = 60
    """How many mails may be asked for from one network address within `sign_in_window_s`."""
    facade_timeout_s: int = 3
    movies_deadline_s: float = 3
    rental_deadline_s: float = 3
    suggestions_deadline_s: float = 3
    export_timeout_s: int = 10
    home_row_length: Annotated[int, Field(ge=1, le=20)] = 20
    watchlist_max: int = 500
    erasure_margin_s: int = 2 * 3600
    """Beyond the life of an access token: a rental that a crash left half-done is settled within an hour or so."""
    health_timeout_s: int = 2

    @property
    def session_rules(self) -> SessionRules:
        return SessionRules(timedelta(days=self.session_idle_days), timedelta(seconds=self.refresh_grace_s))

    @property
    def facade_deadlines_s(self) -> dict[str, float]:
        """How long a page waits for each service; a call given up ends by itself after `facade_timeout_s`."""
        return {
            "movies": self.movies_deadline_s,
            "rental": self.rental_deadline_s,
            "suggestions": self.suggestions_deadline_s,
        }

    @property
    def erasure_settling(self) -> timedelta:
        """So long after an erasure nothing more can be done in the person's name."""
        return timedelta(seconds=self.access_token_s + self.erasure_margin_s)

    @property
    def lockout_limits(self) -> LockoutLimits:
        return LockoutLimits(
            self.sign_in_failures_per_account,
            self.sign_in_failures_per_address,
            timedelta(seconds=self.sign_in_window_s),
        )
