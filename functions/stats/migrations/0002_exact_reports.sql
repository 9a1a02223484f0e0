-- Which hour a rental was watched in, by the time of the event that told of it; how far, in that hour. Days are sums of
-- hours. It takes the place of daily_viewings.
create table hourly_viewings (
    hour timestamptz not null,
    rental_id text not null,
    movie_id text not null,
    watched_s integer not null,
    position_s integer not null,
    duration_s integer not null,
    primary key (hour, rental_id)
);

insert into hourly_viewings (hour, rental_id, movie_id, watched_s, position_s, duration_s)
select daily.day::timestamp at time zone 'UTC', daily.rental_id, daily.movie_id, daily.watched_s,
       coalesce(viewings.position_s, 0), coalesce(viewings.duration_s, 1)
from daily_viewings daily left join viewings using (rental_id);

drop table daily_viewings;

-- A cancellation may be told by an event or found by the bot; and when a row changed last, by the clock of this
-- database, for snapshots of what is new.
alter table viewings
    add column cancellation_told boolean not null default false,
    add column changed_at timestamptz not null default now(),
    add column shard smallint not null generated always as (get_byte(decode(md5(customer_id), 'hex'), 0) % 64) stored;

update viewings set cancellation_told = true where cancelled_at is not null;

create index viewings_by_cancellation on viewings (cancelled_at) where cancelled_at is not null;
create index viewings_by_movie on viewings (movie_id, rented_at) where rented_at is not null;
create index viewings_by_change on viewings using brin (changed_at);
create index viewings_by_shard on viewings (shard, customer_id, rented_at, rental_id)
    where rented_at is not null and cancelled_at is null;

-- Shards of the snapshot that a row has left: what changed_at of the rows that remain cannot tell.
create table forgotten_histories (
    shard smallint primary key,
    forgotten_at timestamptz not null
);

create function remember_forgotten() returns trigger language plpgsql as $$
begin
    insert into forgotten_histories (shard, forgotten_at) values (old.shard, now())
    on conflict (shard) do update set forgotten_at = excluded.forgotten_at;
    return null;
end $$;

create trigger viewing_forgotten after delete on viewings for each row execute function remember_forgotten();
create trigger viewing_moved after update on viewings for each row
    when (old.customer_id is distinct from new.customer_id) execute function remember_forgotten();

-- Events are forgotten by when they came: an old one may still be delivered again.
alter table processed_events add column processed_at timestamptz not null default now();
drop index processed_events_by_age;
alter table processed_events drop column occurred_at;
create index processed_events_by_age on processed_events (processed_at);
