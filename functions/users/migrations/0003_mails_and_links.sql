-- What is counted within a window is not failed sign-ins alone any more.
ALTER TABLE sign_in_failures RENAME TO attempts;
ALTER TABLE attempts RENAME COLUMN failures TO attempts;
ALTER INDEX sign_in_failures_by_age RENAME TO attempts_by_age;

ALTER TABLE accounts ADD COLUMN email_verified_at timestamptz;   -- when its owner proved to read that mailbox

-- Mails that are to be sent, whether or not there is such an account: asking costs the same for every address. The
-- link is made when the mail is, so that no usable link ever lies here.
CREATE TABLE mail_requests (
    email        text        NOT NULL,
    purpose      text        NOT NULL CHECK (purpose IN ('verify-email', 'reset-password')),
    api_url      text        NOT NULL,           -- where the link leads
    requested_at timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,           -- when to try, and to try again
    attempts     integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (email, purpose)
);
CREATE INDEX mail_requests_due ON mail_requests (due_at);

-- Links that were mailed: single use, for one purpose, by SHA-256 of their token.
CREATE TABLE account_links (
    token_hash bytea       PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES accounts ON DELETE CASCADE,
    purpose    text        NOT NULL CHECK (purpose IN ('verify-email', 'reset-password')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX account_links_of_account ON account_links (account_id, purpose, created_at);
CREATE INDEX account_links_by_expiry ON account_links (expires_at);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);
