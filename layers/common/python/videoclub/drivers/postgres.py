"""PostgreSQL for one Lambda environment: one connection, opened on first use, with a deadline on every transaction.

psycopg has no read timeout and the server's own cannot fire when its process is stopped; so a timer here shuts the
socket at the deadline, and the waiting call fails like any lost connection.
"""

import select
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from videoclub.errors import ServiceUnavailable

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_TIMEOUT_S = 2
IAM_SCHEME = "postgresql+iam://"
TRANSACTION_DEADLINE_S = 5.0
PING_DEADLINE_S = 1.0

type Row = dict[str, Any]


@dataclass
class Postgres:
    """The connection of an environment to the database at `url`.

    `postgresql+iam://user@host:port/database` signs in with a token of the function's role instead of a password.
    """

    url: str = field(repr=False)
    deadline_s: float = TRANSACTION_DEADLINE_S
    _connection: "Connection[Row] | None" = field(default=None, init=False, repr=False)

    @contextmanager
    def transaction(self, *, deadline_s: float | None = None) -> "Generator[Connection[Row]]":
        """A transaction: committed on leaving, rolled back on an exception.

        Raises ServiceUnavailable when the server cannot be reached or does not answer within the deadline.
        """
        import psycopg

        try:
            connection = self._connected()
            with _deadline(connection, deadline_s or self.deadline_s), connection.transaction():
                yield connection
        except psycopg.OperationalError as error:
            self.close()
            raise ServiceUnavailable("The database is not answering.") from error

    def ping(self) -> None:
        """Ask the server for nothing. Raises ServiceUnavailable."""
        with self.transaction(deadline_s=PING_DEADLINE_S) as connection:
            connection.execute("select")

    def close(self) -> None:
        """Drop the connection; the next transaction opens a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connected(self) -> "Connection[Row]":
        if self._connection is None or self._connection.closed or _is_stale(self._connection):
            self.close()
            self._connection = _connect(self.url)
        return self._connection


def _connect(url: str) -> "Connection[Row]":
    from psycopg import Connection
    from psycopg.rows import dict_row

    return Connection[Row].connect(
        **_place(url),
        autocommit=True,
        connect_timeout=CONNECT_TIMEOUT_S,
        keepalives_idle=30,
        row_factory=dict_row,
        prepare_threshold=None,  # a prepared statement would pin the session of RDS Proxy
    )


def _place(url: str) -> dict[str, Any]:
    """What psycopg is told of `url`. A token is good for 15 minutes, and only asked for on connecting."""
    if not url.startswith(IAM_SCHEME):
        return {"conninfo": url}
    from videoclub.drivers import aws

    parts = urlsplit(url)
    token = aws.client("rds").generate_db_auth_token(  # signed here; nobody is asked
        DBHostname=parts.hostname, Port=parts.port, DBUsername=parts.username
    )
    return {"conninfo": url.replace(IAM_SCHEME, "postgresql://", 1), "password": token}


def _is_stale(connection: "Connection[Row]") -> bool:
    """True when the server has spoken or hung up while nobody asked: on an idle connection that is a farewell."""
    readable, _, _ = select.select([connection.fileno()], [], [], 0)
    return bool(readable)


@contextmanager
def _deadline(connection: "Connection[Row]", seconds: float) -> Generator[None]:
    timer = threading.Timer(seconds, _shut, args=(connection.fileno(),))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(descriptor: int) -> None:
    with socket.socket(fileno=socket.dup(descriptor)) as peer:
        peer.shutdown(socket.SHUT_RDWR)
