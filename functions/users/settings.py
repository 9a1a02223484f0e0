"""Settings of Users."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from users.lockout import LockoutLimits
from users.models.segments import QueryLimits
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


class AdminSettings(UsersSettings):
    """Settings of what admins ask: the key that signs cursors, the bucket of lists too large for an answer, limits.

    A Lambda answer has at most 6 MB as JSON, whose escapes may double a text: hence `export_inline_max_bytes`.
    """

    cursor_key: Annotated[str, Field(min_length=32)]
    exports_bucket: str
    export_inline_max_bytes: Annotated[int, Field(gt=0)] = 3_000_000
    segment_depth_max: Annotated[int, Field(gt=0)] = 8
    segment_conditions_max: Annotated[int, Field(gt=0)] = 100

    @property
    def query_limits(self) -> QueryLimits:
        return QueryLimits(self.segment_depth_max, self.segment_conditions_max)


class ProjectionSettings(StoreSettings):
    """Settings of the projection of rentals: whom it asks."""

    movies_function: str
    rental_function: str
    projection_timeout_s: int = 30
    """A page of rentals may take a cold start and a slow disc; nobody waits."""
