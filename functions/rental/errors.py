"""What Rental refuses."""

from videoclub.errors import DomainError


class IdempotencyKeyReused(DomainError):
    """The key belongs to another request."""

    slug = "idempotency-key-reused"


class RequestInProgress(DomainError):
    """The payment of an earlier request for this film is still being settled; asking again soon helps."""

    slug = "request-in-progress"
    retry_after_s = 2


class AlreadyRented(DomainError):
    """The customer has a live rental of this film."""

    slug = "already-rented"


class PriceChanged(DomainError):
    """The film costs something else than the customer expected."""

    slug = "price-changed"


class MovieArchived(DomainError):
    """The film is no longer offered."""

    slug = "movie-archived"


class PaymentDeclined(DomainError):
    """The payment provider said no."""

    slug = "payment-declined"


class AlreadyStarted(DomainError):
    """The film has been played: the rental cannot be cancelled any more."""

    slug = "already-started"


class RentalExpired(DomainError):
    """The rental has ended."""

    slug = "rental-expired"


class StartNotConfirmed(DomainError):
    """Playing would start the watch window, and the customer has not agreed to that."""

    slug = "start-not-confirmed"


class StreamLimitReached(DomainError):
    """As many streams as allowed are live already."""

    slug = "stream-limit-reached"


class SessionEnded(DomainError):
    """The playback session was stopped, taken over or timed out."""

    slug = "session-ended"
