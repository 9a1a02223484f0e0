"""AWS in memory, for adapters whose store is a bucket or a queue; and nothing may pin a session of RDS Proxy."""

import sys
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from pinning import Wire
from videoclub.drivers import aws, postgres


@pytest.fixture
def memory_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS of this test alone, empty at first; adapters and `boto3.client` reach it and nothing else."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(aws, "client", lambda service, **_: boto3.client(service))  # kept by nobody beyond the test
    with mock_aws():
        yield


@pytest.fixture(scope="session")
def wire():
    """Watches every connection that the kernel's driver opens from here on."""
    wire, connect = Wire(), postgres._connect
    if sys.platform == "linux":  # elsewhere libpq does not let a trace be written
        postgres._connect = wire.watching(connect)
    yield wire
    postgres._connect = connect


@pytest.fixture(autouse=True)
def _nothing_pins(wire):
    yield
    assert wire.pinning() == []
