"""A film as PostgreSQL gives it: the columns, with genres and credits gathered, and the film they make."""

from typing import Any, cast

from movies.movie import Credit, Media, Movie, Terms
from videoclub.drivers.postgres import Row
from videoclub.ids import MovieId, PersonId
from videoclub.values import Money, Text

MOVIE_COLUMNS = """
    m.*, p.id as price_id, p.amount, p.currency,
    array(select genre from movie_genres g where g.movie_id = m.id order by g.position) as genres,
    (select coalesce(jsonb_agg(jsonb_build_array(c.role, c.person_id, n.name, c.character) order by c.position), '[]')
     from credits c join people n on n.id = c.person_id where c.movie_id = m.id) as credits
"""
MOVIE_TABLES = "movies m join prices p on p.movie_id = m.id and p.valid @> %(now)s::timestamptz"


def movie_of(row: Row) -> Movie:
    """The film of a row that has `MOVIE_COLUMNS`."""
    synopsis = Text(en=row["synopsis_en"], fr=row["synopsis_fr"]) if row["synopsis_en"] or row["synopsis_fr"] else None
    return Movie(
        id=MovieId(str(row["id"])),
        title=Text(en=row["title_en"], fr=row["title_fr"]),
        original_title=row["original_title"],
        year=row["year"],
        runtime_min=row["runtime_min"],
        synopsis=synopsis,
        genres=tuple(row["genres"]),
        languages=tuple(row["languages"]),
        countries=tuple(row["countries"]),
        directors=_credits(row, "director"),
        cast=_credits(row, "actor"),
        price=Money(amount=row["amount"], currency=row["currency"]),
        price_id=str(row["price_id"]),
        terms=Terms(row["start_within"], row["watch_within"]),
        poster_path=row["poster_path"],
        media=Media(row["media_key"], row["duration_s"]),
        created_at=row["created_at"],
        archived_at=row["archived_at"],
        version=row["version"],
    )


def _credits(row: Row, role: str) -> tuple[Credit, ...]:
    everybody = cast("list[list[Any]]", row["credits"])
    return tuple(
        Credit(PersonId(person_id), name, character) for has, person_id, name, character in everybody if has == role
    )
