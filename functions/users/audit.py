"""What the audit log says of a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from videoclub.ids import AccountId


@dataclass(frozen=True)
class Change:
    """Something done: `action` (`suspended`, `key-created` …) to a subject of a kind (`account`, `segment` …).

    `actor` is None for the platform itself. `before` and `after` hold the fields that changed, never a secret.
    """

    actor: AccountId | None
    action: str
    kind: str
    subject_id: str
    at: datetime
    before: Mapping[str, JsonValue] | None = None
    after: Mapping[str, JsonValue] | None = None


def difference(
    before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]
) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """The fields that differ, as they were and as they are."""
    changed = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}
