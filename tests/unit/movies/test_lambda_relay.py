"""The notifier is woken without waiting, and a change never fails because it was not."""

import json
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from movies.adapters.lambda_relay import LambdaRelay
from videoclub.drivers import aws


class LambdaClient:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.invokes: list[dict[str, Any]] = []

    def invoke(self, **invoke: Any) -> None:
        self.invokes.append(invoke)
        if self.error:
            raise self.error


def test_the_notifier_is_invoked_as_an_event(monkeypatch: pytest.MonkeyPatch):
    # Given
    client = LambdaClient()
    monkeypatch.setattr(aws, "client", lambda *_, **__: client)

    # When
    LambdaRelay("notifier").wake()

    # Then
    assert client.invokes == [{"FunctionName": "notifier", "InvocationType": "Event", "Payload": b"{}"}]


def test_a_notifier_that_cannot_be_reached_is_left_to_the_sweep(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    # Given
    client = LambdaClient(ConnectTimeoutError(endpoint_url="https://lambda.test"))
    monkeypatch.setattr(aws, "client", lambda *_, **__: client)

    # When
    LambdaRelay("notifier").wake()

    # Then
    logged = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (logged["event"], logged["error"]) == ("relay_not_woken", "ConnectTimeoutError")
