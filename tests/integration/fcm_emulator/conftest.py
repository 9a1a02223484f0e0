"""The emulator as its users meet it: a process of its own, reached over the loopback."""

import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import firebase_admin
import httpx
import pytest
import trustme
from firebase_admin import credentials

from fcm_emulator import service_account
from fcm_emulator.proxy import GOOGLE_HOSTS

STOP_SECONDS = 5


@dataclass(frozen=True)
class Certificates:
    server: Path  # key and chain
    authority: Path


@dataclass(frozen=True)
class Emulator:
    process: subprocess.Popen[str]
    url: str
    certificates: Certificates

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    @property
    def proxy_environment(self) -> dict[str, str]:
        """All that a sender is given; it holds no word of FCM."""
        authority = str(self.certificates.authority)
        return {
            "HTTPS_PROXY": self.url,
            "https_proxy": self.url,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "REQUESTS_CA_BUNDLE": authority,
            "SSL_CERT_FILE": authority,
        }

    def client(self) -> httpx.Client:
        """Talks to it directly, with the bearer token of every Firebase emulator."""
        return httpx.Client(base_url=self.url, headers={"Authorization": "Bearer owner"}, trust_env=False, timeout=10)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("fcm-certificates")
    authority = trustme.CA()
    certificates = Certificates(folder / "fcm.pem", folder / "ca.pem")
    authority.issue_cert(*GOOGLE_HOSTS).private_key_and_cert_chain_pem.write_to_path(certificates.server)
    authority.cert_pem.write_to_path(certificates.authority)
    return certificates


type StartEmulator = Callable[..., Emulator]


@pytest.fixture(scope="session")
def start_emulator(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartEmulator]:
    """Starts emulators with the given options, and ends them after the last test."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str | Path) -> Emulator:
        command = [sys.executable, "-m", "fcm_emulator", "--port", "0", "--certificate", certificates.server, *options]
        log = (tmp_path_factory.mktemp("fcm-emulator") / "log").open("w")
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        started.append(process)
        assert process.stdout
        announcement = process.stdout.readline()
        return Emulator(process, announcement.split()[-1], certificates)

    yield start
    for process in started:
        process.terminate()
        process.wait(STOP_SECONDS)
        assert process.stdout
        process.stdout.close()


@pytest.fixture(scope="session")
def emulator(start_emulator: StartEmulator) -> Emulator:
    return start_emulator()


@pytest.fixture
def client(emulator: Emulator) -> Iterator[httpx.Client]:
    with emulator.client() as client:
        yield client


@pytest.fixture
def topic() -> str:
    return f"movies.added.{uuid4().hex}"


@pytest.fixture
def token() -> str:
    return f"{uuid4().hex}:APA91btest"


@pytest.fixture
def set_fault(client: httpx.Client) -> Iterator[Callable[..., Callable[[], int]]]:
    """Plays one fault and gives a function that tells how many requests met it."""

    def play(kind: str, **fields: Any) -> Callable[[], int]:
        client.put("/_faults", json={"faults": [{"kind": kind, **fields}]}).raise_for_status()
        return lambda: client.get("/_faults").json()["faults"][0]["hits"]

    yield play
    client.delete("/_faults").raise_for_status()


@pytest.fixture
def make_app(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., firebase_admin.App]]:
    """Apps of the unmodified Admin SDK, given the proxy's environment and nothing else."""
    for name, value in emulator.proxy_environment.items():
        monkeypatch.setenv(name, value)
    apps: list[firebase_admin.App] = []

    def make(**options: Any) -> firebase_admin.App:
        certificate = credentials.Certificate(service_account("demo-videoclub"))
        apps.append(firebase_admin.initialize_app(certificate, options, name=uuid4().hex))
        return apps[-1]

    yield make
    for app in apps:
        firebase_admin.delete_app(app)


@pytest.fixture
def app(make_app: Callable[..., firebase_admin.App]) -> firebase_admin.App:
    return make_app()


@pytest.fixture(autouse=True)
def quiet_token_deprecation() -> Iterator[None]:
    """The SDK prefers a FID to a registration token since 7.6; both are tested."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*\.tokens? is deprecated")
        yield


@pytest.fixture
def isolated_environment() -> dict[str, str]:
    """The environment without any proxy or CA setting."""
    dropped = {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "ssl_cert_file"}
    return {name: value for name, value in os.environ.items() if name.lower() not in dropped}
