-- Films that customers want to watch. Their ids are those of Movies.
CREATE TABLE watchlist (
    account_id uuid        NOT NULL REFERENCES accounts ON DELETE CASCADE,
    movie_id   uuid        NOT NULL,
    added_at   timestamptz NOT NULL,
    PRIMARY KEY (account_id, movie_id)
);
CREATE INDEX watchlist_newest_first ON watchlist (account_id, added_at DESC, movie_id DESC);
