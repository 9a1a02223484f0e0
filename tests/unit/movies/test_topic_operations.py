"""Asking for subscriptions and answering: both sides of the operation that leads to FCM."""

from typing import Any

import pytest

from fakes.developers import MemoryFcm
from movies import internal, wiring
from movies.adapters.lambda_topics import LambdaTopics
from videoclub.contracts import ContractModel, Operation
from videoclub.contracts.movies import TokenTopics

DEVICE = "device:APA91b-secret"


class Invoked:
    """Services whose function is called here and now."""

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        message: dict[str, Any] = {"operation": operation.name, "request": request.model_dump(mode="json")}
        return operation.answer.model_validate(internal.topics_handler(message, None)["answer"])


def test_a_token_is_subscribed_and_unsubscribed_on_the_other_side(monkeypatch: pytest.MonkeyPatch):
    # Given
    fcm, topics = MemoryFcm(failures={"movies.archived": "NOT_FOUND"}), LambdaTopics(Invoked())
    monkeypatch.setattr(wiring, "wired_topics", lambda: fcm)

    # When
    failures = topics.subscribe(DEVICE, ["movies.added", "movies.restored", "movies.archived"])
    left = topics.unsubscribe(DEVICE, ["movies.restored"])

    # Then
    assert failures == {"movies.archived": "NOT_FOUND"}
    assert left == {}
    assert fcm.topics[DEVICE] == {"movies.added"}


def test_the_token_is_not_shown_by_what_carries_it():
    assert DEVICE not in repr(TokenTopics(registration_token=DEVICE, topics=["movies.added"]))
