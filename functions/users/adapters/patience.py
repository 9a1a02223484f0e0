"""Transactions that may take longer than a request's: the role's own limits are for requests."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from videoclub.drivers.postgres import Postgres, Row

if TYPE_CHECKING:
    from psycopg import Connection

_WORK_MEM = "64MB"
"""Sorts and hashes of a million rows stay in memory."""


@contextmanager
def patient_transaction(postgres: Postgres, deadline_s: float) -> "Generator[Connection[Row]]":
    """A transaction whose statements may take until the deadline, and more memory."""
    with postgres.transaction(deadline_s=deadline_s) as connection:
        for setting, value in (("statement_timeout", f"{deadline_s:.0f}s"), ("work_mem", _WORK_MEM)):
            connection.execute("SELECT set_config(%s, %s, true)", (setting, value))
        yield connection
