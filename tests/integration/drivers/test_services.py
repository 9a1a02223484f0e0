"""Asking a service that is not there."""

import pytest

from videoclub.contracts.health import HealthRequest, check_health
from videoclub.errors import ServiceUnavailable
from videoclub.services import LambdaServices


def test_a_service_that_cannot_be_reached_is_unavailable(monkeypatch):
    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"} | credentials).items():
        monkeypatch.setenv(name, value)
    nowhere = LambdaServices({"words": "words-internal"}, timeout_s=1)  # a limit of its own gives a client of its own
    with pytest.raises(ServiceUnavailable):
        nowhere.ask(check_health("words"), HealthRequest())
