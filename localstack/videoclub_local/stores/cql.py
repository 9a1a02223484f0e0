"""Talking CQL to a node as its administrator."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, Session
from cassandra.policies import RoundRobinPolicy

from videoclub_local.processes import LOOPBACK

DEFAULT_PORT = 9042
PROTOCOL_VERSION = 5
CONNECT_TIMEOUT_SECONDS = 3
REQUEST_TIMEOUT_SECONDS = 10.0  # the first statements of a node that has just started
_OPTIONS_FRAME = b"\x04\x00\x00\x00\x05\x00\x00\x00\x00"
_HEADER_BYTES = 9
_SUPPORTED = 0x06


@dataclass(frozen=True)
class CassandraEndpoint:
    """Where Cassandra is and how its administrator signs in."""

    hosts: tuple[str, ...]
    port: int
    username: str
    password: str = field(repr=False)


@contextmanager
def admin_session(endpoint: CassandraEndpoint, timeout_seconds: int = CONNECT_TIMEOUT_SECONDS) -> Iterator[Session]:
    """A session for a few statements. Raises the driver's NoHostAvailable."""
    profile = ExecutionProfile(load_balancing_policy=RoundRobinPolicy(), request_timeout=REQUEST_TIMEOUT_SECONDS)
    cluster = Cluster(
        endpoint.hosts,
        endpoint.port,
        auth_provider=PlainTextAuthProvider(endpoint.username, endpoint.password),
        protocol_version=PROTOCOL_VERSION,
        connect_timeout=timeout_seconds,
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        schema_metadata_enabled=False,
        token_metadata_enabled=False,
        monitor_reporting_enabled=False,
    )
    try:
        yield cluster.connect()
    finally:
        cluster.shutdown()


def answers_cql(port: int) -> bool:
    """Whether the loopback port answers OPTIONS with SUPPORTED: the server is up, whoever may sign in."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(_OPTIONS_FRAME)
            header = connection.recv(_HEADER_BYTES)
    except OSError:
        return False
    return len(header) == _HEADER_BYTES and header[4] == _SUPPORTED
