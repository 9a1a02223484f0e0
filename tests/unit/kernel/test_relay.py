"""Those who send are woken without waiting, and a change never fails because they were not."""

import json
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from videoclub.drivers import aws
from videoclub.relay import LambdaRelay


class LambdaClient:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.invokes: list[dict[str, Any]] = []

    def invoke(self, **invoke: Any) -> None:
        self.invokes.append(invoke)
        if self.error:
            raise self.error


def test_the_senders_are_invoked_as_an_event(monkeypatch: pytest.MonkeyPatch):
    # Given
    client = LambdaClient()
    monkeypatch.setattr(aws, "client", lambda *_, **__: client)

    # When
    LambdaRelay("movies", ("notifier", "webhooks")).wake()

    # Then
    assert client.invokes == [
        {"FunctionName": name, "InvocationType": "Event", "Payload": b"{}"} for name in ("notifier", "webhooks")
    ]


def test_senders_that_cannot_be_reached_are_left_to_the_sweep(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    # Given
    client = LambdaClient(ConnectTimeoutError(endpoint_url="https://lambda.test"))
    monkeypatch.setattr(aws, "client", lambda *_, **__: client)

    # When
    LambdaRelay("movies", ("notifier", "webhooks")).wake()

    # Then
    logged = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (logged["event"], logged["error"]) == ("relay_not_woken", "ConnectTimeoutError")
