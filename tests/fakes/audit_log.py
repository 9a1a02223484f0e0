"""The audit log of Users in memory."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from users.audit import Change
from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.ids import NOBODY, AccountId


@dataclass
class MemoryAuditLog:
    """Entries by number; a transaction is all that is done within, as nothing here can fail half-way."""

    entries: list[AuditEntry] = field(default_factory=list)

    def transaction(self) -> AbstractContextManager[object]:
        return nullcontext()

    def record(self, change: Change) -> None:
        self.entries.append(AuditEntry(number=len(self.entries) + 1, **vars(change)))

    def read_entries(self, request: AuditRequest) -> Sequence[AuditEntry]:
        found = [entry for entry in self.entries if _is_asked_for(entry, request)]
        return sorted(found, key=lambda entry: (entry.at, entry.number), reverse=True)[: request.limit]

    def forget_person(self, account_id: AccountId) -> None:
        for place, entry in enumerate(self.entries):
            told = {} if entry.subject_id != account_id else {"subject_id": NOBODY, "before": None, "after": None}
            actor = {} if entry.actor != account_id else {"actor": AccountId(NOBODY)}
            self.entries[place] = entry.model_copy(update=told | actor)


def _is_asked_for(entry: AuditEntry, request: AuditRequest) -> bool:
    given = request.model_dump(include={"actor", "action", "kind", "subject_id"}, exclude_none=True)
    before = request.before
    return (
        all(getattr(entry, name) == value for name, value in given.items())
        and (before is None or (entry.at, entry.number) < (before.at, before.number))
        and (request.since is None or entry.at >= request.since)
        and (request.until is None or entry.at < request.until)
    )
