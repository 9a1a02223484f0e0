"""The catalogue in PostgreSQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from movies.adapters.change_rows import insert_audit, insert_messages
from movies.adapters.credit_rows import insert_genres_and_credits, replace_genres_and_credits
from movies.adapters.movie_rows import MOVIE_COLUMNS, MOVIE_TABLES, movie_of
from movies.adapters.price_rows import insert_price, plan_messages
from movies.announcements import Message
from movies.movie import DatedPrice, Genre, Kin, Media, Movie, NewMovie, Terms
from movies.ports.movies import PricePlan
from videoclub.clock import rfc3339
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, MovieId, PersonId, is_uuid, new_id
from videoclub.values import Text, iso_duration

if TYPE_CHECKING:
    from psycopg import Connection

_READ = f"""
    select {MOVIE_COLUMNS} from {MOVIE_TABLES} where m.id = any(%(ids)s::uuid[])
"""  # noqa: S608 - of constants

_READ_NEWEST = f"""
    select {MOVIE_COLUMNS} from {MOVIE_TABLES}
    where m.id = any(array(select movie_id from search_documents where not archived
                           order by created_at desc, movie_id desc limit %(limit)s))
    order by m.created_at desc, m.id desc
"""  # noqa: S608 - of constants

_INSERT_MOVIE = """
    insert into movies (id, title_en, title_fr, original_title, year, runtime_min, synopsis_en, synopsis_fr, languages,
                        countries, poster_path, media_key, duration_s, start_within, watch_within, created_at)
    values (%(id)s, %(title_en)s, %(title_fr)s, %(original_title)s, %(year)s, %(runtime_min)s, %(synopsis_en)s,
            %(synopsis_fr)s, %(languages)s, %(countries)s, %(poster_path)s, %(media_key)s, %(duration_s)s,
            %(start_within)s, %(watch_within)s, %(now)s)
    on conflict (id) do nothing
"""
_INSERT_PRICE = """
    insert into prices (id, movie_id, amount, currency, valid, created_at)
    values (%(price_id)s, %(id)s, %(amount)s, %(currency)s, tstzrange(%(now)s, null), %(now)s)
"""
# The version, and the price that the entity tag names as well, are checked by the statement that writes.
_UPDATE_MOVIE = """
    update movies m
    set title_en = %(title_en)s, title_fr = %(title_fr)s, original_title = %(original_title)s, year = %(year)s,
        runtime_min = %(runtime_min)s, synopsis_en = %(synopsis_en)s, synopsis_fr = %(synopsis_fr)s,
        languages = %(languages)s, countries = %(countries)s, poster_path = %(poster_path)s,
        start_within = %(start_within)s, watch_within = %(watch_within)s, version = version + 1
    where id = %(id)s and version = %(version)s
      and exists (select from prices p where p.id = %(price_id)s and p.movie_id = m.id
                  and p.valid @> %(now)s::timestamptz)
"""
_ARCHIVE = """
    update movies set archived_at = %(now)s, version = version + 1
    where id = %(id)s and archived_at is null and version = coalesce(%(version)s, version)
"""
_RESTORE = """
    update movies set archived_at = null, version = version + 1 where id = %(id)s and archived_at is not null
    returning (select archived_at from movies where id = %(id)s) as archived_at
"""
_KIN = """
    select m.id, m.created_at, m.archived_at,
           array(select genre from movie_genres g where g.movie_id = m.id order by g.position) as genres,
           array(select person_id::text from credits c
                 where c.movie_id = m.id and c.role = 'director' order by c.position) as directors,
           array(select person_id::text from credits c
                 where c.movie_id = m.id and c.role = 'actor' order by c.position) as actors
    from movies m where %(after)s::uuid is null or m.id > %(after)s::uuid order by m.id limit %(limit)s
"""
_GENRES = """
    select g.slug, g.name_en, g.name_fr,
           (select count(*) from movie_genres mg join movies m on m.id = mg.movie_id
            where mg.genre = g.slug and m.archived_at is null) as count
    from genres g order by g.slug
