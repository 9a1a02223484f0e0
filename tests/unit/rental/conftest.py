"""What tests of playing begin with."""

import pytest

from fakes.cinema import Cinema


@pytest.fixture
def cinema() -> Cinema:
    return Cinema()
