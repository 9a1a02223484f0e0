"""Why Users refuses."""

from videoclub.errors import DomainError


class EmailTaken(DomainError):
    """The address has an account already."""

    slug = "email-taken"


class InvalidCredentials(DomainError):
    """The address is unknown or the password is wrong; which of the two is not told."""

    slug = "invalid-credentials"


class LinkExpired(DomainError):
    """The link of a mail is over: used, too old, for something else, or never made."""

    slug = "link-expired"


class TooManyApiKeys(DomainError):
    """The account has as many API keys as it may."""

    slug = "too-many-api-keys"


class TooManyAttempts(DomainError):
    """Too many sign-ins failed for this account or from this address, or too much was asked from it."""

    slug = "too-many-attempts"

    def __init__(self, detail: str, *, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class LastAdmin(DomainError):
    """The platform would be left without an admin."""

    slug = "last-admin"


class WatchlistFull(DomainError):
    """The watchlist holds as many films as it may."""

    slug = "watchlist-full"
