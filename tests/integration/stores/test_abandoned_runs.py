"""A test run that was killed leaves stores behind; the next run ends them, and never those of a run that lives."""

import fcntl
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from stores import clear_if_abandoned, run_lock, started
from videoclub_local.stores.redis import RedisStore


@pytest.fixture
def run_home(tmp_path: Path) -> Path:
    home = tmp_path / "run"
    home.mkdir()
    run_lock(home).touch()
    return home


@pytest.fixture
def store(run_home: Path, embedding: Mapping[str, str]) -> Iterator[RedisStore]:
    """A store in a home that a test made below that of its run."""
    store = started(RedisStore(run_home / "of-a-test", embedding))
    yield store
    store.erase()


def test_what_a_killed_run_left_is_ended_and_deleted(run_home: Path, store: RedisStore):
    # Given
    pid = store.status().pid
    assert pid

    # When
    clear_if_abandoned(run_home)

    # Then
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert not run_home.exists()


def test_a_run_that_lives_keeps_its_stores(run_home: Path, store: RedisStore):
    # Given
    with run_lock(run_home).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        # When
        clear_if_abandoned(run_home)

    # Then
    assert store.status().state == "up"
