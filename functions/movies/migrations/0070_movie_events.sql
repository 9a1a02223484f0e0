-- What the platform's own event bus is to be told of films: a queue, whose rows go once the bus has them. Written in the
-- transaction of the change itself, from the message to developers, so that no writer of the catalogue can forget it.
create table movie_events (
    sequence bigint generated always as identity primary key,
    event_id uuid not null unique,
    type text not null,
    movie_id uuid not null,
    occurred_at timestamptz not null
);

create function note_movie_event() returns trigger
    language plpgsql
    as $$
    begin
        insert into movie_events (event_id, type, movie_id, occurred_at)
        values (new.event_id, new.type, new.movie_id, new.occurred_at)
        on conflict do nothing;
        return null;
    end
    $$;

create trigger outbox_to_event_bus after insert on outbox
    for each row
    when (new.webhook_id is null and new.topic = new.type
          and new.type in ('movies.added', 'movies.archived', 'movies.restored'))
    execute function note_movie_event();
