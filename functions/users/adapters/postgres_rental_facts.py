"""Rentals by customer in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from users.adapters.patience import patient_transaction
from users.adapters.rebuild_lock import is_rebuilding, share_with_rebuilds
from users.adapters.rental_rows import count_customers, lock_customers, upsert_rentals
from users.rental_facts import CustomerRental
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId, is_uuid

# A film that many rented takes a while to count anew; it happens once a film, and never within a request.
GENRES_DEADLINE_S = 60.0

_UNASKED = "SELECT movie_id FROM films WHERE movie_id = ANY(%s) AND NOT asked ORDER BY movie_id"
_FILMS = "SELECT movie_id FROM films WHERE genre IS NULL OR NOT %s ORDER BY movie_id"
_ASKED = """
    UPDATE films SET genre = told.genre, asked = true
    FROM unnest(%(movie_ids)s::text[], %(genres)s::text[]) AS told (movie_id, genre)
    WHERE films.movie_id = told.movie_id AND (films.genre IS DISTINCT FROM told.genre OR NOT asked)
    RETURNING films.id
"""
_WHO_RENTED = "SELECT DISTINCT customer_id FROM rentals WHERE film = ANY(%s)"


@dataclass(frozen=True)
class PostgresRentalFacts:
    """The tables `rentals` and `films`, and the columns of `customers` that are counted from them."""

    postgres: Postgres

    def record_rentals(self, rentals: Sequence[CustomerRental]) -> None:
        customer_ids = [rental.customer_id for rental in rentals if is_uuid(rental.customer_id)]
        with self.postgres.transaction() as connection:
            share_with_rebuilds(connection)
            lock_customers(connection, customer_ids)
            tables = ("rentals", "rebuilt_rentals") if is_rebuilding(connection) else ("rentals",)
            upsert_rentals(connection, rentals, *tables)
            count_customers(connection, customer_ids)

    def unasked_films(self, movie_ids: Sequence[MovieId]) -> Sequence[MovieId]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_UNASKED, (list(movie_ids),)).fetchall()
        return [MovieId(row["movie_id"]) for row in rows]

    def rented_films(self, *, without_genre: bool) -> Sequence[MovieId]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_FILMS, (without_genre,)).fetchall()
        return [MovieId(row["movie_id"]) for row in rows]

    def record_genres(self, genres: Mapping[MovieId, str | None]) -> None:
        values = {"movie_ids": list(genres), "genres": list(genres.values())}
        with patient_transaction(self.postgres, GENRES_DEADLINE_S) as connection:
            share_with_rebuilds(connection)
            films = [row["id"] for row in connection.execute(_ASKED, values)]
            customer_ids = [row["customer_id"] for row in connection.execute(_WHO_RENTED, (films,))]
            lock_customers(connection, customer_ids)
            count_customers(connection, customer_ids)
