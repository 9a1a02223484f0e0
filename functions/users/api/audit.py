"""The audit log."""

from users import wiring
from users.api.routes import routes
from users.models.audit import AuditEntryAnswer, AuditLogAnswer, AuditQuery
from videoclub.http import Call, NoBody, Reply
from videoclub.identity import Role


@routes.route("GET", "/audit-log", who=Role.ADMIN, query=AuditQuery, answer=AuditLogAnswer)
def list_audit_entries(call: Call[AuditQuery, NoBody]) -> Reply[AuditLogAnswer]:
    """Who changed what, when; the latest first."""
    query = call.query
    found = wiring.wired_admin().auditing.list_entries(query.wanted, limit=query.limit, cursor=query.cursor)
    items = [AuditEntryAnswer.of(service, entry) for service, entry in found.entries]
    degraded = list(found.degraded) or None
    return Reply(AuditLogAnswer(items=items, degraded=degraded, **call.page_links(found.next_cursor)))
