"""The init of an environment, and its failures."""

from __future__ import annotations

import pytest
from functions import Deployment
from polling import eventually


@pytest.mark.parametrize(
    ("source", "error_type", "message"),
    [
        ("import nothing_of_this_name", "Runtime.ImportModuleError", "Unable to import module 'app'"),
        ("def handler(", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
        ("other = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
        ("raise ValueError('at import')", "ValueError", "at import"),
    ],
)
def test_an_init_error_is_the_answer_of_each_call(
    deployment: Deployment, source: str, error_type: str, message: str
) -> None:
    # Given
    function = deployment.function(source)
    # When
    answers = [function.call(), function.call()]
    # Then
    for answer in answers:
        assert answer.error == "Unhandled"
        assert answer.payload["errorType"] == error_type
        assert message in answer.payload["errorMessage"]
        assert f"Error Type: {error_type}" in answer.log
        assert f"[ERROR] {error_type}: " in answer.log


def test_an_init_error_is_stored_in_the_log(deployment: Deployment) -> None:
    # Given
    function = deployment.function("print('before the error')\nimport nothing_of_this_name")
    # When
    function.call()
    # Then
    stored = "".join(eventually(function.stored_log))
    assert "before the error" in stored
    assert "No module named 'nothing_of_this_name'" in stored
    assert "INIT_REPORT Init Duration" in stored


def test_a_process_that_ends_in_its_init(deployment: Deployment) -> None:
    # Given
    function = deployment.function("import os\nos._exit(7)")
    # When
    answer = function.call()
    # Then
    assert answer.payload["errorType"] == "Runtime.ExitError"
    assert answer.payload["errorMessage"].endswith("Error: Runtime exited with error: exit status 7")


def test_a_mended_init_error_is_gone_with_the_next_call(deployment: Deployment) -> None:
    # Given
    function = deployment.function("import nothing_of_this_name")
    assert function.call().error
    # When
    function.write("def handler(event, context): return 'mended'")
    # Then
    assert function.call().payload == "mended"


def test_an_init_beyond_its_time_is_repeated_in_the_first_call(deployment: Deployment) -> None:
    # Given: an init that is slow the first time only
    mark = deployment.directory / "mark"
    function = deployment.function(
        f"""
        import pathlib, time
        mark = pathlib.Path({str(mark)!r})
        if not mark.exists():
            mark.touch()
            time.sleep(60)
        def handler(event, context): return "in the end"
        """
    )
    # When
    answer = function.call()
    # Then
    assert answer.payload == "in the end"
    assert "INIT_REPORT Init Duration: 3" in answer.log
    assert "Phase: init\tStatus: timeout" in answer.log
