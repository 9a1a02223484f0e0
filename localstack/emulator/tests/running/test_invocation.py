"""Calls of a function: environments, limits, failures."""

from __future__ import annotations

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
from functions import ROLE, Deployment, client, zipped
from polling import eventually, is_alive

PID = """
    import os
    def handler(event, context):
        return os.getpid()
"""


def test_a_warm_environment_is_reused(deployment: Deployment) -> None:
    # Given
    function = deployment.function(PID)
    # When
    first, second = function.call(), function.call()
    # Then
    assert first.payload == second.payload
    assert first.log.startswith("INIT_START Runtime Version: python:3.13")
    assert "Init Duration" in first.log
    assert "Init Duration" not in second.log


def test_the_log_of_a_call_is_framed_as_on_lambda(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): print('said', context.aws_request_id)", MemorySize=256)
    function.call()
    # When
    lines = function.call().log.splitlines()
    # Then
    request_id = lines[0].split()[2]
    assert lines[0] == f"START RequestId: {request_id} Version: $LATEST"
    assert lines[1:3] == [f"said {request_id}", f"END RequestId: {request_id}"]
    assert re.fullmatch(
        rf"REPORT RequestId: {request_id}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 256 MB\tMax Memory Used: [1-9]\d* MB\t",
        lines[3],
    )


def test_a_function_from_an_archive(deployment: Deployment) -> None:
    # Given
    function = deployment.function("", code={"ZipFile": zipped("def handler(event, context): return event['n'] + 1")})
    # When / Then
    assert function.call(n=1).payload == 2


def test_the_context_knows_the_function_and_its_time(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        """
        def handler(event, context):
            return [context.function_name, context.memory_limit_in_mb, context.get_remaining_time_in_millis(),
                    context.invoked_function_arn]
        """,
        Timeout=7,
    )
    # When
    name, memory, remaining, arn = function.call().payload
    # Then
    assert (name, memory) == (function.name, "128")
    assert 6000 < remaining <= 7000
    assert arn.endswith(f":function:{function.name}")


def test_an_exception_is_reported_with_its_trace(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): raise KeyError('missing')")
    # When
    answer = function.call()
    # Then
    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == "KeyError"
    assert "app.py" in answer.payload["stackTrace"][0]
    assert "[ERROR] KeyError: 'missing'" in answer.log


def test_a_large_event_and_answer_pass(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): return event['text'] + 'end'")
    # When
    answer = function.call(text="é" * 1_500_000)
    # Then
    assert answer.payload == "é" * 1_500_000 + "end"


def test_an_answer_beyond_the_limit_is_refused(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): return 'x' * 6291555")
    # When
    answer = function.call()
    # Then
    assert answer.payload["errorType"] == "Function.ResponseSizeTooLarge"
    assert "exceeded maximum allowed payload size (6291556 bytes)" in answer.payload["errorMessage"]


@pytest.mark.parametrize("blocked_by", ["time.sleep(60)", "sum(range(10**12))"])
def test_a_timeout_answers_in_time_and_replaces_the_process(deployment: Deployment, blocked_by: str) -> None:
    # Given: a sleeping function, or one that is busy in a loop of C that heeds no signal
    function = deployment.function(
        f"""
        import os, time
        def handler(event, context):
            if event: {blocked_by}
            return os.getpid()
        """,
        Timeout=1,
    )
    before = function.call().payload
    # When
    began = monotonic()
    answer = function.call(block=True)
    took = monotonic() - began
    after = function.call().payload
    # Then
    assert answer.error == "Unhandled"
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f-]{36} Task timed out after 1\.00 seconds",
        answer.payload["errorMessage"],
    )
    assert "Status: timeout" in answer.log
    assert 1 <= took < 10
    assert after != before
    assert not is_alive(before)


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("os._exit(1)", "Runtime exited with error: exit status 1"),
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
        ("os.abort()", "Runtime exited with error: signal: aborted"),
    ],
)
def test_a_process_that_ends_in_a_call_is_told_and_replaced(deployment: Deployment, end: str, message: str) -> None:
    # Given
    function = deployment.function(
        f"""
        import os
        def handler(event, context):
            if event: {end}
            return os.getpid()
        """
    )
    before = function.call().payload
    # When
    answer = function.call(end=True)
    # Then
    assert answer.error == "Unhandled"
    assert answer.payload["errorType"] == "Runtime.ExitError"
    assert re.fullmatch(rf"RequestId: [0-9a-f-]{{36}} Error: {message}", answer.payload["errorMessage"])
    assert "Error Type: Runtime.ExitError" in answer.log
    assert function.call().payload != before


