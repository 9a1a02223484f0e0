"""The prices of films in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

from movies.adapters import price_rows
from movies.adapters.change_rows import insert_audit
from movies.movie import DatedPrice
from movies.ports.movies import PricePlan
from videoclub.clock import rfc3339
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId, MovieId

_LOCK = "select from movies where id = %s for update"


@dataclass(frozen=True)
class PostgresPrices:
    """The PriceStore on PostgreSQL."""

    postgres: Postgres

    def read_prices(self, movie_id: MovieId) -> list[DatedPrice]:
        with self.postgres.transaction() as connection:
            return price_rows.read_prices(connection, movie_id)

    def insert_price(
        self, movie_id: MovieId, new: DatedPrice, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        import psycopg

        try:
            with self.postgres.transaction() as connection:
                connection.execute(_LOCK, (movie_id,))
                price_rows.insert_price(connection, movie_id, new, now)
                price_rows.plan_messages(connection, movie_id, plan, now)
                connection.execute("select index_movie(%s)", (movie_id,))
                insert_audit(connection, "price-added", movie_id, by=by, now=now, before=None, after=_audited(new))
        except psycopg.errors.ExclusionViolation:
            return False
        return True

    def delete_price(
        self, movie_id: MovieId, price_id: str, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        with self.postgres.transaction() as connection:
            connection.execute(_LOCK, (movie_id,))
            deleted = price_rows.delete_price(connection, movie_id, price_id, now)
            if deleted is None:
                return False
            price_rows.plan_messages(connection, movie_id, plan, now)
            connection.execute("select index_movie(%s)", (movie_id,))
            insert_audit(connection, "price-deleted", movie_id, by=by, now=now, before=_audited(deleted), after=None)
        return True


def _audited(price: DatedPrice) -> dict[str, object]:
    return {
        "price_id": price.id,
        "price": price.price.model_dump(mode="json"),
        "valid_from": rfc3339(price.valid_from),
    }
