# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingImports=false, reportAttributeAccessIssue=false
"""The session with Cassandra: one per Lambda environment, opened on first use, opened anew once when it is stale.

A frozen environment loses its hosts; the driver notices only on the next request, which then gets a fresh session.
Threads may share it.
"""

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from rental.settings import RentalSettings
from videoclub.errors import ServiceUnavailable
from videoclub.log import logger

if TYPE_CHECKING:
    from cassandra.cluster import Cluster, Session
    from cassandra.query import BoundStatement, PreparedStatement

CONNECT_TIMEOUT_S = 2
REQUEST_TIMEOUT_S = 2.0
"""Longer than a healthy LWT by two orders of magnitude, shorter than any caller waits."""
RECONNECT_EVERY_S = 1.0
IDLE_S = 30.0
"""A connection unused for this long is suspected to be dead when a request on it gets no answer."""

type Statement = tuple[str, Mapping[str, Any]]
"""CQL and its values by name; a value left out is not written."""
type Row = dict[str, Any]


@dataclass
class _Connection:
    """A session of the driver with the statements prepared on it."""

    cluster: "Cluster"
    session: "Session"
    prepared: "dict[str, PreparedStatement]" = field(default_factory=dict[str, "PreparedStatement"])
    used_at: float = field(default_factory=time.monotonic)

    def bind(self, statement: Statement, *, idempotent: bool = True) -> "BoundStatement":
        cql, values = statement
        prepared = self.prepared.get(cql)
        if prepared is None:
            prepared = self.session.prepare(cql)
            prepared.is_idempotent = idempotent
            self.prepared[cql] = prepared
        return prepared.bind(values)

    @property
    def is_idle(self) -> bool:
        return time.monotonic() - self.used_at > IDLE_S


@dataclass
class CassandraSession:
    """Runs prepared statements; knows nothing of rentals. Every method raises ServiceUnavailable."""

    settings: RentalSettings
    _connection: _Connection | None = field(default=None, init=False, repr=False)
    _connecting: Lock = field(default_factory=Lock, init=False, repr=False)

    def run(self, cql: str, values: Mapping[str, Any]) -> list[Row]:
        """Run a read or a write that may be repeated, and return its rows."""
        return self._with_connection(
            lambda connection: list(connection.session.execute(connection.bind((cql, values))))
        )

    def run_conditional(self, cql: str, values: Mapping[str, Any]) -> Row:
        """Run a lightweight transaction; its row tells `[applied]`, and what is stored where it was refused.

        The outcome of one without an answer is unknown: it is repeated once, which also completes the first. The
        caller tells from what is stored whether it was its own. The driver repeats none by itself.
        """
        try:
            return self._run_once(cql, values)
        except ServiceUnavailable:
            logger("rental").info("outcome_unknown")
            return self._run_once(cql, values)

    def run_together(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run statements that may be repeated, side by side; their rows, in the order of the statements."""

        def execute(connection: _Connection) -> list[list[Row]]:
            running = [connection.session.execute_async(connection.bind(statement)) for statement in statements]
            return [list(future.result()) for future in running]

        return self._with_connection(execute)

    def run_logged_batch(self, statements: Sequence[Statement]) -> None:
        """Run plain writes that all happen in the end, or none."""
        from cassandra.query import BatchStatement, BatchType

        def execute(connection: _Connection) -> None:
            batch = BatchStatement(BatchType.LOGGED)
            batch.is_idempotent = True
            for statement in statements:
                batch.add(connection.bind(statement))
            connection.session.execute(batch)

        self._with_connection(execute)

    def close(self) -> None:
        """Drop the connection; the next statement opens a new one."""
        with self._connecting:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.cluster.shutdown()

    def _run_once(self, cql: str, values: Mapping[str, Any]) -> Row:
        def execute(connection: _Connection) -> Row:
            [row] = connection.session.execute(connection.bind((cql, values), idempotent=False))
            return row

        return self._with_connection(execute)

    def _with_connection[Result](self, execute: Callable[[_Connection], Result]) -> Result:
        from cassandra import DriverException, OperationTimedOut, RequestValidationException
        from cassandra.cluster import NoHostAvailable
        from cassandra.connection import ConnectionException
        from cassandra.protocol import ErrorMessage

        try:
            connection = self._connected()
            try:
                result = execute(connection)
            except (NoHostAvailable, OperationTimedOut) as error:
                if isinstance(error, OperationTimedOut) and not connection.is_idle:
                    raise
                logger("rental").info("cassandra_reconnects")
                self._drop(connection)
                connection = self._connected()
                result = execute(connection)
        except RequestValidationException:  # a mistake of ours, not of the store's
            raise
        except (NoHostAvailable, DriverException, ConnectionException, ErrorMessage) as error:
            raise ServiceUnavailable("The rental store is not answering.") from error
        connection.used_at = time.monotonic()
        return result

    def _connected(self) -> _Connection:
        with self._connecting:
            if self._connection is None:
                self._connection = _open(self.settings)
            return self._connection

    def _drop(self, stale: _Connection) -> None:
        """Drop this connection, unless another thread has done so and opened the next one."""
        with self._connecting:
            if self._connection is not stale:
                return
            self._connection = None
        stale.cluster.shutdown()


def _open(settings: RentalSettings) -> _Connection:
    cluster = _cluster(settings)
    try:
        return _Connection(cluster, cluster.connect(settings.cassandra_keyspace))
    except BaseException:
        cluster.shutdown()  # else its threads would go on looking for the hosts
        raise


def _cluster(settings: RentalSettings) -> "Cluster":
    from cassandra import ConsistencyLevel
    from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
    from cassandra.policies import ConstantReconnectionPolicy, RoundRobinPolicy
    from cassandra.query import dict_factory

    profile = ExecutionProfile(
        load_balancing_policy=RoundRobinPolicy(),
        consistency_level=ConsistencyLevel.LOCAL_QUORUM,
        serial_consistency_level=ConsistencyLevel.LOCAL_SERIAL,
        request_timeout=REQUEST_TIMEOUT_S,
        row_factory=dict_factory,
    )
    return Cluster(
        settings.cassandra_hosts.split(","),
        port=settings.cassandra_port,
        auth_provider=_auth_provider(settings),
        ssl_context=_tls(settings),
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        protocol_version=settings.cassandra_protocol_version,  # else the driver starts too high and steps down
        connect_timeout=CONNECT_TIMEOUT_S,
        control_connection_timeout=CONNECT_TIMEOUT_S,
        reconnection_policy=ConstantReconnectionPolicy(RECONNECT_EVERY_S, max_attempts=None),  # pyright: ignore[reportArgumentType]
        schema_metadata_enabled=False,
        token_metadata_enabled=False,
        monitor_reporting_enabled=False,
        compression=False,
    )


def _auth_provider(settings: RentalSettings) -> Any:
    if settings.cassandra_auth == "sigv4":
        from cassandra_sigv4.auth import SigV4AuthProvider

        return SigV4AuthProvider()  # the role's credentials and the region come from the environment
    from cassandra.auth import PlainTextAuthProvider

    return PlainTextAuthProvider(settings.cassandra_username, settings.cassandra_password)


def _tls(settings: RentalSettings) -> ssl.SSLContext | None:
    if not settings.cassandra_tls:
        return None
    context = ssl.create_default_context(cafile=settings.cassandra_ca_file)
    # Nodes are known by addresses that they tell themselves, which no certificate names; who vouches for them counts.
    context.check_hostname = False
    return context
