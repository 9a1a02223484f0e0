"""Jobs run by name, with their result or their error."""

import pytest

from videoclub_local.jobs import JobError, run_job
from videoclub_local.parts import PartError


def test_a_job_gives_its_result(platform):
    # Given
    platform.deploy()
    # When
    result = run_job("stats-bot", {"period": "2026-11-21"}, platform.aws, platform.stack_name)
    # Then
    assert result == {"counted": "2026-11-21"}


def test_a_job_that_fails_gives_its_error_and_the_end_of_its_log(platform):
    # Given
    platform.deploy()
    # When / Then
    with pytest.raises(JobError, match=r"(?s)stats-bot failed: ValueError: there is no period.*counting") as failure:
        run_job("stats-bot", {}, platform.aws, platform.stack_name)
    assert "\r" not in str(failure.value)


def test_an_unknown_job_is_told_the_known_ones(platform):
    with pytest.raises(JobError, match=r"no job laundry; there are .*stats-bot.*movies-sweep"):
        run_job("laundry", {}, platform.aws)


def test_a_job_of_a_platform_that_is_not_up_says_what_to_do(platform):
    with pytest.raises(PartError, match="videoclub up"):
        run_job("stats-bot", {}, platform.aws, platform.stack_name)