def test_a_process_killed_while_idle_is_replaced_unseen(deployment: Deployment) -> None:
    # Given
    function = deployment.function(PID)
    before = function.call().payload
    # When
    os.kill(before, signal.SIGKILL)
    eventually(lambda: not is_alive(before))
    answer = function.call()
    # Then
    assert answer.error is None
    assert answer.payload != before


def test_what_a_call_leaves_running_ends_with_its_process(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        """
        import os, subprocess
        def handler(event, context):
            if event: os._exit(1)
            return subprocess.Popen(["sleep", "300"]).pid
        """
    )
    grandchild = function.call().payload
    # When
    function.call(end=True)
    # Then
    eventually(lambda: not is_alive(grandchild))


def test_memory_beyond_the_limit_ends_the_process(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        """
        import time
        def handler(event, context):
            if event:
                memory = bytearray(400 * 2**20)
                time.sleep(5)
            return "fine"
        """,
        MemorySize=128,
    )
    # When
    answer = function.call(allocate=True)
    # Then
    assert answer.payload["errorType"] == "Runtime.OutOfMemory"
    assert answer.payload["errorMessage"].endswith("Error: Runtime exited with error: signal: killed")
    assert "Max Memory Used: 128 MB" in answer.log
    assert function.call().payload == "fine"


def test_memory_only_reserved_does_not_count(deployment: Deployment) -> None:
    # Given: what numeric libraries and JIT compilers do
    function = deployment.function(
        """
        import mmap
        def handler(event, context):
            with mmap.mmap(-1, 4 * 2**30) as reserved:
                return len(reserved)
        """,
        MemorySize=128,
    )
    # When / Then
    assert function.call().payload == 4 * 2**30


def test_concurrent_calls_run_side_by_side(deployment: Deployment) -> None:
    # Given
    function = deployment.function("import time, os\ndef handler(event, context): time.sleep(1); return os.getpid()")
    # When
    began = monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: function.call(), range(8)))
    took = monotonic() - began
    # Then
    assert {answer.error for answer in answers} == {None}
    assert len({answer.payload for answer in answers}) == 8
    assert took < 8  # one after the other they would sleep as long


def test_one_environment_serves_one_call_at_a_time(deployment: Deployment) -> None:
    # Given
    function = deployment.function("import os\ncalls = 0\ndef handler(event, context): return os.getpid()")
    # When
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: function.call(), range(80)))
    # Then: environments are reused, and never more than calls at a time
    assert {answer.error for answer in answers} == {None}
    assert len({answer.payload for answer in answers}) <= 8


def test_an_asynchronous_call_is_retried_twice(deployment: Deployment) -> None:
    # Given
    marks = deployment.directory / "marks"
    function = deployment.function(
        f"""
        def handler(event, context):
            with open({str(marks)!r}, "a") as file: file.write(context.aws_request_id + "\\n")
            raise RuntimeError
        """
    )
    # When
    function.send()
    # Then
    attempts = eventually(lambda: marks.exists() and len(lines := marks.read_text().split()) == 3 and lines, 20)
    assert len(set(attempts)) == 1


@pytest.mark.parametrize("runtime", ["nodejs22.x", "python3.12"])
def test_a_function_of_another_runtime_fails_with_its_reason(deployment: Deployment, runtime: str) -> None:
    # Given
    functions = client(deployment.emulator, "lambda")
    name = f"f-{os.urandom(5).hex()}"
    # When
    functions.create_function(
        FunctionName=name, Role=ROLE, Runtime=runtime, Handler="app.handler", Code={"ZipFile": zipped("")}
    )

    # Then
    def failed() -> Any:
        found = functions.get_function_configuration(FunctionName=name)
        return found["State"] == "Failed" and found

    state = eventually(failed)
    assert f"Only functions of runtime python3.13 can run here, not {runtime}" in state["StateReason"]


def test_updating_a_function_ends_its_environments(deployment: Deployment) -> None:
    # Given
    function = deployment.function("", code={"ZipFile": zipped(PID)})
    before = function.call().payload
    # When
    function.update(zipped("def handler(event, context): return 'new'"))
    # Then
    assert function.call().payload == "new"
    eventually(lambda: not is_alive(before))


def test_deleting_a_function_ends_its_environments(deployment: Deployment) -> None:
    # Given
    function = deployment.function(PID)
    before = function.call().payload
    # When
    client(deployment.emulator, "lambda").delete_function(FunctionName=function.name)
    # Then
    eventually(lambda: not is_alive(before))
