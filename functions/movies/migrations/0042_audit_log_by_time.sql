-- Admins read the log by time, all of it or that of one person or film.
create index audit_log_by_time on audit_log (at, id);
create index audit_log_by_actor_and_time on audit_log (actor, at, id);
create index audit_log_by_movie_and_time on audit_log (movie_id, at, id);
