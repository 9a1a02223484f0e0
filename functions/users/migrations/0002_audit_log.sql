-- Who did what to whom or what, and when; before and after hold the fields that changed, never a secret. An entry is
-- written in the transaction of its change.
CREATE TABLE audit_log (
    id         bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL,
    actor      text,                             -- an account; null: the platform itself
    action     text        NOT NULL,
    kind       text        NOT NULL,             -- of the subject: account, customer, segment …
    subject_id text        NOT NULL,
    before     jsonb,
    after      jsonb
);
CREATE INDEX audit_log_by_time ON audit_log (at, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor, at, id);
CREATE INDEX audit_log_by_subject ON audit_log (subject_id, at, id);
CREATE INDEX audit_log_by_kind ON audit_log (kind, at, id);

-- Entries are added and stay. The role that asks owns the table, so no grant can hold it back; a trigger does. What the
-- law wants forgotten may be: that an entry is about a person, or by one, gives way to 'nobody'; what was done and when
-- remains.
CREATE FUNCTION keep_audit_log() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF (NEW.id, NEW.at, NEW.action, NEW.kind) = (OLD.id, OLD.at, OLD.action, OLD.kind)
               AND (NEW.actor IS NOT DISTINCT FROM OLD.actor OR NEW.actor = 'nobody')
               AND (NEW.subject_id = OLD.subject_id OR NEW.subject_id = 'nobody')
               AND (NEW.before IS NOT DISTINCT FROM OLD.before OR NEW.before IS NULL)
               AND (NEW.after IS NOT DISTINCT FROM OLD.after OR NEW.after IS NULL) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
    END
    $$;
CREATE TRIGGER audit_log_is_kept BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION keep_audit_log();
CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log();
