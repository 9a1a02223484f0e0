# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportMissingImports=false, reportAttributeAccessIssue=false
"""The session with Cassandra: one per Lambda environment, opened on first use, opened anew once when it is stale.

A frozen environment loses its hosts; the driver notices only on the next request, which then gets a fresh session.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from rental.settings import RentalSettings
from videoclub.errors import ServiceUnavailable
from videoclub.log import logger

if TYPE_CHECKING:
    from cassandra.cluster import Cluster, Session
    from cassandra.query import PreparedStatement

CONNECT_TIMEOUT_S = 2
REQUEST_TIMEOUT_S = 2.0
"""Longer than a healthy LWT by two orders of magnitude, shorter than any caller waits."""
RECONNECT_EVERY_S = 1.0
PROTOCOL_VERSION = 5


@dataclass
class CassandraSession:
    """Runs prepared statements; knows nothing of rentals."""

    settings: RentalSettings
    _cluster: "Cluster | None" = field(default=None, init=False, repr=False)
    _session: "Session | None" = field(default=None, init=False, repr=False)
    _connecting: Lock = field(default_factory=Lock, init=False, repr=False)
    _prepared: "dict[str, PreparedStatement]" = field(default_factory=dict[str, "PreparedStatement"], init=False)

    def run(
        self, cql: str, values: Mapping[str, Any], *, idempotent: bool = True, serial: bool = False
    ) -> list[dict[str, Any]]:
        """Run one statement and return its rows.

        Raises ServiceUnavailable. `idempotent=False` (every lightweight transaction) keeps the driver from repeating
        it; the outcome of one that timed out is unknown, and the caller decides. `serial` reads see every finished
        lightweight transaction.
        """
        from cassandra import ConsistencyLevel

        def execute(session: "Session") -> list[dict[str, Any]]:
            statement = self._bind(cql, values, idempotent)
            if serial:
                statement.consistency_level = ConsistencyLevel.LOCAL_SERIAL
            return list(session.execute(statement))

        return self._with_fresh_session(execute)

    def run_logged_batch(self, statements: Mapping[str, Mapping[str, Any]]) -> None:
        """Run plain writes that all happen in the end, or none. Raises ServiceUnavailable."""
        from cassandra.query import BatchStatement, BatchType

        def execute(session: "Session") -> None:
            batch = BatchStatement(BatchType.LOGGED)
            batch.is_idempotent = True
            for cql, values in statements.items():
                batch.add(self._bind(cql, values, idempotent=True))
            session.execute(batch)

        self._with_fresh_session(execute)

    def close(self) -> None:
        """Drop the connection; the next statement opens a new one."""
        if self._cluster is not None:
            self._cluster.shutdown()
        self._cluster = self._session = None
        self._prepared.clear()

    def _with_fresh_session[Result](self, execute: "Callable[[Session], Result]") -> Result:
        from cassandra import OperationTimedOut, RequestExecutionException
        from cassandra.cluster import NoHostAvailable

        try:
            try:
                return execute(self._connected())
            except NoHostAvailable:
                logger("rental").info("cassandra_reconnects")
                self.close()
                return execute(self._connected())
        except (NoHostAvailable, OperationTimedOut, RequestExecutionException) as error:
            raise ServiceUnavailable("The rental store is not answering.") from error

    def _bind(self, cql: str, values: Mapping[str, Any], idempotent: bool) -> Any:
        statement = self._prepared.get(cql)
        if statement is None:
            statement = self._connected().prepare(cql)
            statement.is_idempotent = idempotent
            self._prepared[cql] = statement
        return statement.bind(values)

    def _connected(self) -> "Session":
        with self._connecting:
            if self._session is None:
                self._cluster = _cluster(self.settings)
                self._session = self._cluster.connect(self.settings.cassandra_keyspace)
            return self._session


def _cluster(settings: RentalSettings) -> "Cluster":
    from cassandra import ConsistencyLevel
    from cassandra.auth import PlainTextAuthProvider
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
        auth_provider=PlainTextAuthProvider(settings.cassandra_username, settings.cassandra_password),
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        protocol_version=PROTOCOL_VERSION,  # else the driver starts too high and steps down, a round trip each
        connect_timeout=CONNECT_TIMEOUT_S,
        control_connection_timeout=CONNECT_TIMEOUT_S,
        reconnection_policy=ConstantReconnectionPolicy(RECONNECT_EVERY_S, max_attempts=None),  # pyright: ignore[reportArgumentType]
        schema_metadata_enabled=False,
        token_metadata_enabled=False,
        monitor_reporting_enabled=False,
        compression=False,
    )
