"""How long functions take to start: the INIT of Lambda, measured on the archives as they are deployed.

Each start is a fresh process of the interpreter alone, without site-packages: awslambdaric loads the handler from the
function's archive, its layers and the managed runtime, and asks a Runtime API for work. That request ends INIT.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from videoclub_local.build.code import Archive, Code
from videoclub_local.build.errors import BuildError
from videoclub_local.build.project import Build
from videoclub_local.build.template import FUNCTION, layers_of, resources_of_type, service_of
from videoclub_local.processes import LOOPBACK

RUNS = 5
TIMEOUT_SECONDS = 10.0  # Lambda's own for INIT
_POLL_SECONDS = 0.05  # for a process that ends without a word
_INTERPRETER = getattr(sys, "_base_executable", sys.executable)
_COPY_MANAGED_RUNTIME = """
import pathlib, sys
from process_executor import managed_runtime
managed_runtime.create(pathlib.Path(sys.argv[1]))
"""


@dataclass(frozen=True)
class InitTime:
    """The start of one function."""

    function: str
    """Its logical id in template.yaml."""
    init_ms: float
    """From the process's start to its first request for work: the shortest seen, as others' work only adds to it."""
    cpu_ms: float
    """What processors worked for it, in steps of 10 ms: what INIT takes on a core of its own."""
    rss_mb: float
    """Resident memory in MiB at that moment, the largest seen."""
    zip_kb: float
    """Its own archive in KiB, layers not counted."""


def measure_inits(build: Build, checkout: Path, runs: int = RUNS) -> Iterator[InitTime]:
    """The functions of a build of archives for this machine, one after the other; each run starts a new process.

    The managed runtime is that of the emulator's environment in `checkout`. Raises BuildError, with the error of a
    function that does not start.
    """
    with tempfile.TemporaryDirectory(prefix="videoclub-") as folder:
        root = Path(folder)
        runtime = root / "runtime"
        _create_managed_runtime(checkout, runtime)
        unpacked = {code: _unpacked(code, root) for code in (*build.functions.values(), *build.layers.values())}
        for name, function in resources_of_type(build.template, FUNCTION).items():
            code = build.functions[service_of(function)]
            layers = [unpacked[build.layers[layer]] / "python" for layer in layers_of(build.template, function)]
            start = _Start(name, function["Properties"]["Handler"], [unpacked[code], *layers, runtime])
            start.run()  # brings the files into the system's cache
            measured = [start.run() for _ in range(runs)]
            yield InitTime(
                name,
                init_ms=min(each.milliseconds for each in measured),
                cpu_ms=min(each.cpu_milliseconds for each in measured),
                rss_mb=max(each.mebibytes for each in measured),
                zip_kb=code.zip_bytes / 1024 if isinstance(code, Archive) else 0,
            )


_HEAD = """\
# Cold starts
What a new environment of each function takes, as it is deployed, without its first request. Measured by
`uv run videoclub bench init --write docs/cold-starts.md`; the budget of functions that answer people is 250 ms on a
quiet core. Where both times are far apart, the machine was busy with something else. Memory is what is resident at the
end of INIT. Nothing is opened or drawn by then, so that SnapStart may be switched on; a test holds that.

"""


def markdown(build: Build, measured: Sequence[InitTime]) -> str:
    """The figures as a page: functions, and the layers with their sizes."""
    functions = [
        "| function | INIT ms | of it processor ms | memory MiB | own archive KiB |",
        "|---|---:|---:|---:|---:|",
    ]
    functions += [
        f"| {e.function} | {e.init_ms:.0f} | {e.cpu_ms:.0f} | {e.rss_mb:.0f} | {e.zip_kb:.0f} |" for e in measured
    ]
    layers = ["| layer | archive KiB |", "|---|---:|"]
    for name, code in sorted(build.layers.items()):
        if isinstance(code, Archive):
            layers.append(f"| {name} | {code.zip_bytes / 1024:.0f} |")
    return _HEAD + "\n".join([*functions, "", *layers]) + "\n"


@dataclass(frozen=True)
class _Started:
    milliseconds: float
    cpu_milliseconds: float
    mebibytes: float


@dataclass(frozen=True)
class _Start:
    function: str
    handler: str
    search_path: Sequence[Path]

    def run(self) -> _Started:
        with socket.create_server((LOOPBACK, 0)) as runtime_api, tempfile.TemporaryFile() as output:
            runtime_api.settimeout(_POLL_SECONDS)
            began = time.perf_counter()
            process = subprocess.Popen(
                [_INTERPRETER, "-P", "-s", "-S", "-m", "awslambdaric", self.handler],
                env=self._environment(runtime_api.getsockname()[1]),
                cwd=self.search_path[0],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                with self._first_request(runtime_api, process) as connection:
                    ended = time.perf_counter()
                    started = psutil.Process(process.pid)
                    worked, memory = started.cpu_times(), started.memory_info().rss / 1024 / 1024
                    if error := _init_error(connection):
                        raise BuildError(f"{self.function} ({self.handler}) does not start: {error}")
                    return _Started((ended - began) * 1000, (worked.user + worked.system) * 1000, memory)
            except _EndedError:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                raise BuildError(f"{self.function} ({self.handler}) ended while it started. {said}") from None
            finally:
                process.kill()
                process.wait()

    def _environment(self, port: int) -> dict[str, str]:
        return {
            "AWS_LAMBDA_RUNTIME_API": f"{LOOPBACK}:{port}",
            "AWS_LAMBDA_FUNCTION_NAME": self.function,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_REGION": "us-east-1",
            "LAMBDA_TASK_ROOT": str(self.search_path[0]),
            "LANG": "en_US.UTF-8",
            "PATH": os.defpath,
            "PYDANTIC_DISABLE_PLUGINS": "__all__",  # as template.yaml has it
            "PYTHONPATH": os.pathsep.join(map(str, self.search_path)),
        }

    def _first_request(self, runtime_api: socket.socket, process: subprocess.Popen[bytes]) -> socket.socket:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            try:
                return runtime_api.accept()[0]
            except TimeoutError:
                if process.poll() is not None:
                    raise _EndedError from None
        raise BuildError(f"{self.function} ({self.handler}) did not start within {TIMEOUT_SECONDS:.0f} s.")


class _EndedError(Exception):
    """The process ended before it asked for work."""


def _init_error(connection: socket.socket) -> str | None:
    """What a function reports instead of asking for work."""
    connection.settimeout(TIMEOUT_SECONDS)
    with connection.makefile("rb") as request:
        path = request.readline().split()[1].decode()
        if not path.endswith("/init/error"):
            return None
        length = 0
        while line := request.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        error = json.loads(request.read(length) or b"{}")
        return f"{error.get('errorType')}: {error.get('errorMessage')}"


def _unpacked(code: Code, root: Path) -> Path:
    if not isinstance(code, Archive):
        return code.path
    folder = root / code.path.stem
    with zipfile.ZipFile(code.path) as archive:
        archive.extractall(folder)
    return folder


def _create_managed_runtime(checkout: Path, folder: Path) -> None:
    python = checkout / "localstack" / "emulator" / ".venv" / "bin" / "python"
    if not python.is_file():
        raise BuildError("The emulator is not installed, which has Lambda's runtime: run `videoclub up` once.")
    done = subprocess.run([python, "-c", _COPY_MANAGED_RUNTIME, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"The emulator does not give Lambda's runtime: {done.stderr.strip()}")
