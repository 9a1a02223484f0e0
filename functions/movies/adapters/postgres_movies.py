"""The catalogue in PostgreSQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from movies.adapters.movie_rows import MOVIE_COLUMNS, MOVIE_TABLES, movie_of
from movies.announcements import Message
from movies.movie import Genre, Media, Movie, NewCredit, NewMovie, Terms
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, MovieId, PersonId, new_id
from videoclub.values import Text

if TYPE_CHECKING:
    from psycopg import Connection

_READ = f"""
    select {MOVIE_COLUMNS} from {MOVIE_TABLES} where m.id = any(%(ids)s::uuid[])
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
_INSERT_GENRES = """
    insert into movie_genres (movie_id, genre, position)
    select %s, genre, position from unnest(%s::text[]) with ordinality as given (genre, position)
"""
# In the order of the key, so that two who add the same people at once wait for each other rather than deadlock.
_INSERT_PEOPLE = """
    insert into people (id, name)
    select distinct on (fold(name)) id, name from unnest(%s::uuid[], %s::text[]) as given (id, name) order by fold(name)
    on conflict (name_key) do nothing
"""
_INSERT_CREDITS = """
    insert into credits (movie_id, role, position, person_id, character)
    select %(id)s, %(role)s, row_number() over (order by min(position)), person, string_agg(character, ' / ')
    from (select coalesce(given.person_id, p.id) as person, given.position, given.character
          from unnest(%(person_ids)s::uuid[], %(names)s::text[], %(characters)s::text[]) with ordinality
               as given (person_id, name, character, position)
          left join people p on p.name_key = fold(given.name)) as found
    group by person
"""
_INSERT_MESSAGE = """
    insert into outbox (event_id, topic, type, movie_id, payload, occurred_at, due_at)
    values (%(event_id)s, %(topic)s, %(type)s, %(movie_id)s, %(payload)s, %(occurred_at)s, %(occurred_at)s)
"""
_INSERT_AUDIT = """
    insert into audit_log (at, actor, action, movie_id, before, after)
    values (%(now)s, %(by)s, %(action)s, %(movie_id)s, %(before)s, %(after)s)
"""
_ARCHIVE = """
    update movies set archived_at = %(now)s, version = version + 1 where id = %(id)s and archived_at is null
    returning version
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
    ) -> bool:
        values = _movie_values(movie_id, new, terms, media, now)
        with self.postgres.transaction() as connection:
            if connection.execute(_INSERT_MOVIE, values).rowcount == 0:
                return False
            connection.execute(_INSERT_PRICE, values | {"price_id": new_id()})
            connection.execute(_INSERT_GENRES, (movie_id, list(new.genres)))
            _insert_people(connection, [*new.directors, *new.cast])
            _insert_credits(connection, movie_id, "director", new.directors)
            _insert_credits(connection, movie_id, "actor", new.cast)
            connection.execute("select index_movie(%s)", (movie_id,))
            _insert_messages(connection, messages)
            after = {"title": new.title.model_dump(), "price": new.price.model_dump(mode="json")}
            _insert_audit(connection, "added", movie_id, by=by, now=now, before=None, after=after)
        return True

    def archive_movie(
        self, movie_id: MovieId, messages: Sequence[Message], *, by: AccountId | None, now: datetime
    ) -> bool:
        with self.postgres.transaction() as connection:
            if connection.execute(_ARCHIVE, {"id": movie_id, "now": now}).rowcount == 0:
                return False
            _insert_messages(connection, messages)
            before, after = {"archived": False}, {"archived": True}
            _insert_audit(connection, "archived", movie_id, by=by, now=now, before=before, after=after)
        return True

    def read_movie(self, movie_id: MovieId, now: datetime) -> Movie | None:
        return next(iter(self.read_movies([movie_id], now)), None)

    def read_movies(self, movie_ids: Sequence[MovieId], now: datetime) -> list[Movie]:
        ids = _uuids(movie_ids)
        with self.postgres.transaction() as connection:
            rows = connection.execute(_READ, {"ids": ids, "now": now}).fetchall()
        movies = {movie.id: movie for movie in map(movie_of, rows)}
        return [movies[movie_id] for movie_id in movie_ids if movie_id in movies]

    def read_genres(self) -> list[Genre]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_GENRES).fetchall()
        return [Genre(row["slug"], Text(en=row["name_en"], fr=row["name_fr"]), row["count"]) for row in rows]


def _uuids(ids: Collection[str]) -> list[str]:
    """Those of `ids` that can be an id of ours: others exist nowhere, and PostgreSQL would refuse the question."""
    return [one for one in ids if _is_uuid(one)]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


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
        "amount": new.price.amount,
        "currency": new.price.currency,
        "now": now,
    }


def _insert_people(connection: "Connection[Row]", people: Sequence[NewCredit]) -> None:
    names = [person.name for person in people if person.name]
    if names:
        connection.execute(_INSERT_PEOPLE, ([new_id() for _ in names], names))


def _insert_credits(connection: "Connection[Row]", movie_id: MovieId, role: str, people: Sequence[NewCredit]) -> None:
    if people:
        values = {
            "id": movie_id,
            "role": role,
            "person_ids": [person.person_id for person in people],
            "names": [person.name for person in people],
            "characters": [person.character for person in people],
        }
        connection.execute(_INSERT_CREDITS, values)


def _insert_messages(connection: "Connection[Row]", messages: Sequence[Message]) -> None:
    from psycopg.types.json import Jsonb

    for message in messages:
        values = {
            "event_id": message.event_id,
            "topic": message.topic,
            "type": message.type,
            "movie_id": message.movie_id,
            "payload": Jsonb(message.data),
            "occurred_at": message.occurred_at,
        }
        connection.execute(_INSERT_MESSAGE, values)


def _insert_audit(
    connection: "Connection[Row]",
    action: str,
    movie_id: MovieId,
    *,
    by: AccountId | None,
    now: datetime,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    from psycopg.types.json import Jsonb

    values = {
        "now": now,
        "by": by,
        "action": action,
        "movie_id": movie_id,
        "before": before and Jsonb(before),
        "after": after and Jsonb(after),
    }
    connection.execute(_INSERT_AUDIT, values)
