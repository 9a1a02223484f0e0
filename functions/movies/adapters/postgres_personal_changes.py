"""Who changed the catalogue, as far as it is about a person: the audit log's actor and an import's sender."""

from dataclasses import dataclass

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from videoclub.drivers.postgres import Postgres
from videoclub.ids import NOBODY, AccountId

_READ = "select at, action, movie_id from audit_log where actor = %s order by id"
_STRIP_AUDIT = "update audit_log set actor = %s where actor = %s"
_STRIP_IMPORTS = "update imports set requested_by = %s where requested_by = %s"


@dataclass(frozen=True)
class PostgresPersonalChanges:
    """The PersonalChanges on PostgreSQL."""

    postgres: Postgres

    def read_changes(self, account_id: AccountId) -> list[JsonValue]:
        with self.postgres.transaction() as connection:
            return to_jsonable_python(connection.execute(_READ, (account_id,)).fetchall())

    def strip_changes(self, account_id: AccountId) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_STRIP_AUDIT, (NOBODY, account_id))
            connection.execute(_STRIP_IMPORTS, (NOBODY, account_id))
