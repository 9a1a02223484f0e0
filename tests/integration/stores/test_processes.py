"""A managed process is found, attached to, restarted and stopped by what the kernel says of it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from videoclub_local import processes
from videoclub_local.parts import PartError
from videoclub_local.processes import Launch, ManagedProcess, Ports, Running

DEADLINE_SECONDS = 10.0
LISTEN = (
    "import socket,time; s=socket.create_server(('127.0.0.1', {main})); print('listening', flush=True); time.sleep(600)"
)
LISTEN_DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + LISTEN


def listens(ports: Ports) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", ports["main"])) == 0


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


class Part:
    """A listener run as a managed process; counts how often it was launched."""

    def __init__(self, folder: Path, program: str = LISTEN) -> None:
        self.process = ManagedProcess("Listener", folder / "listener", folder / "logs" / "listener.log")
        self.program = program
        self.launches = 0

    def launch(self) -> Launch:
        self.launches += 1
        ports = self.process.choose_ports("main")
        command = [sys.executable, "-c", self.program.format(**ports)]
        return Launch(command, ports, dict(os.environ), self.process.directory)

    def start(self, timeout_seconds: float = DEADLINE_SECONDS) -> Running:
        return self.process.start(self.launch, listens, timeout_seconds=timeout_seconds)


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Part]:
    part = Part(tmp_path)
    yield part
    part.process.stop()


def test_a_second_start_attaches_to_the_running_process(part: Part, tmp_path: Path):
    # Given
    first = part.start()
    other_command = Part(tmp_path)

    # When
    second = other_command.start()

    # Then
    assert second == first
    assert other_command.launches == 0
    assert psutil.pid_exists(first.pid)
    assert first.rss_mb() > 0


def test_starters_side_by_side_start_one_process(part: Part, tmp_path: Path):
    # Given
    parts = [part, Part(tmp_path), Part(tmp_path)]
    found: list[Running] = []
    threads = [threading.Thread(target=lambda p=p: found.append(p.start())) for p in parts]

    # When
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE_SECONDS)

    # Then
    assert len(found) == 3
    assert len({running.pid for running in found}) == 1
    assert sum(p.launches for p in parts) == 1


def test_a_killed_process_is_seen_as_gone_and_keeps_its_port(part: Part):
    # Given
    first = part.start()

    # When
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: part.process.running() is None)
    second = part.start()

    # Then
    assert second.pid != first.pid
    assert second.ports == first.ports


def test_a_pid_left_in_the_lock_file_fools_nobody(part: Part):
    # Given a lock file of a dead part whose pid now belongs to somebody else
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    part.process.directory.mkdir(parents=True)
    (part.process.directory / "process.lock").write_text(f'{{"main": 1}}\n{bystander.pid}\n')

    try:
        # When
        part.process.stop()
        running = part.process.running()

        # Then
        assert running is None
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_start_whose_command_was_killed_is_taken_over(part: Part, tmp_path: Path):
    # Given a command that is killed right after the child was started, before it was ready
    script = (
        "import sys, os, pathlib; sys.path[:0] = sys.argv[2:]\n"
        "from integration.stores.test_processes import Part\n"
        "part = Part(pathlib.Path(sys.argv[1]))\n"
        "part.process.start(part.launch, lambda ports: os.kill(os.getpid(), 9), timeout_seconds=10)\n"
    )
    tests = str(Path(__file__).parents[2])
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path), tests, *sys.path], check=False)
    assert killed.returncode == -signal.SIGKILL

    # When
    running = part.start()

    # Then
    assert part.launches == 0
    assert part.process.running() == running


def test_stop_leaves_no_process_and_may_be_repeated(part: Part):
    # Given
    running = part.start()

    # When
    part.process.stop()
    part.process.stop()

    # Then
    assert part.process.running() is None
    assert not psutil.pid_exists(running.pid)


def test_a_process_deaf_to_the_signal_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Given
    monkeypatch.setattr(processes, "STOP_TIMEOUT_SECONDS", 0.2)
    deaf = Part(tmp_path, LISTEN_DEAF)
    running = deaf.start()

    # When
    deaf.process.stop()

    # Then
    assert not psutil.pid_exists(running.pid)


def test_a_process_that_ends_at_once_is_reported_with_the_end_of_its_log(tmp_path: Path):
    # Given
    broken = Part(tmp_path, "raise SystemExit('the disc is full')")

    # When
    with pytest.raises(PartError) as error:
        broken.start()

    # Then
    assert "Listener ended at once (exit code 1)" in str(error.value)
    assert "the disc is full" in str(error.value)
    assert str(broken.process.log_file) in str(error.value)
    assert broken.process.running() is None


def test_a_process_that_is_never_ready_is_ended(tmp_path: Path):
    # Given
    mute = Part(tmp_path, "import time; time.sleep(600)")

    # When
    with pytest.raises(PartError, match="was not ready within"):
        mute.start(timeout_seconds=0.5)

    # Then
    assert mute.process.running() is None


def test_a_large_log_is_rotated_at_start(part: Part, monkeypatch: pytest.MonkeyPatch):
    # Given
    monkeypatch.setattr(processes, "LOG_ROTATED_ABOVE_BYTES", 10)
    part.process.log_file.parent.mkdir(parents=True)
    part.process.log_file.write_text("a long history\n")

    # When
    part.start()

    # Then
    assert part.process.log_file.with_name("listener.log.1").read_text() == "a long history\n"
    until(lambda: part.process.log_file.read_text() == "listening\n")


def test_ports_chosen_together_differ(part: Part):
    # Given / When
    ports = part.process.choose_ports("a", "b", "c")

    # Then
    assert len(set(ports.values())) == 3
