"""What every service that keeps an audit log answers: who changed what, when."""

from typing import Annotated

from pydantic import Field, JsonValue

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.ids import AccountId
from videoclub.values import Instant

AUDIT_ENTRIES_PER_CALL = 101
"""A page and the entry that tells of a further one."""


class AuditPosition(ContractModel):
    """A place in the log: its entries run by time, those of one instant by number."""

    at: Instant
    number: int


class AuditRequest(ContractModel):
    """Entries, the latest first, `before` a position; of one actor, action, kind or subject, and of a span of time."""

    limit: Annotated[int, Field(ge=1, le=AUDIT_ENTRIES_PER_CALL)]
    before: AuditPosition | None = None
    actor: str | None = None
    action: str | None = None
    kind: str | None = None
    subject_id: str | None = None
    since: Instant | None = None
    until: Instant | None = None


class AuditEntry(ContractModel):
    """Who did what to which subject, when. `actor` is None for the platform itself.

    `before` and `after` are the fields that changed, as they were and as they are; no secret is among them.
    """

    number: int
    at: Instant
    actor: AccountId | None = None
    action: str
    kind: str
    subject_id: str
    before: dict[str, JsonValue] | None = None
    after: dict[str, JsonValue] | None = None

    @property
    def position(self) -> AuditPosition:
        """Where it stands."""
        return AuditPosition(at=self.at, number=self.number)


class AuditEntries(ContractModel):
    """Entries, the latest first."""

    entries: list[AuditEntry]


def read_audit_log(service: str) -> Operation[AuditRequest, AuditEntries]:
    """The operation by which `service` tells of the changes made to what it owns."""
    return Operation(service, "read_audit_log", AuditRequest, AuditEntries)
