-- Answers about all customers at once, kept for as long as they are good enough: who asks is told when they were made.
CREATE TABLE insights (
    name        text        PRIMARY KEY,
    computed_at timestamptz NOT NULL,
    took_s      real        NOT NULL,
    answer      jsonb       NOT NULL
);
