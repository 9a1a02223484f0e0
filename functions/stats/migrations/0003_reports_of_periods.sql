-- Reports of days, weeks and months.
alter table reports
    add column kind text not null default 'day' check (kind in ('day', 'week', 'month')),
    add column first_day date,
    add column last_day date;
update reports set first_day = period::date, last_day = period::date;
alter table reports alter column first_day set not null, alter column last_day set not null;
create index reports_by_age on reports (last_day, period);

-- Rental's rentals of a day, copied shard by shard while its report is made, and which shards are here. Both are
-- unlogged: a crash of the server empties both, and the bot begins the day again.
create unlogged table staged_rentals (
    day date not null,
    shard integer not null,
    rental_id text not null,
    customer_id text not null,
    movie_id text not null,
    rented_at timestamptz not null,
    amount numeric(7, 2) not null,
    currency text not null,
    cancelled_at timestamptz
);
create index staged_rentals_by_shard on staged_rentals (day, shard);

create unlogged table staged_shards (
    day date not null,
    shard integer not null,
    staged_at timestamptz not null,
    primary key (day, shard)
);

-- Who rented on a day: what a week or a month needs to count each customer once. Ids stay in this database, and go with
-- their customer.
create table report_customers (
    day date not null,
    customer_id text not null,
    is_new boolean not null,
    primary key (day, customer_id)
);
create index report_customers_by_customer on report_customers (customer_id);

-- Where customers live, as Users last told; null for those whom Users does not know.
create table customer_countries (
    customer_id text primary key,
    country text,
    asked_at timestamptz not null
);

-- What was sent to Google Analytics, which would count it again: a batch is claimed before it is sent.
create table analytics_batches (
    period text not null,
    number integer not null,
    claimed_at timestamptz not null,
    sent boolean not null default false,
    primary key (period, number)
);
