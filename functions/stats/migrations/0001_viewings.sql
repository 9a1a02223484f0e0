-- One row for each rental, from what Rental tells. Events come in any order, so all but the ids may be missing yet;
-- each column is set so that the order does not matter. Ids are other services' and opaque here.
create table viewings (
    rental_id text primary key,
    customer_id text not null,
    movie_id text not null,
    rented_at timestamptz,
    amount numeric(7, 2),
    currency text,
    told boolean not null default false,    -- by an event; else the bot took it in from Rental
    first_played_at timestamptz,
    last_watched_at timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    watched_s integer not null default 0,
    position_s integer not null default 0,
    duration_s integer,
    check ((rented_at is null) = (amount is null) and (amount is null) = (currency is null))
);

create index viewings_by_customer on viewings (customer_id, rented_at, rental_id)
    where rented_at is not null and cancelled_at is null;
create index viewings_by_rented_at on viewings (rented_at);
create index viewings_by_first_play on viewings (first_played_at);
create index viewings_by_completion on viewings (completed_at);

-- Seconds watched, by UTC day: what the sum in viewings no longer tells.
create table daily_viewings (
    day date not null,
    rental_id text not null,
    movie_id text not null,
    watched_s integer not null,
    primary key (day, rental_id)
);

-- Events are delivered at least once: each counts once.
create table processed_events (
    event_id text primary key,
    occurred_at timestamptz not null
);

create index processed_events_by_age on processed_events (occurred_at);

-- Which reports there are on S3.
create table reports (
    period text primary key,
    closed boolean not null,
    written_at timestamptz not null
);
