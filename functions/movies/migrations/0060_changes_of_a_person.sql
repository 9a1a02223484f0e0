-- A person asks for what they changed, or to be forgotten: neither reads the whole log.
create index audit_log_by_actor on audit_log (actor, id) where actor is not null;
create index imports_by_sender on imports (requested_by) where requested_by is not null;
