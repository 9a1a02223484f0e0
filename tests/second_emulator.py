"""ministack with the project's own stack, on the run's stores: the other emulator that tests of the gateway run on.

It enforces authorizers and throttling, which LocalStack does not; docs/emulators.md says what else differs.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest
from uv import find_uv_bin

from api_client import ApiClient, eventually
from databases import Keyspace
from deployed_gateway import DeployedGateway
from videoclub_local.addresses import Addresses
from videoclub_local.build.packages import local_platform
from videoclub_local.build.project import build_archives
from videoclub_local.deploy.aws import LocalAws
from videoclub_local.deploy.deployment import deploy
from videoclub_local.parts import PartError
from videoclub_local.processes import LOOPBACK, Launch, ManagedProcess, Ports
from videoclub_local.report import API_ID
from videoclub_local.secrets import POSTGRES_SERVICES, REDIS_SERVICES, Secrets, store_secrets, store_token_keys
from videoclub_local.startup import MAIL_SENDER, RATE_LIMITS, SITE_BUCKET, WIDE_RATE_LIMIT

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "localstack" / "second_emulator"
START_TIMEOUT_S = 30
READY_TIMEOUT_S = 2
NOBODY = f"http://{LOOPBACK}:9"
"""Where nobody listens: nothing of these tests may reach Firebase."""

UNKNOWN_KEY = f"vc_{'0' * 8}_{'A' * 43}"


@dataclass
class Ministack:
    """The emulator's process; all that it writes is below `folder`."""

    folder: Path
    _process: ManagedProcess = field(init=False)

    def __post_init__(self) -> None:
        self._process = ManagedProcess("ministack", self.folder, self.folder / "ministack.log")

    def start(self) -> Addresses:
        """Install it if need be, and start it. Raises PartError."""
        command = [find_uv_bin(), "sync", "--frozen", "--quiet", "--project", PROJECT, "--python", sys.executable]
        environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PartError(f"ministack could not be installed from {PROJECT}: {done.stderr.strip()}")
        running = self._process.start(self._launch, _is_ready, timeout_seconds=START_TIMEOUT_S)
        return Addresses(running.ports["http"])

    def stop(self) -> None:
        """End it, and its functions with it: left to themselves they end some time after it."""
        running = self._process.running()
        self._process.stop()
        with suppress(ProcessLookupError):
            if running:
                os.killpg(running.pid, signal.SIGKILL)

    def _launch(self) -> Launch:
        ports = self._process.choose_ports("http")
        environment = {
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(ports["http"]),
            "HOME": str(self.folder),
            "IOT_MTLS_ENABLED": "0",  # it would listen for MQTT
            "LAMBDA_EXECUTOR": "local",
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self.folder),
        }
        return Launch([PROJECT / ".venv" / "bin" / "python", PROJECT / "start.py"], ports, environment, self.folder)


def _is_ready(ports: Ports) -> bool:
    with suppress(httpx.TransportError):
        url = f"http://{LOOPBACK}:{ports['http']}/_ministack/health"
        return httpx.get(url, timeout=READY_TIMEOUT_S).is_success
    return False


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """ministack, running, with nothing deployed."""
    emulator = Ministack(tmp_path_factory.mktemp("ministack"))
    try:
        addresses = emulator.start()
    except PartError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"ministack: {error}")
    yield addresses
    emulator.stop()


@pytest.fixture(scope="session")
def second_gateway(
    ministack: Addresses,
    tmp_path_factory: pytest.TempPathFactory,
    service_database: Callable[[str], str],
    service_redis: Callable[[str], str],
    rental_keyspace: Keyspace,
) -> DeployedGateway:
    """The stack of template.yaml as it stands, deployed to ministack from archives, as to AWS."""
    home = tmp_path_factory.mktemp("second-emulator")
    aws = LocalAws(ministack.endpoint_url)
    secrets = Secrets.ensure(home / "secrets.json")
    entries = secrets.of_services(
        {service: service_database(service) for service in POSTGRES_SERVICES},
        rental_keyspace.endpoint,
        {service: service_redis(service) for service in REDIS_SERVICES},
    )
    entries["videoclub/rental"]["cassandra_keyspace"] = rental_keyspace.name
    store_secrets(aws, entries)
    store_token_keys(aws, secrets.token_keys)
    api_url = ministack.api_url(API_ID)
    parameters = {
        "ApiUrl": api_url,
        "SiteBucketName": SITE_BUCKET,
        "SiteOrigin": ministack.bucket_url(SITE_BUCKET),
        "MailSender": MAIL_SENDER,
        "FcmProxy": NOBODY,
        **dict.fromkeys(RATE_LIMITS, WIDE_RATE_LIMIT),
    }
    deploy(build_archives(ROOT, home, os.environ, local_platform()), aws, parameters)
    _stop_schedules(aws)
    gateway = DeployedGateway(api_url, aws, secrets, _developer(api_url, service_database("users")))
    eventually(lambda: _refuses_nobody(gateway))
    return gateway


def _refuses_nobody(gateway: DeployedGateway) -> bool:
    """Whether the authorizer, and Users, whom it asks about keys, have come up: at first they may be too late."""
    return gateway.anyone.get("/me", headers={"X-Api-Key": UNKNOWN_KEY}).status_code == httpx.codes.UNAUTHORIZED


def _developer(api_url: str, users_database: str) -> dict[str, str]:
    """E-mail and password of a new account with a role that no route gives."""
    login = ApiClient(api_url).new_account()
    with psycopg.connect(users_database) as users:
        users.execute("UPDATE accounts SET roles = '{customer,developer}' WHERE email = %s", (login["email"],))
    return login


def _stop_schedules(aws: LocalAws) -> None:
    """No test here waits for a sweep, and eight a minute would take the processor from those that follow."""
    events = aws.client("events")
    for page in events.get_paginator("list_rules").paginate():
        for rule in page["Rules"]:
            if "ScheduleExpression" in rule:
                events.disable_rule(Name=rule["Name"])
