-- What Rental told of, rental by rental: facts to count, which can be had from Rental anew. Films by a number of our own,
-- with their main genre as Movies had it when it was asked.
CREATE TABLE films (
    id       integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    movie_id text    NOT NULL UNIQUE,
    genre    text,                               -- null: Movies knows none, or could not be asked yet
    asked    boolean NOT NULL DEFAULT false
);

-- Told in any order: a rental may be known to be cancelled before it is known for what and when it was rented.
CREATE TABLE rentals (
    id           text         PRIMARY KEY,
    customer_id  uuid         NOT NULL REFERENCES customers ON DELETE CASCADE,
    film         integer      NOT NULL REFERENCES films,
    rented_at    timestamptz,
    amount       numeric(7,2),                   -- euros; nothing for what was paid in another currency
    cancelled_at timestamptz
);
CREATE INDEX rentals_by_customer ON rentals (customer_id, rented_at) INCLUDE (film, amount)
    WHERE cancelled_at IS NULL AND rented_at IS NOT NULL;
CREATE INDEX rentals_by_time ON rentals (rented_at) INCLUDE (customer_id, amount)
    WHERE cancelled_at IS NULL AND rented_at IS NOT NULL;
CREATE INDEX rentals_by_film ON rentals (film);

-- A rebuild reads Rental day by day into rebuilt_rentals, while events go to both tables; then it takes their place.
CREATE TABLE rebuilds (
    id          uuid        PRIMARY KEY,
    since       date        NOT NULL,
    next_day    date        NOT NULL,            -- the days before it are read
    opened_at   timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE UNIQUE INDEX one_rebuild_at_a_time ON rebuilds ((true)) WHERE finished_at IS NULL;
CREATE TABLE rebuilt_rentals (LIKE rentals, PRIMARY KEY (id));
