"""Real stores for tests: started when the first test asks for one, in a home of their own, gone when the run ends.

A store that the developer offers (VIDEOCLUB_POSTGRES_URL and the like) is used instead.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from videoclub_local.parts import PartError
from videoclub_local.stores.cassandra import CassandraStore
from videoclub_local.stores.postgres import PostgresStore
from videoclub_local.stores.redis import RedisStore
from videoclub_local.stores.store import Store

STORES: tuple[type[Store], ...] = (PostgresStore, RedisStore, CassandraStore)
_HOME_PREFIX = "videoclub-tests-"


@pytest.fixture(scope="session")
def stores_home() -> Iterator[Path]:
    """A `.videoclub` for this run alone. Those of runs that were killed are cleared away first."""
    for abandoned in Path(tempfile.gettempdir()).glob(f"{_HOME_PREFIX}*"):
        clear_if_abandoned(abandoned)
    home = Path(tempfile.mkdtemp(prefix=_HOME_PREFIX))
    home.chmod(0o755)  # run by root, PostgreSQL is somebody else
    with run_lock(home).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield home
        _clear(home)


@pytest.fixture(scope="session")
def postgres_store(stores_home: Path) -> PostgresStore:
    """PostgreSQL, running; `admin_url` is the superuser's."""
    return started(PostgresStore(stores_home, os.environ))


@pytest.fixture(scope="session")
def redis_store(stores_home: Path) -> RedisStore:
    """Redis, running; `admin_url` may do everything."""
    return started(RedisStore(stores_home, os.environ))


@pytest.fixture(scope="session")
def cassandra_store(stores_home: Path) -> CassandraStore:
    """Cassandra, running; `endpoint` is the administrator's."""
    return started(CassandraStore(stores_home, os.environ))


def started[AnyStore: Store](store: AnyStore) -> AnyStore:
    """The store, running. One that this machine cannot run skips the test by name; under CI it fails it."""
    try:
        store.start()
    except PartError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"{store.title}: {error}")
    return store


def run_lock(home: Path) -> Path:
    """Held, by the kernel's word, as long as the run lives."""
    return home / "run.lock"


def clear_if_abandoned(home: Path) -> None:
    """End and delete what a killed run left behind; a run that lives holds its lock."""
    try:
        with run_lock(home).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _clear(home)
    except (OSError, PartError):  # it is in use, somebody else's, or gone
        return


def _clear(home: Path) -> None:
    """Stop and delete every store in this home and in the homes that tests made below it."""
    for log_folder in list(home.rglob("logs")):
        for store in STORES:
            store(log_folder.parent, {}).erase()
    shutil.rmtree(home, ignore_errors=True)
