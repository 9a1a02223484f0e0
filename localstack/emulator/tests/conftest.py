"""One emulator for all tests that need a running LocalStack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from functions import Deployment

from process_executor.launcher import Emulator, launched


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A running emulator whose asynchronous retries follow at once, and whose inits may take three seconds."""
    directory = tmp_path_factory.mktemp("emulator")
    home = directory / "home"
    home.mkdir()
    settings = {
        "HOME": str(home),
        "LAMBDA_RETRY_BASE_DELAY": "0",
        "PROCESS_EXECUTOR_INIT_TIMEOUT": "3",
        "SECRET_OF_THE_DEVELOPER": "leaked",
        "AWS_PROFILE": "no-such-profile",
    }
    with launched(directory, settings) as running:
        yield running


@pytest.fixture
def deployment(emulator: Emulator, tmp_path: Path) -> Deployment:
    """Deploys functions to the running emulator."""
    return Deployment(emulator, tmp_path)
