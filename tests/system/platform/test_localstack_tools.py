"""What was made for LocalStack finds the platform as it finds any other LocalStack."""

import pytest
from localstack_client.session import Session

from running_platform import RunningPlatform


def test_localstacks_own_client_needs_nothing_but_the_address(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch
):
    # Given
    monkeypatch.setenv("AWS_ENDPOINT_URL", platform.endpoint_url)

    # When
    stacks = Session().client("cloudformation").describe_stacks()["Stacks"]

    # Then
    assert {stack["StackStatus"] for stack in stacks} == {"CREATE_COMPLETE"}
