-- People who were forgotten, without who they were: the hash tells whether an id that turns up late is one of theirs.
-- Until it was told a last time, a row is also the message to the other services.
CREATE TABLE erasures (
    event_id      uuid        PRIMARY KEY,
    customer_hash bytea       NOT NULL,          -- SHA-256 of the account's id
    customer_id   uuid,                          -- null once told for the last time
    erased_at     timestamptz NOT NULL,
    settled_at    timestamptz NOT NULL,          -- no access token of the account lives longer
    due_at        timestamptz                    -- when to tell it next; null: never again
);
CREATE INDEX erasures_due ON erasures (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX erasures_by_customer ON erasures (customer_hash);

-- The platform must not be left without one; they are few.
CREATE INDEX accounts_of_admins ON accounts (id) WHERE 'admin' = ANY (roles);
