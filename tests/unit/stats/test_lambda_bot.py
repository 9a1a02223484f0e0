"""The bot is started without waiting for it, or the caller is told that it was not."""

from datetime import date
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from stats.adapters.lambda_bot import LambdaBot
from stats.periods import Period
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

DAY = Period(date(2026, 11, 21))


def test_the_bot_is_invoked_as_an_event_with_its_period(monkeypatch: pytest.MonkeyPatch):
    # Given
    invokes: list[dict[str, Any]] = []

    class Client:
        def invoke(self, **invoke: Any) -> None:
            invokes.append(invoke)

    monkeypatch.setattr(aws, "client", lambda *_, **__: Client())

    # When
    LambdaBot("bot").start(DAY, round_number=2)

    # Then
    assert invokes == [
        {"FunctionName": "bot", "InvocationType": "Event", "Payload": b'{"round": 2, "period": "2026-11-21"}'}
    ]


def test_a_bot_that_cannot_be_reached_is_told_of(monkeypatch: pytest.MonkeyPatch):
    # Given
    class Client:
        def invoke(self, **invoke: Any) -> None:
            raise ConnectTimeoutError(endpoint_url="https://lambda.test")

    monkeypatch.setattr(aws, "client", lambda *_, **__: Client())

    # When / Then
    with pytest.raises(ServiceUnavailable):
        LambdaBot("bot").start(DAY)
