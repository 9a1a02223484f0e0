create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gist;
create extension if not exists fuzzystrmatch;

-- Search is blind to accents, case and punctuation. unaccent() is only stable, as its dictionary could be replaced;
-- ours never is, so the wrapper may be immutable and serve indexes.
create function fold(words text) returns text
    language sql immutable strict parallel safe
    return trim(regexp_replace(lower(unaccent('unaccent'::regdictionary, words)), '[^[:alnum:]]+', ' ', 'g'));

-- A misspelt word is looked for among known words that share a fifth of its trigrams; the edit distance then decides.
do $$
begin
    execute format('alter database %I set pg_trgm.similarity_threshold = 0.2', current_database());
end
$$;

create table genres (
    slug text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name_en text not null,
    name_fr text not null
);

-- Everybody once, whatever they do in a film. A name stands for one person: the API finds or creates people by it.
create table people (
    id uuid primary key,
    name text not null,
    name_key text not null generated always as (fold(name)) stored unique
);

create table movies (
    id uuid primary key,
    title_en text,
    title_fr text,
    original_title text not null,
    sort_title text not null generated always as (fold(coalesce(title_en, title_fr))) stored,
    year smallint not null,
    runtime_min smallint not null check (runtime_min > 0),
    synopsis_en text,
    synopsis_fr text,
    languages text[] not null,
    countries text[] not null,
    poster_path text,
    media_key text not null,
    duration_s integer not null check (duration_s > 0),
    start_within interval not null check (start_within > interval '0'),
    watch_within interval not null check (watch_within > interval '0'),
    created_at timestamptz not null,
    archived_at timestamptz,
    version integer not null default 1,
    check (num_nonnulls(title_en, title_fr) > 0)
);

create index movies_by_title on movies (sort_title, id);
create index movies_by_year on movies ((-year), sort_title, id);
create index movies_by_added on movies (created_at, id);

create table movie_genres (
    movie_id uuid not null references movies on delete cascade,
    genre text not null references genres,
    position smallint not null,
    primary key (movie_id, genre)
);

create index movie_genres_by_genre on movie_genres (genre, movie_id);

create table credits (
    movie_id uuid not null references movies on delete cascade,
    role text not null check (role in ('director', 'actor')),
    position smallint not null,
    person_id uuid not null references people,
    character text,
    primary key (movie_id, role, position),
    unique (movie_id, role, person_id),
    check (role = 'actor' or character is null)
);

create index credits_by_person on credits (person_id, role, movie_id);

-- At any instant a film has one price: two that overlap are refused by the database itself.
create table prices (
    id uuid primary key,
    movie_id uuid not null references movies on delete cascade,
    amount numeric(7, 2) not null check (amount >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    valid tstzrange not null check (not isempty(valid)),
    created_at timestamptz not null,
    exclude using gist (movie_id with =, valid with &&)
);

-- What search reads of a film, in one row: its folded titles, and its words, of titles (A) and of people (B).
create table search_documents (
    movie_id uuid primary key references movies on delete cascade,
    titles text[] not null,
    lexemes tsvector not null
);

create index search_documents_by_lexeme on search_documents using gin (lexemes);

-- Every word that a film was ever found by: what a misspelt one may have meant.
create table search_words (word text primary key check (octet_length(word) <= 80));

create index search_words_by_trigram on search_words using gin (word gin_trgm_ops);

create function index_movie(indexed uuid) returns void
    language sql
    as $$
        with titles as (
            select distinct title
            from movies, lateral unnest(array[fold(title_en), fold(title_fr), fold(original_title)]) as title
            where id = indexed and title <> ''
        ),
        words as (
            select distinct word, weight from (
                select unnest(string_to_array(title, ' ')) as word, 'A' as weight from titles
                -- "doa" finds D.O.A., "spiderman" Spider-Man: a title also counts as one word
                union all select replace(title, ' ', ''), 'A' from titles
                union all
                select unnest(string_to_array(p.name_key, ' ')), 'B'
                from credits c join people p on p.id = c.person_id where c.movie_id = indexed
            ) as found
            where word <> '' and octet_length(word) <= 80
        ),
        known as (
            insert into search_words (word) select distinct word from words order by word on conflict do nothing
        )
        insert into search_documents (movie_id, titles, lexemes)
        select indexed,
               array(select title from titles),
               (select coalesce(string_agg(quote_literal(word) || ':1' || weight, ' '), '')::tsvector from words)
        on conflict (movie_id) do update set titles = excluded.titles, lexemes = excluded.lexemes
    $$;

-- What somebody asks for, as tsqueries: every word begins one of the film's (of its titles), or is close to one.
create function search_question(asked text)
    returns table (phrase text, title_prefixes tsquery, prefixes tsquery, alike tsquery)
    language sql stable
    as $$
        select fold(asked),
               string_agg(quote_literal(word) || ':*A', ' & ')::tsquery,
               string_agg(quote_literal(word) || ':*', ' & ')::tsquery,
               string_agg('(' || concat_ws(' | ', quote_literal(word) || ':*', close_words) || ')', ' & ')::tsquery
        from (
            select word,
                   (select string_agg(quote_literal(close.word), ' | ')
                    from (select s.word
                          from search_words s
                          where s.word % asked_word.word
                            and length(asked_word.word) >= 3
                            and levenshtein(s.word, asked_word.word)
                                <= case when length(asked_word.word) < 5 then 1 else 2 end
                          order by levenshtein(s.word, asked_word.word), similarity(s.word, asked_word.word) desc, s.word
                          limit 5) as close) as close_words
            from unnest(string_to_array(fold(asked), ' ')) as asked_word (word)
            where word <> '' and octet_length(word) <= 80
            limit 8
        ) as words
    $$;

-- One row for each message: an event to one topic. Written in the transaction of the change it tells of.
create table outbox (
    event_id uuid not null,
    topic text not null,
    sequence bigint not null generated always as identity,
    type text not null,
    movie_id uuid not null references movies,
    payload jsonb not null,
    occurred_at timestamptz not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    last_error text,
    sent_at timestamptz,
    message_name text,
    parked_at timestamptz,
    primary key (event_id, topic)
);

create index outbox_waiting on outbox (due_at) where sent_at is null and parked_at is null;
create index outbox_waiting_of_movie on outbox (movie_id, topic, occurred_at, sequence)
    where sent_at is null and parked_at is null;

create table audit_log (
    id bigint primary key generated always as identity,
    at timestamptz not null,
    actor text,
    action text not null,
    movie_id uuid not null,
    before jsonb,
    after jsonb
);

create index audit_log_by_movie on audit_log (movie_id, id);
