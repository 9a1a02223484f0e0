"""Transactions of jobs: longer than a request's, whose limits the database role sets."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from videoclub.drivers.postgres import Postgres, Row

if TYPE_CHECKING:
    from psycopg import Connection

_LIMITS = """
    select set_config('statement_timeout', %(limit)s, true), set_config('lock_timeout', %(limit)s, true),
           set_config('idle_in_transaction_session_timeout', %(limit)s, true)
"""


@contextmanager
def long_transaction(postgres: Postgres, *, seconds: float) -> "Generator[Connection[Row]]":
    """A transaction that may take so long. Raises ServiceUnavailable."""
    with postgres.transaction(deadline_s=seconds) as connection:
        connection.execute(_LIMITS, {"limit": f"{int(seconds)}s"})
        yield connection
