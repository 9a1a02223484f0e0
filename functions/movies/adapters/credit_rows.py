"""Genres and credits of a film, written for it and replaced whole."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from movies.movie import NewCredit, NewMovie
from videoclub.drivers.postgres import Row
from videoclub.ids import MovieId, new_id

if TYPE_CHECKING:
    from psycopg import Connection

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


def insert_genres_and_credits(connection: "Connection[Row]", movie_id: MovieId, new: NewMovie) -> None:
    """Write those of a film that has none."""
    connection.execute(_INSERT_GENRES, (movie_id, list(new.genres)))
    _insert_people(connection, [*new.directors, *new.cast])
    _insert_credits(connection, movie_id, "director", new.directors)
    _insert_credits(connection, movie_id, "actor", new.cast)


def replace_genres_and_credits(connection: "Connection[Row]", movie_id: MovieId, new: NewMovie) -> None:
    """Write those of a film in the place of the ones it has."""
    connection.execute("delete from movie_genres where movie_id = %s", (movie_id,))
    connection.execute("delete from credits where movie_id = %s", (movie_id,))
    insert_genres_and_credits(connection, movie_id, new)


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
