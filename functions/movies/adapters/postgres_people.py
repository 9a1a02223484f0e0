"""People in PostgreSQL."""

from dataclasses import dataclass
from typing import Any

from movies.movie import Person
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import MovieId, PersonId, is_uuid

_FIND_BY_NAME = """
    select id, name, name_key, 0 as tier, 0 as distance from people
    where %(first)s or (name_key, id) > (%(after_2)s, %(after_3)s::uuid)
    order by name_key, id limit %(limit)s
"""
# The whole name, the beginning of it, its words, and last what is only close; in each the shortest name.
_FIND_LIKE = """
    with found as (
        select p.id, p.name, p.name_key,
               case when p.name_key = q.phrase then 1 when starts_with(p.name_key, q.phrase) then 2
                    when ' ' || p.name_key like all (q.patterns) then 3 else 4 end as tier,
               length(p.name_key) as distance
        from search_question(%(asked)s) q join people p on p.words @@ q.names
    )
    select * from found
    where %(first)s or (tier, distance, name_key, id) > (%(after_0)s, %(after_1)s, %(after_2)s, %(after_3)s::uuid)
    order by tier, distance, name_key, id limit %(limit)s
"""
_READ = """
    select p.name,
           array(select m.id from credits c join movies m on m.id = c.movie_id
                 where c.person_id = p.id and c.role = 'director' and m.archived_at is null
                 order by m.year desc, m.sort_title, m.id) as directed,
           (select coalesce(jsonb_agg(jsonb_build_array(m.id, c.character)
                                      order by m.year desc, m.sort_title, m.id), '[]')
            from credits c join movies m on m.id = c.movie_id
            where c.person_id = p.id and c.role = 'actor' and m.archived_at is null) as acted_in
    from people p where p.id = %s
"""


@dataclass(frozen=True)
class PostgresPeople:
    """The PeopleStore on PostgreSQL."""

    postgres: Postgres

    def find_people(self, asked: str | None, after: Key | None, limit: int) -> tuple[list[Person], list[Key]]:
        position = after or [0, 0, "", None]
        values: dict[str, Any] = {f"after_{place}": value for place, value in enumerate(position)}
        values |= {"asked": asked, "first": after is None, "limit": limit}
        with self.postgres.transaction() as connection:
            rows = connection.execute(_FIND_LIKE if asked else _FIND_BY_NAME, values).fetchall()
        return [Person(PersonId(str(row["id"])), row["name"]) for row in rows], [_position(row) for row in rows]

    def read_person(self, person_id: PersonId) -> Person | None:
        if not is_uuid(person_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute(_READ, (person_id,)).fetchone()
        if row is None:
            return None
        directed = tuple(MovieId(str(movie_id)) for movie_id in row["directed"])
        acted_in = tuple((MovieId(movie_id), character) for movie_id, character in row["acted_in"])
        return Person(person_id, row["name"], directed, acted_in)


def _position(row: Row) -> Key:
    return [row["tier"], row["distance"], row["name_key"], str(row["id"])]
