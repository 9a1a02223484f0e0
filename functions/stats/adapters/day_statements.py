"""The SQL that adds up a day: rentals from the copy of Rental's shards, viewing from what events told.

Every statement takes the day and its first instants (`start`, `end`), and leaves out what happened later.
"""

FORGET_STALE_SHARDS = """
    with stale as (delete from staged_shards where day = %(day)s and staged_at < %(since)s returning shard)
    delete from staged_rentals where day = %(day)s
      and (shard in (select shard from stale)
           or shard not in (select shard from staged_shards where day = %(day)s))
"""
STAGED_SHARDS = "select shard from staged_shards where day = %(day)s"
LOCK_SHARD = "select pg_advisory_xact_lock(hashtextextended('shard ' || %(day)s::text, %(shard)s))"
EMPTY_SHARD = "delete from staged_rentals where day = %(day)s and shard = %(shard)s"
COPY_SHARD = """
    copy staged_rentals (day, shard, rental_id, customer_id, movie_id, rented_at, amount, currency, cancelled_at)
    from stdin
"""
MARK_SHARD = """
    insert into staged_shards (day, shard, staged_at) values (%(day)s, %(shard)s, %(now)s)
    on conflict (day, shard) do update set staged_at = excluded.staged_at
"""

TAKE_IN = """
    insert into viewings (rental_id, customer_id, movie_id, rented_at, amount, currency, cancelled_at)
    select rental_id, customer_id, movie_id, rented_at, amount, currency, cancelled_at
    from staged_rentals staged
    where day = %(day)s and not exists (
        select from viewings known
        where known.rental_id = staged.rental_id and known.rented_at is not null
          and (staged.cancelled_at is null or known.cancelled_at is not null))
    order by rental_id
    on conflict (rental_id) do update
    set rented_at = coalesce(viewings.rented_at, excluded.rented_at),
        amount = coalesce(viewings.amount, excluded.amount),
        currency = coalesce(viewings.currency, excluded.currency),
        cancelled_at = least(viewings.cancelled_at, excluded.cancelled_at),
        changed_at = now()
"""
DIFFERENCES = """
    select count(*) filter (where not coalesce(known.told, false)) as missing_events,
           count(*) filter (where staged.cancelled_at is not null and not coalesce(known.cancellation_told, false))
               as missing_cancellations,
           (select count(*) from viewings told
            where told.told and told.rented_at >= %(start)s and told.rented_at < %(end)s and not exists (
                select from staged_rentals other where other.day = %(day)s and other.rental_id = told.rental_id))
               as unknown_to_rental
    from staged_rentals staged left join viewings known using (rental_id)
    where staged.day = %(day)s
"""

FORGET_CUSTOMERS = "delete from report_customers where day = %(day)s"
REMEMBER_CUSTOMERS = """
    insert into report_customers (day, customer_id, is_new)
    select %(day)s, customer_id, not exists (
        select from viewings earlier
        where earlier.customer_id = today.customer_id and earlier.rented_at < %(start)s
          and earlier.rented_at is not null and earlier.cancelled_at is null)
    from (select distinct customer_id from staged_rentals where day = %(day)s) today
"""
COUNT_CUSTOMERS = """
    select count(*) as customers, count(*) filter (where is_new) as new_customers
    from report_customers where day = %(day)s
"""
RENTALS_BY_MOVIE = """
    select movie_id, currency, count(*) as rentals, sum(amount) as amount
    from staged_rentals where day = %(day)s group by movie_id, currency
"""
CUSTOMERS_BY_MOVIE = """
    select movie_id, count(*) as customers
    from (select distinct movie_id, customer_id from staged_rentals where day = %(day)s) renting group by movie_id
"""
WATCHED_BY_MOVIE = """
    select movie_id, sum(watched_s)::bigint as watched_s
    from hourly_viewings where hour >= %(start)s and hour < %(end)s group by movie_id
"""
STARTED_BY_MOVIE = """
    select movie_id, count(*) as started
    from viewings where first_played_at >= %(start)s and first_played_at < %(end)s group by movie_id
"""
COMPLETED_BY_MOVIE = """
    select movie_id, count(*) as completed
    from viewings where completed_at >= %(start)s and completed_at < %(end)s group by movie_id
"""
RENTALS_BY_COUNTRY = """
    select coalesce(country, '') as country, currency, count(*) as rentals, sum(amount) as amount
    from staged_rentals left join customer_countries using (customer_id) where day = %(day)s group by 1, 2
"""
CUSTOMERS_BY_COUNTRY = """
    select coalesce(country, '') as country, count(distinct customer_id) as customers,
           count(distinct customer_id) filter (where is_new) as new_customers
    from report_customers left join customer_countries using (customer_id) where day = any(%(days)s) group by 1
"""
RENTALS_BY_PRICE = """
    select currency, amount, count(*) as rentals from staged_rentals where day = %(day)s group by currency, amount
"""
RENTALS_BY_HOUR = """
    select extract(hour from rented_at at time zone 'UTC')::int as hour, count(*) as rentals
    from staged_rentals where day = %(day)s group by 1
"""
WATCHED_BY_HOUR = """
    select extract(hour from hour at time zone 'UTC')::int as hour, count(*) as viewers,
           sum(watched_s)::bigint as watched_s
    from hourly_viewings where hour >= %(start)s and hour < %(end)s group by 1
"""
CANCELLED = """
    select currency, count(*) as cancelled, sum(amount) as amount
    from viewings
    where cancelled_at >= %(start)s and cancelled_at < %(end)s and rented_at is not null group by currency
"""
SAME_DAY = """
    select count(*) filter (where first_played_at < %(end)s) as started,
           count(*) filter (where completed_at < %(end)s) as completed
    from staged_rentals join viewings using (rental_id) where day = %(day)s
"""
FIRST_PLAYS = """
    select greatest(floor(extract(epoch from first_played_at - rented_at) / 60), 0)::int as minutes, count(*) as plays
    from viewings
    where first_played_at >= %(start)s and first_played_at < %(end)s and rented_at is not null group by 1
"""
FURTHEST = """
    select least(floor(%(bins)s::int * position_s::numeric / duration_s), %(bins)s::int - 1)::int as bin,
           count(*) as rentals
    from (select max(position_s) as position_s, greatest(max(duration_s), 1) as duration_s
          from hourly_viewings where hour >= %(start)s and hour < %(end)s group by rental_id) watched
    group by 1
"""

WITHOUT_COUNTRY = """
    select distinct customer_id from staged_rentals staged
    where day = %(day)s and not exists (
        select from customer_countries known
        where known.customer_id = staged.customer_id and known.asked_at >= %(asked_since)s)
    limit %(limit)s
"""
RECORD_COUNTRIES = """
    insert into customer_countries (customer_id, country, asked_at)
    select customer_id, country, %(now)s from unnest(%(customer_ids)s::text[], %(countries)s::text[])
        as told (customer_id, country)
    on conflict (customer_id) do update set country = excluded.country, asked_at = excluded.asked_at
"""
FORGET_RENTALS = "delete from staged_rentals where day = %(day)s"
FORGET_SHARDS = "delete from staged_shards where day = %(day)s"
FORGET_OLD_SHARDS = "delete from staged_shards where staged_at < %(before)s"
FORGET_LEFT_RENTALS = """
    delete from staged_rentals left_over
    where not exists (select from staged_shards staged
                      where staged.day = left_over.day and staged.shard = left_over.shard)
"""
