"""Embedded stores to be killed and restarted: not those that other tests use."""

import os
from pathlib import Path

import pytest

OFFERED = ("VIDEOCLUB_POSTGRES_URL", "VIDEOCLUB_REDIS_URL", "VIDEOCLUB_CASSANDRA_HOSTS")


@pytest.fixture(scope="session")
def embedding() -> dict[str, str]:
    """An environment that offers no store."""
    return {name: value for name, value in os.environ.items() if name not in OFFERED}


@pytest.fixture(scope="session")
def home(stores_home: Path) -> Path:
    """A second `.videoclub`, whose stores these tests may treat badly."""
    home = stores_home / "treated-badly"
    home.mkdir()
    return home
