"""What every level of the tests may ask for; each fixture starts only what a test that uses it needs."""

import pytest

pytest_plugins = ["stores", "databases", "running_platform", "deployed_gateway", "second_emulator"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fuzzing comes last: it leaves films and accounts behind on the platform that other tests read."""
    items.sort(key=lambda item: item.path.name == "test_fuzzing.py")
