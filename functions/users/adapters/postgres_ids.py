"""Ids from outside, before they reach a uuid column, which would refuse the whole question."""

from uuid import UUID


def is_uuid(text: str) -> bool:
    """Whether this can be an id of ours: what cannot exists nowhere."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
