-- Imports too large for one request, and what became of each row; forgotten after a while.
create table imports (
    id uuid primary key,
    dry_run boolean not null,
    requested_by text,
    requested_at timestamptz not null,
    api_url text not null,
    rows_total integer not null check (rows_total > 0)
);

create index imports_by_age on imports (requested_at);

create table import_rows (
    import_id uuid not null references imports on delete cascade,
    row integer not null,
    outcome text not null check (outcome in ('added', 'updated', 'unchanged', 'refused')),
    movie_id uuid,
    changed text[] not null,
    problem text check ((problem is not null) = (outcome = 'refused')),
    errors jsonb not null,
    done_at timestamptz not null,
    primary key (import_id, row)
);

create index import_rows_refused on import_rows (import_id, row) where outcome = 'refused';
