"""Processes of functions: how they end, and that nothing outlives them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest
from polling import eventually, is_alive

from process_executor.processes import FunctionProcess, describe_exit
from process_executor.warden import Warden


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (0, "Runtime exited without providing a reason"),
        (1, "Runtime exited with error: exit status 1"),
        (-signal.SIGKILL, "Runtime exited with error: signal: killed"),
        (-signal.SIGSEGV, "Runtime exited with error: signal: segmentation fault"),
    ],
)
def test_ends_are_worded_as_by_lambda(status: int, description: str) -> None:
    # When / Then
    assert describe_exit(status) == description


def _start(tmp_path: Path) -> FunctionProcess:
    """A process that fails early, as awslambdaric is not on its path."""
    variables = {"LAMBDA_TASK_ROOT": str(tmp_path), "LAMBDA_RUNTIME_DIR": str(tmp_path), "LAMBDA_OPT_DIR": "/none"}
    with (tmp_path / "output").open("wb") as output:
        return FunctionProcess("app.handler", variables, tmp_path, output.fileno())


def test_an_ended_process_is_noticed_before_it_is_reaped(tmp_path: Path) -> None:
    # Given
    process = _start(tmp_path)
    # When
    eventually(process.has_exited)
    # Then
    assert process.describe_end() == "Runtime exited with error: exit status 1"
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    process.destroy()
    assert not psutil.pid_exists(process.pid)
    assert process.has_exited()


def test_destroyed_processes_leave_no_descriptors(tmp_path: Path) -> None:
    # Given
    _start(tmp_path).destroy()
    before = psutil.Process().num_fds()
    # When
    for _ in range(5):
        _start(tmp_path).destroy()
    # Then
    assert psutil.Process().num_fds() == before


PARENT = """
    import os, subprocess, sys
    from process_executor.interpreter import BASE_INTERPRETER
    from process_executor.warden import Warden
    warden = Warden()
    fd = warden.registration_fd()
    source = "import os, sys, subprocess, time; os.write(int(sys.argv[1]), b'+%d\\\\n' % os.getpid());" \\
        "os.close(int(sys.argv[1])); print(os.getpid(), subprocess.Popen(['sleep', '300']).pid, flush=True);" \\
        "[sum(range(10**12))]"
    subprocess.Popen([BASE_INTERPRETER, "-c", source, str(fd)], pass_fds=[fd], start_new_session=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_the_warden_ends_what_its_parent_leaves(end: signal.Signals) -> None:
    # Given
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert all(is_alive(pid) for pid in pids)
    # When
    parent.send_signal(end)
    parent.wait()
    # Then
    eventually(lambda: not any(is_alive(pid) for pid in pids), 5)


def test_a_warden_that_was_killed_is_replaced_and_knows_the_living() -> None:
    # Given
    warden = Warden()
    warden.registration_fd()
    living = subprocess.Popen(["sleep", "300"], start_new_session=True)
    warden.registered(living.pid)
    first = warden._process
    assert first is not None
    first.kill()
    first.wait()
    # When
    os.close(os.dup(warden.registration_fd()))
    assert warden._process is not first
    os.close(warden._writing_end)
    # Then
    assert living.wait(5) == -signal.SIGKILL
