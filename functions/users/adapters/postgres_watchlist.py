"""Watchlists in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from users.adapters.uuids import is_uuid
from users.ports.watchlist import Wanted
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId, MovieId

# Held until the end of the transaction, so that two requests cannot both take the last place.
_LOCK = "SELECT 1 FROM accounts WHERE id = %s FOR NO KEY UPDATE"
_INSERT = """
    INSERT INTO watchlist (account_id, movie_id, added_at)
    SELECT %(account_id)s, %(movie_id)s, %(added_at)s
    WHERE EXISTS (SELECT FROM watchlist WHERE account_id = %(account_id)s AND movie_id = %(movie_id)s)
       OR (SELECT count(*) FROM watchlist WHERE account_id = %(account_id)s) < %(limit)s
    ON CONFLICT (account_id, movie_id) DO UPDATE SET added_at = watchlist.added_at
"""
_READ = """
    SELECT movie_id, added_at FROM watchlist
    WHERE account_id = %(account_id)s
      AND (%(after_at)s::timestamptz IS NULL OR (added_at, movie_id) < (%(after_at)s::timestamptz, %(after_id)s::uuid))
    ORDER BY added_at DESC, movie_id DESC LIMIT %(limit)s
"""
_DELETE = "DELETE FROM watchlist WHERE account_id = %s AND movie_id = %s"


@dataclass(frozen=True)
class PostgresWatchlist:
    """The table `watchlist`."""

    postgres: Postgres

    def insert_wanted(
        self, account_id: AccountId, wanted: Wanted, *, limit: int
    ) -> Literal["kept", "full", "no-account"]:
        values = vars(wanted) | {"account_id": account_id, "limit": limit}
        with self.postgres.transaction() as connection:
            if connection.execute(_LOCK, (account_id,)).fetchone() is None:
                return "no-account"
            return "kept" if connection.execute(_INSERT, values).rowcount else "full"

    def read_watchlist(self, account_id: AccountId, *, after: Wanted | None, limit: int) -> Sequence[Wanted]:
        values = {
            "account_id": account_id,
            "after_at": after.added_at if after else None,
            "after_id": after.movie_id if after else None,
            "limit": limit,
        }
        with self.postgres.transaction() as connection:
            rows = connection.execute(_READ, values).fetchall()
        return [Wanted(MovieId(str(row["movie_id"])), row["added_at"]) for row in rows]

    def delete_wanted(self, account_id: AccountId, movie_id: MovieId) -> None:
        if not is_uuid(movie_id):
            return
        with self.postgres.transaction() as connection:
            connection.execute(_DELETE, (account_id, movie_id))
