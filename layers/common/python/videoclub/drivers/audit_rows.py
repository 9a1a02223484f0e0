"""Reads a table `audit_log`, as every service with a database of its own keeps one."""

from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.drivers.postgres import Postgres


def read_audit_entries(
    postgres: Postgres, request: AuditRequest, *, kind: str = "kind", subject_id: str = "subject_id"
) -> list[AuditEntry]:
    """The entries asked for, the latest first; `kind` and `subject_id` are the SQL by which the table tells them."""
    filters = {
        "before": "(at, id) < (%(before_at)s, %(before_number)s)",
        "actor": "actor = %(actor)s",
        "action": "action = %(action)s",
        "kind": f"{kind} = %(kind)s",
        "subject_id": f"{subject_id} = %(subject_id)s",
        "since": "at >= %(since)s",
        "until": "at < %(until)s",
    }
    values = dict(request)
    if request.before is not None:
        values |= {"before_at": request.before.at, "before_number": request.before.number}
    conditions = [condition for name, condition in filters.items() if values[name] is not None]
    statement = f"""
        select id as number, at, actor, action, {kind} as kind, {subject_id}::text as subject_id, before, after
        from audit_log where {" and ".join(conditions) or "true"}
        order by at desc, id desc limit %(limit)s
    """  # noqa: S608 - of constants; every value is bound
    with postgres.transaction() as connection:
        rows = connection.execute(statement, values).fetchall()  # pyright: ignore[reportArgumentType]
    return [AuditEntry.model_validate(row) for row in rows]