"""


@dataclass(frozen=True)
class PostgresMovies:
    """The MovieStore on PostgreSQL."""

    postgres: Postgres

    def unknown_genres(self, slugs: Collection[str]) -> set[str]:
        with self.postgres.transaction() as connection:
            known = connection.execute("select slug from genres where slug = any(%s)", (list(slugs),)).fetchall()
        return set(slugs) - {row["slug"] for row in known}

    def unknown_people(self, person_ids: Collection[PersonId]) -> set[PersonId]:
        ids = _uuids(person_ids)
        with self.postgres.transaction() as connection:
            known = connection.execute("select id from people where id = any(%s::uuid[])", (ids,)).fetchall()
        return set(person_ids) - {PersonId(str(row["id"])) for row in known}

    def insert_movie(
        self,
        movie_id: MovieId,
        new: NewMovie,
        terms: Terms,
        media: Media,
        messages: Sequence[Message],
        *,
        by: AccountId | None,
        now: datetime,
    ) -> Movie | None:
        values = _movie_values(movie_id, new, terms, media, now)
        with self.postgres.transaction() as connection:
            if connection.execute(_INSERT_MOVIE, values).rowcount == 0:
                return None
            with connection.pipeline():  # nothing depends on an answer: one wait instead of ten
                insert_price(connection, movie_id, DatedPrice(new_id(), new.price, now), now)
                insert_genres_and_credits(connection, movie_id, new)
                connection.execute("select index_movie(%s)", (movie_id,))
                insert_messages(connection, messages)
            [movie] = _read(connection, [movie_id], now)
            insert_audit(connection, "added", movie_id, by=by, now=now, before=None, after=_facts(movie))
        return movie

    def update_movie(
        self, movie: Movie, new: NewMovie, terms: Terms, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        values = _movie_values(movie.id, new, terms, movie.media, now)
        with self.postgres.transaction() as connection:
            checked = {"version": movie.version, "price_id": movie.price_id}
            if connection.execute(_UPDATE_MOVIE, values | checked).rowcount == 0:
                return False
            replace_genres_and_credits(connection, movie.id, new)
            if new.price != movie.price:
                insert_price(connection, movie.id, DatedPrice(new_id(), new.price, now), now)
                plan_messages(connection, movie.id, plan, now)
            connection.execute("select index_movie(%s)", (movie.id,))
            was, is_now = _facts(movie), _facts(_read(connection, [movie.id], now)[0])
            changed = [name for name in was if was[name] != is_now[name]]
            before, after = ({name: facts[name] for name in changed} for facts in (was, is_now))
            insert_audit(connection, "changed", movie.id, by=by, now=now, before=before, after=after)
        return True

    def archive_movie(
        self,
        movie_id: MovieId,
        messages: Sequence[Message],
        *,
        by: AccountId | None,
        now: datetime,
        version: int | None = None,
    ) -> bool:
        with self.postgres.transaction() as connection:
            if connection.execute(_ARCHIVE, {"id": movie_id, "now": now, "version": version}).rowcount == 0:
                return False
            connection.execute("select index_movie(%s)", (movie_id,))
            insert_messages(connection, messages)
            after = {"archived_at": rfc3339(now)}
            insert_audit(connection, "archived", movie_id, by=by, now=now, before={"archived_at": None}, after=after)
        return True

    def restore_movie(
        self, movie_id: MovieId, messages: Sequence[Message], *, by: AccountId | None, now: datetime
    ) -> bool:
        with self.postgres.transaction() as connection:
            restored = connection.execute(_RESTORE, {"id": movie_id}).fetchone()
            if restored is None:
                return False
            connection.execute("select index_movie(%s)", (movie_id,))
            insert_messages(connection, messages)
            before = {"archived_at": rfc3339(restored["archived_at"])}
            insert_audit(connection, "restored", movie_id, by=by, now=now, before=before, after={"archived_at": None})
        return True

    def read_movie(self, movie_id: MovieId, now: datetime) -> Movie | None:
        return next(iter(self.read_movies([movie_id], now)), None)

    def read_movies(self, movie_ids: Sequence[MovieId], now: datetime) -> list[Movie]:
        with self.postgres.transaction() as connection:
            movies = {movie.id: movie for movie in _read(connection, _uuids(movie_ids), now)}
        return [movies[movie_id] for movie_id in movie_ids if movie_id in movies]

    def read_newest(self, limit: int, now: datetime) -> list[Movie]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_READ_NEWEST, {"limit": limit, "now": now}).fetchall()  # pyright: ignore[reportArgumentType]
        return [movie_of(row) for row in rows]

    def read_kin(self, after: MovieId | None, limit: int) -> list[Kin]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_KIN, {"after": after, "limit": limit}).fetchall()
        return [
            Kin(
                movie_id=MovieId(str(row["id"])),
                genres=tuple(row["genres"]),
                directors=tuple(row["directors"]),
                cast=tuple(row["actors"]),
                added_at=row["created_at"],
                archived_at=row["archived_at"],
            )
            for row in rows
        ]

    def read_genres(self) -> list[Genre]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_GENRES).fetchall()
        return [Genre(row["slug"], Text(en=row["name_en"], fr=row["name_fr"]), row["count"]) for row in rows]


def _read(connection: "Connection[Row]", movie_ids: Sequence[str], now: datetime) -> list[Movie]:
    return [movie_of(row) for row in connection.execute(_READ, {"ids": list(movie_ids), "now": now})]


def _facts(movie: Movie) -> dict[str, Any]:
    """What the audit log tells of a film, by the names of its API."""
    return {
        "title": movie.title.model_dump(),
        "original_title": movie.original_title,
        "year": movie.year,
        "runtime_min": movie.runtime_min,
        "synopsis": movie.synopsis and movie.synopsis.model_dump(),
        "genres": list(movie.genres),
        "languages": list(movie.languages),
        "countries": list(movie.countries),
        "directors": [credit.name for credit in movie.directors],
        "cast": [{"name": credit.name, "character": credit.character} for credit in movie.cast],
        "price": movie.price.model_dump(mode="json"),
        "rental_terms": {
            "start_within": iso_duration(movie.terms.start_within),
            "watch_within": iso_duration(movie.terms.watch_within),
        },
        "poster_path": movie.poster_path,
    }


def _uuids(ids: Collection[str]) -> list[str]:
    return [one for one in ids if is_uuid(one)]


def _movie_values(movie_id: MovieId, new: NewMovie, terms: Terms, media: Media, now: datetime) -> dict[str, Any]:
    return {
        "id": movie_id,
        "title_en": new.title.en,
        "title_fr": new.title.fr,
        "original_title": new.original_title,
        "year": new.year,
        "runtime_min": new.runtime_min,
        "synopsis_en": new.synopsis.en if new.synopsis else None,
        "synopsis_fr": new.synopsis.fr if new.synopsis else None,
        "languages": list(new.languages),
        "countries": list(new.countries),
        "poster_path": new.poster_path,
        "media_key": media.key,
        "duration_s": media.duration_s,
        "start_within": terms.start_within,
        "watch_within": terms.watch_within,
        "now": now,
    }
