-- Questions about customers that admins keep. `query` is the JSON that was asked; what it means is worked out anew.
CREATE TABLE segments (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL,
    query      jsonb       NOT NULL,
    created_by text,
    created_at timestamptz NOT NULL
);
CREATE INDEX segments_by_time ON segments (created_at DESC, id DESC);
