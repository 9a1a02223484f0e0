-- A registration token is as good as an address: kept sealed, because leaving a topic needs it again, and found by hash.
create table subscriptions (
    id uuid primary key,
    developer_id text not null,
    token_hash bytea not null,
    token_sealed bytea not null,
    token_prefix text not null,
    topics text[] not null,
    created_at timestamptz not null,
    unique (developer_id, token_hash)
);

create index subscriptions_by_developer on subscriptions (developer_id, created_at, id);
create index subscriptions_by_token on subscriptions (token_hash);

create table webhooks (
    id uuid primary key,
    developer_id text not null,
    url text not null,
    topics text[] not null,
    secret_sealed bytea not null,
    created_at timestamptz not null
);

create index webhooks_by_developer on webhooks (developer_id, created_at, id);
create index webhooks_by_topic on webhooks using gin (topics);

-- The outbox also holds what goes to webhooks: a row of its own for each, with its own attempts.
alter table outbox drop constraint outbox_pkey;
alter table outbox add column webhook_id uuid references webhooks on delete cascade;
alter table outbox add primary key (sequence);
create unique index outbox_once_on_topic on outbox (event_id, topic) where webhook_id is null;
create unique index outbox_once_to_webhook on outbox (event_id, webhook_id) where webhook_id is not null;
create index outbox_of_webhook on outbox (webhook_id) where webhook_id is not null;

drop index outbox_waiting_of_movie;
create index outbox_waiting_of_movie on outbox (movie_id, occurred_at, sequence)
    where sent_at is null and parked_at is null;
create index outbox_sent on outbox (sent_at, sequence) where sent_at is not null;
create index outbox_parked on outbox (parked_at, sequence) where parked_at is not null;

-- In the transaction of the change itself, whoever writes it: no webhook can miss an event that a topic gets. A webhook
-- on several topics of an event gets it once.
create function copy_to_webhooks() returns trigger
    language plpgsql
    as $$
    begin
        insert into outbox (event_id, topic, type, movie_id, payload, occurred_at, due_at, webhook_id)
        select new.event_id, new.topic, new.type, new.movie_id, new.payload, new.occurred_at, new.due_at, w.id
        from webhooks w where w.topics @> array[new.topic]
        on conflict do nothing;
        return null;
    end
    $$;

create trigger outbox_to_webhooks after insert on outbox
    for each row when (new.webhook_id is null) execute function copy_to_webhooks();
