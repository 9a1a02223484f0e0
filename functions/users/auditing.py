"""The audit log as admins read it: the changes of all services that keep one, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from users.ports.accounts import AuditLog
from videoclub.contracts.audit import AUDIT_ENTRIES_PER_CALL, AuditEntry, AuditPosition, AuditRequest, read_audit_log
from videoclub.cursors import Cursors, Key
from videoclub.errors import ServiceUnavailable
from videoclub.log import logger
from videoclub.services import Services
from videoclub.values import instant

OWN = "users"
_NUMBER_MAX = 2**63 - 1


@dataclass(frozen=True)
class AuditFilter:
    """Which entries: those of one actor, action, kind or subject, from `since` on and before `until`."""

    actor: str | None = None
    action: str | None = None
    kind: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditPage:
    """Entries with the service that made each, the latest first; those of `degraded` services are missing."""

    entries: Sequence[tuple[str, AuditEntry]]
    next_cursor: str | None
    degraded: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Auditing:
    """Reads our own log and those of `others`, and merges them by time, service and number."""

    log: AuditLog
    services: Services
    others: Sequence[str]
    cursors: Cursors

    def list_entries(self, wanted: AuditFilter, *, limit: int, cursor: str | None) -> AuditPage:
        """A page of entries. Raises ValidationFailed for a cursor of another list; a service that is down is named."""
        query = vars(wanted)
        after = self.cursors.open(cursor, query=query)
        degraded: list[str] = []
        found: list[tuple[str, AuditEntry]] = []
        for service in (OWN, *self.others):
            request = AuditRequest(
                limit=min(limit + 1, AUDIT_ENTRIES_PER_CALL), before=_before(service, after), **query
            )
            try:
                found += [(service, entry) for entry in self._read(service, request)]
            except ServiceUnavailable:
                if service == OWN:
                    raise
                logger(OWN).warning("audit_log_degraded", missing=service)
                degraded.append(service)
        found.sort(key=_order, reverse=True)
        shown = found[:limit]
        more = self.cursors.seal(_position(*shown[-1]), query=query) if len(found) > limit else None
        return AuditPage(shown, more, degraded)

    def _read(self, service: str, request: AuditRequest) -> Sequence[AuditEntry]:
        if service == OWN:
            return self.log.read_entries(request)
        return self.services.ask(read_audit_log(service), request).entries


def _order(found: tuple[str, AuditEntry]) -> tuple[datetime, str, int]:
    service, entry = found
    return entry.at, service, entry.number


def _position(service: str, entry: AuditEntry) -> Key:
    return [entry.at.isoformat(), service, entry.number]


def _before(service: str, after: Key | None) -> AuditPosition | None:
    """Where a service goes on: of those of the same instant, the services behind in the order are still to come."""
    if after is None:
        return None
    at, last_service, last_number = after
    number = int(last_number or 0) if service == last_service else _NUMBER_MAX if service < str(last_service) else 0
    return AuditPosition(at=instant(str(at)), number=number)
