"""The audit log of the catalogue in PostgreSQL; `change_rows` writes it."""

from dataclasses import dataclass

from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.drivers.audit_rows import read_audit_entries
from videoclub.drivers.postgres import Postgres
from videoclub.ids import is_uuid


@dataclass(frozen=True)
class PostgresAuditLog:
    """The AuditLog on PostgreSQL. All its entries are about films."""

    postgres: Postgres

    def read_entries(self, request: AuditRequest) -> list[AuditEntry]:
        if request.subject_id is not None and not is_uuid(request.subject_id):
            return []
        return read_audit_entries(self.postgres, request, kind="'movie'", subject_id="movie_id")
