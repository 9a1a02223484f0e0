-- The trace of the request that wrote a message ({"request_id", "traceparent"}), so that what is sent later, by whoever
-- finds it waiting, is still found by that request.
alter table outbox add column trace jsonb;
alter table movie_events add column trace jsonb;

create or replace function copy_to_webhooks() returns trigger
    language plpgsql
    as $$
    begin
        insert into outbox (event_id, topic, type, movie_id, payload, occurred_at, due_at, webhook_id, trace)
        select new.event_id, new.topic, new.type, new.movie_id, new.payload, new.occurred_at, new.due_at, w.id, new.trace
        from webhooks w where w.topics @> array[new.topic]
        on conflict do nothing;
        return null;
    end
    $$;

create or replace function note_movie_event() returns trigger
    language plpgsql
    as $$
    begin
        insert into movie_events (event_id, type, movie_id, occurred_at, trace)
        values (new.event_id, new.type, new.movie_id, new.occurred_at, new.trace)
        on conflict do nothing;
        return null;
    end
    $$;
