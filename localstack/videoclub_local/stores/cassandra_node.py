"""How one small, durable Cassandra node is configured and started: files, JVM flags, command line."""

import os
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from videoclub_local.artifacts import Artifact, read_lock
from videoclub_local.processes import LOOPBACK, Launch, Ports

HEAP_MIB = 512
DIRECT_MEMORY_MIB = 256
STARTING_HEAP_MIB = 128  # run by root, Cassandra pins this much in memory from the start

_LOCK_FILE = Path(__file__).with_name("cassandra.lock")

_YAML = """\
cluster_name: videoclub
num_tokens: 1
initial_token: "0"
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
dynamic_snitch: false
hinted_handoff_enabled: false
listen_address: {host}
rpc_address: {host}
storage_port: {storage_port}
native_transport_port: {cql_port}
start_native_transport: true
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{{seeds: "{host}:{storage_port}"}}]

# Who may connect. A role's rights are remembered and refreshed in the background, so no request waits for them;
# a right that is taken away is lost within the validity.
authenticator: PasswordAuthenticator
authorizer: CassandraAuthorizer
role_manager: CassandraRoleManager
roles_validity: 10s
roles_update_interval: 2s
permissions_validity: 10s
permissions_update_interval: 2s
credentials_validity: 10s
credentials_update_interval: 2s

# Acknowledged means durable: every write waits for its own flush. The default (periodic) loses acknowledged writes
# when the process is killed, and the group mode makes each round of a lightweight transaction wait.
commitlog_sync: batch
commitlog_segment_size: 8MiB
commitlog_total_space: 128MiB
paxos_variant: v2
storage_compatibility_mode: NONE
auto_snapshot: false

# The memory cap, beside that of the JVM.
memtable_heap_space: 64MiB
memtable_offheap_space: 64MiB
file_cache_size: 32MiB
networking_cache_size: 16MiB
key_cache_size: 8MiB
counter_cache_size: 0MiB
concurrent_reads: 8
concurrent_writes: 8
concurrent_counter_writes: 4

# A slow query would be logged with its values, which may be personal.
slow_query_log_timeout: 0ms
"""

_LOGBACK = """\
<configuration>
  <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date{ISO8601} %-5level [%thread] %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="STDOUT"/></root>
</configuration>
"""

# From conf/jvm17-server.options of Cassandra 5.0, less the two of jdk.compiler, which a runtime without compiler lacks.
_EXPORTED = [
    "java.base/jdk.internal.misc",
    "java.base/java.lang.ref",
    "java.sql/java.sql",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "jdk.unsupported/sun.misc",
    "jdk.attach/sun.tools.attach",
]
_OPENED = [
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.module",
    "java.base/java.lang.reflect",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch",
    "jdk.management/com.sun.management.internal",
]

_FLAGS = [
    f"-Xms{STARTING_HEAP_MIB}m",
    f"-Xmx{HEAP_MIB}m",
    f"-XX:MaxDirectMemorySize={DIRECT_MEMORY_MIB}m",
    "-Xss256k",
    "-XX:+UseSerialGC",  # with the first compiler tier alone: the quickest start and the smallest process
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:+PerfDisableSharedMem",
    "-Djava.net.preferIPv4Stack=true",
    "-Djdk.attach.allowAttachSelf=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dcassandra-foreground=yes",
    # A single node has nobody to wait for …
    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
    "-Dcassandra.ring_delay_ms=0",
    "-Dcassandra.superuser_setup_delay_ms=0",
    "-Dcassandra.shutdown_announce_in_ms=0",
    "-Dcassandra.test.messagingService.nonGracefulShutdown=true",
    # … and need not measure at each start what it measured before (1.4 s).
    "-Dcassandra.memtable.row_overhead_size=180",
    # 2^4 rounds of bcrypt instead of 2^10 at each connection: the passwords are random, there is nothing to slow down.
    "-Dcassandra.auth_bcrypt_gensalt_log2_rounds=4",
    *(f"--add-exports={package}=ALL-UNNAMED" for package in _EXPORTED),
    *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
]
_MAIN_CLASS = "org.apache.cassandra.service.CassandraDaemon"


def node_artifacts() -> list[Artifact]:
    """The pinned jars that this machine needs: netty's native parts for other systems are left out."""
    system = {"Linux": "linux", "Darwin": "osx"}.get(platform.system(), "windows")
    machine = {"aarch64": "aarch_64", "arm64": "aarch_64"}.get(platform.machine(), "x86_64")
    return [artifact for artifact in read_lock(_LOCK_FILE) if _runs_on(artifact.file_name, system, machine)]


def _runs_on(jar: str, system: str, machine: str) -> bool:
    native = any(f"-{other}-" in jar for other in ("linux", "osx", "windows"))
    return not native or jar.endswith(f"-{system}-{machine}.jar")


@dataclass(frozen=True)
class CassandraNode:
    """A node whose data lies in `data` and whose configuration is written to `folder`."""

    java: Path
    jars: Sequence[Path]
    folder: Path
    data: Path

    def launch(self, ports: Ports, *flags: str) -> Launch:
        """Write the configuration and say how to start. `flags` are more flags for the JVM."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.folder / "triggers").mkdir(exist_ok=True)
        shutil.rmtree(self._scratch, ignore_errors=True)  # native libraries unpacked by a node that was killed
        self._scratch.mkdir()
        yaml = _YAML.format(host=LOOPBACK, storage_port=ports["storage"], cql_port=ports["cql"])
        self._yaml.write_text(yaml)
        self._logback.write_text(_LOGBACK)
        jamm = next(jar for jar in self.jars if jar.name.startswith("jamm-"))
        return Launch(
            [self.java, f"-javaagent:{jamm}", *self.flags(), *flags, _MAIN_CLASS],
            ports,
            environment={"LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
            working_directory=self.folder,
        )

    def flags(self) -> list[str]:
        """The JVM's flags, without the memory-measuring agent, which an archive of classes cannot be made with."""
        return [
            *_FLAGS,
            f"-Djava.io.tmpdir={self._scratch}",
            f"-Djna.tmpdir={self._scratch}",
            f"-XX:ErrorFile={self.folder}/java-crash.log",
            f"-Dcassandra.storagedir={self.data}",
            f"-Dcassandra.triggers_dir={self.folder / 'triggers'}",
            f"-Dcassandra.config={self._yaml.as_uri()}",
            f"-Dlogback.configurationFile={self._logback}",
            "-cp",
            os.pathsep.join(map(str, self.jars)),
        ]

    @property
    def _yaml(self) -> Path:
        return self.folder / "cassandra.yaml"

    @property
    def _logback(self) -> Path:
        return self.folder / "logback.xml"

    @property
    def _scratch(self) -> Path:
        return self.folder / "tmp"
