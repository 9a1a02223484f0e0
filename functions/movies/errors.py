"""What Movies refuses, by name."""

from videoclub.errors import DomainError


class MovieNotArchived(DomainError):
    """A film that is on offer cannot be restored."""

    slug = "movie-not-archived"


class PriceOverlaps(DomainError):
    """A price begins at the very instant at which another one of the film does."""

    slug = "price-overlaps"


class PriceInEffect(DomainError):
    """A price that is, or was, in effect is history: only one still to come can be taken back."""

    slug = "price-in-effect"
