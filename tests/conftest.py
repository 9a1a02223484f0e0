"""What every level of the tests may ask for; each fixture starts only what a test that uses it needs."""

import pytest

pytest_plugins = ["stores", "databases", "running_platform", "deployed_gateway", "second_emulator"]

LAST = ("test_fuzzing.py", "test_logs.py")
"""Fuzzing leaves films and accounts behind on the platform that other tests read; what all have logged is read then."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the order of files, but for those that come last."""
    items.sort(key=lambda item: LAST.index(item.path.name) + 1 if item.path.name in LAST else 0)
