"""Whatever the adapters' tests have PostgreSQL do, nothing of it may pin a session of RDS Proxy."""

import sys

import pytest

from pinning import Wire
from videoclub.drivers import postgres


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
