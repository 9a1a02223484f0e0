"""The audit log over HTTP."""

from typing import Annotated, Self

from pydantic import Field, JsonValue

from users.auditing import AuditFilter
from videoclub.contracts.audit import AuditEntry
from videoclub.http import AnswerModel, Page, PageQuery
from videoclub.values import GivenInstant, Instant

FILTER_MAX_CHARS = 100

type Name = Annotated[str, Field(min_length=1, max_length=FILTER_MAX_CHARS)]


class AuditQuery(PageQuery):
    """Entries of one actor (an account's id), action, kind or subject, from `since` on and before `until`."""

    actor: Name | None = None
    action: Name | None = None
    kind: Name | None = None
    subject_id: Name | None = None
    since: GivenInstant | None = None
    until: GivenInstant | None = None

    @property
    def wanted(self) -> AuditFilter:
        """The filters given."""
        return AuditFilter(self.actor, self.action, self.kind, self.subject_id, self.since, self.until)


class AuditSubject(AnswerModel):
    """Whom or what a change was made to."""

    kind: str
    id: str


class AuditEntryAnswer(AnswerModel):
    """A change. `actor` is absent where the platform itself made it; `service` is whose log it stands in.

    `before` and `after` hold the fields that changed, as they were and as they are.
    """

    id: str
    service: str
    at: Instant
    actor: str | None
    action: str
    subject: AuditSubject
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None

    @classmethod
    def of(cls, service: str, entry: AuditEntry) -> Self:
        return cls(
            id=f"{service}-{entry.number}",
            service=service,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=AuditSubject(kind=entry.kind, id=entry.subject_id),
            before=entry.before,
            after=entry.after,
        )


class AuditLogAnswer(Page[AuditEntryAnswer]):
    """A page of the log, the latest first. `degraded` names the services whose entries are missing."""

    degraded: list[str] | None = None
