"""Ids that come from outside."""

from uuid import UUID


def is_uuid(text: str) -> bool:
    """Whether this can be an id of ours: what cannot exists nowhere, and a uuid column would refuse the question."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
