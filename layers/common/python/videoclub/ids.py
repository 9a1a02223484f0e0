"""Typed ids. All are opaque strings to clients; the types keep one kind from being passed for another."""

from typing import NewType
from uuid import UUID, uuid4

AccountId = NewType("AccountId", str)
"""A person's account; `CustomerId` is the same value seen by the services that serve that person."""
CustomerId = NewType("CustomerId", str)
NOBODY = CustomerId("nobody")
"""Stands on rentals in the place of a customer who was erased; the id of no account."""
MovieId = NewType("MovieId", str)
PersonId = NewType("PersonId", str)
SessionId = NewType("SessionId", str)
"""A sign-in on one device: the family of refresh tokens that descend from it."""
RentalId = NewType("RentalId", str)
PlaybackSessionId = NewType("PlaybackSessionId", str)
ApiKeyId = NewType("ApiKeyId", str)
EventId = NewType("EventId", str)


def new_id() -> str:
    """A fresh random id (UUID version 4)."""
    return str(uuid4())


def is_uuid(text: str) -> bool:
    """Whether this can be an id of ours, before it reaches a store that would refuse the whole question."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
