-- One row per person. `email` is stored as `users.account.parse_email` normalises it, so equality is identity.
CREATE TABLE accounts (
    id            uuid        PRIMARY KEY,
    email         text        NOT NULL UNIQUE,
    password_hash text,                          -- argon2id, PHC form; null: this account cannot sign in by password
    display_name  text        NOT NULL,
    locale        text        NOT NULL,          -- BCP 47
    country       text,                          -- ISO 3166-1 alpha-2
    birth_year    smallint,
    roles         text[]      NOT NULL CHECK (cardinality(roles) > 0),
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    created_at    timestamptz NOT NULL,
    version       integer     NOT NULL DEFAULT 1 -- the entity tag
);

-- A sign-in on one device: the family of refresh tokens that descend from it. Tokens are kept as SHA-256 only.
CREATE TABLE sessions (
    id                  uuid        PRIMARY KEY,
    account_id          uuid        NOT NULL REFERENCES accounts ON DELETE CASCADE,
    token_hash          bytea       NOT NULL,    -- the token that may be used next
    previous_token_hash bytea,                   -- its predecessor, accepted again for a few seconds
    rotated_at          timestamptz,             -- when the predecessor was used
    rotation_key        bytea       NOT NULL,    -- derives each token from the one before
    device              text        NOT NULL,
    created_at          timestamptz NOT NULL,
    last_used_at        timestamptz NOT NULL,
    expires_at          timestamptz NOT NULL,
    revoked_at          timestamptz
);
CREATE INDEX sessions_of_account ON sessions (account_id, created_at DESC, id DESC);

-- Failed sign-ins in the current window, by a hash of the account's or the caller's address.
CREATE TABLE sign_in_failures (
    subject  bytea       PRIMARY KEY,
    failures integer     NOT NULL,
    since    timestamptz NOT NULL                -- when the window began: its first failure
);
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (since);
