"""Rentals as rows, and what they come to for each customer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, LiteralString

from users.rental_facts import CustomerRental
from videoclub.drivers.postgres import Row
from videoclub.ids import is_uuid

if TYPE_CHECKING:
    from psycopg import Connection

_FILMS = """
    INSERT INTO films (movie_id)
    SELECT movie_id FROM unnest(%(movie_ids)s::text[]) AS told (movie_id)
    WHERE NOT EXISTS (SELECT FROM films WHERE films.movie_id = told.movie_id)
    GROUP BY movie_id ORDER BY movie_id
    ON CONFLICT DO NOTHING
"""
_UPSERT: dict[str, LiteralString] = {
    table: f"""
        INSERT INTO {table} AS known (id, customer_id, film, rented_at, amount, cancelled_at)
        SELECT told.id, customers.id, films.id, told.rented_at, told.amount, told.cancelled_at
        FROM unnest(%(ids)s::text[], %(customer_ids)s::uuid[], %(movie_ids)s::text[], %(rented_at)s::timestamptz[],
                    %(amounts)s::numeric[], %(cancelled_at)s::timestamptz[])
             AS told (id, customer_id, movie_id, rented_at, amount, cancelled_at)
        JOIN customers ON customers.id = told.customer_id
        JOIN films ON films.movie_id = told.movie_id
        ORDER BY told.id
        ON CONFLICT (id) DO UPDATE
        SET rented_at = coalesce(excluded.rented_at, known.rented_at),
            amount = coalesce(excluded.amount, known.amount),
            cancelled_at = least(excluded.cancelled_at, known.cancelled_at)
    """  # noqa: S608 - of constants
    for table in ("rentals", "rebuilt_rentals")
}

# Counted from all their rentals rather than added to: so it comes out the same in whatever order they were told, and
# however often. The favourite genre is the one rented most, of several the one rented last.
_COUNT = """
    WITH of_genre AS (
        SELECT r.customer_id, f.genre, count(*) AS rented, sum(r.amount) AS spent, max(r.rented_at) AS last_rented_at
        FROM rentals r JOIN films f ON f.id = r.film
        WHERE r.customer_id IN ({chosen}) AND r.cancelled_at IS NULL AND r.rented_at IS NOT NULL
        GROUP BY r.customer_id, f.genre
    ),
    activity AS (
        SELECT customer_id, sum(rented) AS rented, sum(spent) AS spent, max(last_rented_at) AS last_rented_at,
               (array_agg(genre ORDER BY rented DESC, last_rented_at DESC, genre) FILTER (WHERE genre IS NOT NULL))[1]
               AS favourite_genre
        FROM of_genre GROUP BY customer_id
    )
    UPDATE customers
    SET rented = counted.rented, spent = counted.spent, last_rented_at = counted.last_rented_at,
        favourite_genre = counted.favourite_genre
    FROM (
        SELECT chosen.id, coalesce(rented, 0)::integer AS rented, coalesce(spent, 0) AS spent,
               coalesce(last_rented_at, '-infinity') AS last_rented_at, favourite_genre
        FROM ({chosen}) AS chosen (id) LEFT JOIN activity ON activity.customer_id = chosen.id
    ) AS counted
    WHERE customers.id = counted.id
      AND (customers.rented, customers.spent, customers.last_rented_at, customers.favourite_genre)
          IS DISTINCT FROM (counted.rented, counted.spent, counted.last_rented_at, counted.favourite_genre)
"""
_COUNT_THESE = _COUNT.format(chosen="SELECT unnest(%(customer_ids)s::uuid[])")
COUNT_TOUCHED = _COUNT.format(chosen="SELECT id FROM touched")
"""Counts the customers of the temporary table `touched`."""

# A second transaction on the same customer waits here, and then counts what the first has added.
_LOCK = "SELECT id FROM customers WHERE id = ANY(%(customer_ids)s::uuid[]) ORDER BY id FOR NO KEY UPDATE"


def upsert_rentals(connection: "Connection[Row]", rentals: Sequence[CustomerRental], *tables: str) -> None:
    """Write what is known of rentals into tables of that shape, where their customers are known."""
    known = [rental for rental in rentals if is_uuid(rental.customer_id)]
    values = {
        "ids": [rental.id for rental in known],
        "customer_ids": [rental.customer_id for rental in known],
        "movie_ids": [rental.movie_id for rental in known],
        "rented_at": [rental.rented_at for rental in known],
        "amounts": [rental.amount for rental in known],
        "cancelled_at": [rental.cancelled_at for rental in known],
    }
    connection.execute(_FILMS, values)
    for table in tables:
        connection.execute(_UPSERT[table], values)


def lock_customers(connection: "Connection[Row]", customer_ids: Sequence[Any]) -> None:
    """Let nobody else count these customers until the transaction ends."""
    connection.execute(_LOCK, {"customer_ids": customer_ids})


def count_customers(connection: "Connection[Row]", customer_ids: Sequence[Any]) -> None:
    """Write what their rentals come to."""
    connection.execute(_COUNT_THESE, {"customer_ids": customer_ids})  # pyright: ignore[reportArgumentType]
