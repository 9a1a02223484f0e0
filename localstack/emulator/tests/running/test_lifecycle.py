"""Start, stop and death of the emulator; nothing may be left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from functions import Deployment, Function, client
from polling import eventually, is_alive

from process_executor.launcher import Emulator, launched

FAMILY = """
    import os, subprocess
    child = subprocess.Popen(["sleep", "300"])
    def handler(event, context):
        if event.get("busy"): sum(range(10**12))
        return [os.getpid(), child.pid]
"""


@pytest.fixture
def other_emulator(tmp_path: Path) -> Iterator[Emulator]:
    """An emulator of the test's own, beside the one of all; its environments idle for one second."""
    with launched(tmp_path / "state", {"LAMBDA_KEEPALIVE_MS": "1000"}) as running:
        yield running


def _busy_family(emulator: Emulator, directory: Path) -> tuple[Function, list[int]]:
    """A function with an idle environment and one that is busy in a loop of C; and the ids of their processes."""
    function = Deployment(emulator, directory).function(FAMILY, Timeout=300)
    busy = function.call().payload
    threading.Thread(target=_ignoring_errors, args=[function], daemon=True).start()
    eventually(lambda: psutil.Process(busy[0]).cpu_times().user > 0.3)
    idle = function.call().payload
    assert busy != idle
    return function, [*busy, *idle]


def _ignoring_errors(function: Function) -> None:
    try:
        function.call(busy=True)
    except Exception:
        return


def test_sigkill_leaves_nothing_running(other_emulator: Emulator, tmp_path: Path) -> None:
    # Given: grandchildren, and a process that heeds nothing
    _, pids = _busy_family(other_emulator, tmp_path)
    # When
    other_emulator.process.kill()
    # Then
    eventually(lambda: not any(is_alive(pid) for pid in pids), 5)


def test_sigkill_of_its_process_group_leaves_nothing_running(other_emulator: Emulator, tmp_path: Path) -> None:
    # Given
    pids = Deployment(other_emulator, tmp_path).function(FAMILY).call().payload
    # When
    os.killpg(other_emulator.process.pid, signal.SIGKILL)
    # Then
    eventually(lambda: not any(is_alive(pid) for pid in pids), 5)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_under_load_ends_all_within_seconds(
    other_emulator: Emulator, tmp_path: Path, stop: signal.Signals
) -> None:
    # Given
    function, pids = _busy_family(other_emulator, tmp_path)
    slow = Deployment(other_emulator, tmp_path).function("import time\ndef handler(e, c): time.sleep(60)", Timeout=90)
    with ThreadPoolExecutor(8) as pool:
        for index in range(8):
            pool.submit(_ignoring_errors, slow if index % 2 else function)
        eventually(lambda: len(psutil.Process(other_emulator.process.pid).children()) >= 8)
        # When
        began = monotonic()
        other_emulator.process.send_signal(stop)
        # Then
        assert other_emulator.process.wait(60) == 0
        assert monotonic() - began < 30  # the calls would take a minute
    eventually(lambda: not any(is_alive(pid) for pid in pids), 5)


def test_idle_environments_end(other_emulator: Emulator, tmp_path: Path) -> None:
    # Given
    function = Deployment(other_emulator, tmp_path).function(FAMILY)
    pids = function.call().payload
    # When nothing calls it for a second
    eventually(lambda: not any(is_alive(pid) for pid in pids), 5)
    # Then
    assert function.call().payload != pids


def test_two_emulators_run_side_by_side(emulator: Emulator, other_emulator: Emulator, tmp_path: Path) -> None:
    # Given
    source = "import os\ndef handler(event, context): return os.environ['AWS_ENDPOINT_URL']"
    functions = [Deployment(running, tmp_path).function(source) for running in (emulator, other_emulator)]
    # When
    endpoints = [function.call().payload for function in functions]
    # Then
    assert endpoints == [emulator.url, other_emulator.url]
    names = [found["FunctionName"] for found in client(other_emulator, "lambda").list_functions()["Functions"]]
    assert names == [functions[1].name]


def test_a_second_emulator_on_the_same_port_says_why_it_cannot_start(emulator: Emulator, tmp_path: Path) -> None:
    # When
    result = _start("--port", str(emulator.port), "--state-dir", str(tmp_path))
    # Then
    assert result.returncode == 1
    assert result.stderr == f"Port {emulator.port} on 127.0.0.1 is not free: Address already in use.\n"


def test_a_missing_certificate_is_named(tmp_path: Path) -> None:
    # When
    result = _start("--port", "0", "--state-dir", str(tmp_path), "--certificate", str(tmp_path / "none.pem"))
    # Then
    assert result.returncode == 1
    assert result.stderr == f"There is no certificate at {tmp_path / 'none.pem'}.\n"


def _start(*arguments: str) -> Any:
    command = [sys.executable, "-m", "process_executor", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_https_on_the_same_port_has_the_given_certificate(tmp_path: Path) -> None:
    # Given
    certificate = tmp_path / "server.pem"
    _write_certificate(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    # When
    with launched(tmp_path / "state", certificate=certificate) as running:
        address = f"https://localhost:{running.port}/_localstack/health"
        with urllib.request.urlopen(address, context=trusting) as response:
            # Then
            assert response.status == 200


def _write_certificate(path: Path) -> None:
    """A self-signed certificate for localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))


def test_nothing_is_written_to_the_home(emulator: Emulator, deployment: Deployment) -> None:
    # Given
    home = emulator.log.parent / "home"
    # When
    deployment.function("def handler(event, context): return 1").call()
    # Then
    assert list(home.iterdir()) == []


def test_the_plugins_are_found_whatever_the_users_cache_says(tmp_path: Path) -> None:
    # Given: an index of entry points from before the plugin was installed, at the place of any index
    source = """if True:
        import os, sys
        from plux.runtime.cache import EntryPointsCache
        sys.path[0] = os.getcwd()  # as for python -m
        print(EntryPointsCache()._calculate_hash_key(sys.path))
    """
    key = subprocess.check_output([sys.executable, "-c", source], text=True).strip()
    for cache in (tmp_path / "state" / "cache", tmp_path / "home" / ".cache"):
        (cache / "plux").mkdir(parents=True)
        (cache / "plux" / f"{key}.entry_points.txt").write_text("")
    # When / Then
    with launched(tmp_path / "state", {"HOME": str(tmp_path / "home")}) as running:
        Deployment(running, tmp_path).function("def handler(event, context): return 1").call()


def test_it_listens_on_loopback_only(emulator: Emulator) -> None:
    # Given
    connections = psutil.Process(emulator.process.pid).net_connections("inet")
    # When
    listening = [found.laddr for found in connections if found.status == psutil.CONN_LISTEN]
    bound = [found.laddr for found in connections if found.type == socket.SOCK_DGRAM]
    # Then
    assert emulator.port in [address.port for address in listening]
    assert {address.ip for address in [*listening, *bound]} == {"127.0.0.1"}


def test_it_asks_for_the_process_executor(emulator: Emulator) -> None:
    # Given
    providers = client(emulator, "lambda")
    providers.list_functions()
    # When
    with urllib.request.urlopen(f"{emulator.url}/_localstack/plugins") as response:
        plugins = json.load(response)["localstack.aws.provider"]
    # Then
    loaded = [plugin["name"] for plugin in plugins if plugin["is_loaded"]]
    assert [name for name in loaded if name.startswith("lambda:")] == ["lambda:process"]
