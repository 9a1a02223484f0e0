"""Apache Cassandra 5.0 from pinned Maven artifacts, on a Java from a wheel; or the cluster the user offers."""

import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from cassandra.cluster import NoHostAvailable

from videoclub_local.artifacts import cache_home
from videoclub_local.parts import PartError
from videoclub_local.processes import LOOPBACK, Launch, Ports
from videoclub_local.stores.cassandra_node import CassandraNode, node_artifacts
from videoclub_local.stores.class_archive import build_class_archive, class_archive
from videoclub_local.stores.cql import DEFAULT_PORT, CassandraEndpoint, admin_session, answers_cql
from videoclub_local.stores.java import find_java
from videoclub_local.stores.passwords import own_password
from videoclub_local.stores.store import ANSWER_TIMEOUT_SECONDS, Store

HOSTS_VARIABLE = "VIDEOCLUB_CASSANDRA_HOSTS"
PORT_VARIABLE = "VIDEOCLUB_CASSANDRA_PORT"
USERNAME_VARIABLE = "VIDEOCLUB_CASSANDRA_USERNAME"
PASSWORD_VARIABLE = "VIDEOCLUB_CASSANDRA_PASSWORD"  # noqa: S105 - a name

SUPERUSER = "videoclub"
_SHIPPED_SUPERUSER = "cassandra"
SUPERUSER_TIMEOUT_SECONDS = 20.0
_RETRY_SECONDS = 0.1


class CassandraStore(Store):
    """A Cassandra node. `endpoint` is its administrator's, for provisioning only."""

    name = "cassandra"
    title = "Cassandra"
    start_timeout_seconds = 120.0

    @property
    def is_external(self) -> bool:
        return bool(self._environment.get(HOSTS_VARIABLE))

    @property
    def endpoint(self) -> CassandraEndpoint:
        """Where it is and how the administrator signs in. Raises PartError when it is not running."""
        return self._offered_endpoint() if self.is_external else self._own_endpoint(self._running.ports)

    @property
    def public_url(self) -> str | None:
        if self.is_external:
            offered = self._offered_endpoint()
            return f"cql://{','.join(offered.hosts)}:{offered.port}"
        running = self._process.running()
        return f"cql://{LOOPBACK}:{running.ports['cql']}" if running else None

    def _check_offered(self) -> None:
        try:
            with admin_session(self.endpoint, ANSWER_TIMEOUT_SECONDS):
                pass
        except NoHostAvailable as error:
            raise PartError(
                f"Cassandra does not answer at {self.public_url} ({HOSTS_VARIABLE}, {USERNAME_VARIABLE}, "
                f"{PASSWORD_VARIABLE}): {_reason(error)}"
            ) from None

    def start(self) -> None:
        super().start()
        if not self.is_external and not self._superuser_marker.exists():
            self._replace_shipped_superuser()

    def _offered_endpoint(self) -> CassandraEndpoint:
        get = self._environment.get
        hosts = tuple(host.strip() for host in self._environment[HOSTS_VARIABLE].split(","))
        port = get(PORT_VARIABLE) or str(DEFAULT_PORT)
        if not port.isdecimal():
            raise PartError(f"{PORT_VARIABLE} is not a port number: {port}.")
        username, password = get(USERNAME_VARIABLE), get(PASSWORD_VARIABLE)
        if not username or not password:
            raise PartError(
                f"{HOSTS_VARIABLE} is set, but {USERNAME_VARIABLE} or {PASSWORD_VARIABLE} is not; set both."
            )
        return CassandraEndpoint(hosts, int(port), username, password)

    def _own_endpoint(self, ports: Ports) -> CassandraEndpoint:
        return CassandraEndpoint((LOOPBACK,), ports["cql"], SUPERUSER, own_password(self._password_file))

    @property
    def _password_file(self) -> Path:
        return self._folder / "password"

    @property
    def _superuser_marker(self) -> Path:
        """In the data folder, as it says something of the data: its superuser is ours."""
        return self.data_dir / "superuser-replaced"

    def _is_ready(self, ports: Ports) -> bool:
        return answers_cql(ports["cql"])

    def _prepare(self) -> None:
        build_class_archive(self._class_archive, self._java, self._jars)

    @cached_property
    def _java(self) -> Path:
        return find_java(self._environment)

    @cached_property
    def _jars(self) -> Sequence[Path]:
        return self._artifacts.fetch(node_artifacts())

    @property
    def _class_archive(self) -> Path:
        return class_archive(cache_home(self._environment), self._java, self._jars)

    def _launch(self) -> Launch:
        if self._superuser_marker.exists() and not self._password_file.exists():
            raise PartError(
                f"The password of the data in {self.data_dir} is gone ({self._password_file}); put the file back, "
                "or start afresh with `videoclub reset`."
            )
        node = CassandraNode(self._java, self._jars, self._folder, self.data_dir)
        ports = self._process.choose_ports("cql", "storage")
        return node.launch(ports, f"-XX:SharedArchiveFile={self._class_archive}")

    def _replace_shipped_superuser(self) -> None:
        """Make our superuser and lock out cassandra/cassandra. May be repeated, side by side, and after half of it."""
        ours = self.endpoint
        shipped = CassandraEndpoint(ours.hosts, ours.port, _SHIPPED_SUPERUSER, _SHIPPED_SUPERUSER)
        deadline = time.monotonic() + SUPERUSER_TIMEOUT_SECONDS
        while not (self._lock_out_shipped_superuser(ours) or self._create_superuser(shipped, ours)):
            if time.monotonic() > deadline:
                raise PartError(f"Cassandra lets no superuser in; see {self._process.log_file}.")
            time.sleep(_RETRY_SECONDS)  # the shipped superuser appears a moment after the port opens
        if not self._lock_out_shipped_superuser(ours):
            raise PartError(f"Cassandra's own superuser could not be replaced; see {self._process.log_file}.")
        self._superuser_marker.touch()

    def _create_superuser(self, shipped: CassandraEndpoint, ours: CassandraEndpoint) -> bool:
        try:
            with admin_session(shipped) as session:
                role = f"CREATE ROLE IF NOT EXISTS {ours.username} WITH SUPERUSER = true AND LOGIN = true"
                session.execute(f"{role} AND PASSWORD = %s", (ours.password,))
        except NoHostAvailable:
            return False
        return True

    def _lock_out_shipped_superuser(self, ours: CassandraEndpoint) -> bool:
        try:
            with admin_session(ours) as session:
                session.execute(f"ALTER ROLE {_SHIPPED_SUPERUSER} WITH SUPERUSER = false AND LOGIN = false")
                session.execute("TRUNCATE system_views.roles_cache_keys")  # at once, not when the cache expires
        except NoHostAvailable:
            return False
        return True


def _reason(error: NoHostAvailable) -> str:
    """What the first host that was tried said."""
    return str(next(iter(error.errors.values()), "no host was tried")) if error.errors else str(error)
