"""Why Users refuses."""

from videoclub.errors import DomainError


class EmailTaken(DomainError):
    """The address has an account already."""

    slug = "email-taken"


class InvalidCredentials(DomainError):
    """The address is unknown or the password is wrong; which of the two is not told."""

    slug = "invalid-credentials"


class TooManyAttempts(DomainError):
    """Too many sign-ins failed for this account or from this address."""

    slug = "too-many-attempts"

    def __init__(self, detail: str, *, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s
