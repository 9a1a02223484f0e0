-- When the rows of a stalled import that were not done were last handed over again.
alter table imports add retried_at timestamptz;
