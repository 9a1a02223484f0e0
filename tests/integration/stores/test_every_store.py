"""What holds for each of the stores alike: it attaches, survives, keeps what it acknowledged, and leaves nothing."""

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from integration.stores.probes import probing
from stores import STORES, started
from videoclub_local.parts import PartError
from videoclub_local.stores.store import Store

WAIT_SECONDS = 60.0


@pytest.fixture(params=STORES, ids=lambda kind: kind.name)
def store(request: pytest.FixtureRequest, home: Path, embedding: Mapping[str, str]) -> Store:
    return started(request.param(home, embedding))


def again(store: Store, home: Path, embedding: Mapping[str, str]) -> Store:
    """The same store, as another command would see it."""
    return type(store)(home, embedding)


def tree_of(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def test_a_running_store_tells_where_it_is_and_keeps_its_password(store: Store):
    # Given / When
    status = store.status()

    # Then
    assert (status.name, status.kind, status.state) == (store.name, "store", "up")
    assert psutil.pid_exists(status.pid or -1)
    assert status.rss_mb
    assert status.data_dir
    assert status.data_dir.is_dir()
    assert status.log_file
    assert status.log_file.stat().st_size
    password = (status.log_file.parents[1] / store.name / "password").read_text()
    assert password not in repr(status)
    assert password not in status.log_file.read_text()


def test_it_listens_on_the_loopback_interface_only(store: Store):
    # Given
    pid = store.status().pid
    assert pid

    # When
    listening = [
        connection.laddr.ip
        for process in tree_of(pid)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]

    # Then
    assert listening
    assert set(listening) <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_a_second_start_attaches(store: Store, home: Path, embedding: Mapping[str, str]):
    # Given
    first = store.status()
    other_command = again(store, home, embedding)

    # When
    other_command.start()

    # Then
    assert other_command.status().pid == first.pid


def test_a_restart_keeps_the_data_and_the_address(store: Store):
    # Given
    before, value = store.status(), str(uuid4())
    with probing(store) as probe:
        probe.write(value)

    # When
    store.stop()
    store.start()

    # Then
    after = store.status()
    assert after.pid != before.pid
    assert after.url == before.url
    with probing(store) as probe:
        assert probe.has(value)


def test_what_was_acknowledged_survives_a_kill(store: Store):
    # Given
    values = [str(uuid4()) for _ in range(50)]
    pid = store.status().pid
    assert pid

    # When
    with probing(store) as probe:
        for value in values:
            probe.write(value)
        os.kill(pid, signal.SIGKILL)
    store.start()

    # Then
    with probing(store) as probe:
        assert [value for value in values if not probe.has(value)] == []


def test_stop_leaves_no_process(store: Store):
    # Given
    pid = store.status().pid
    assert pid
    processes = tree_of(pid)

    # When
    store.stop()
    store.stop()

    # Then
    psutil.wait_procs(processes, timeout=WAIT_SECONDS)
    assert [process for process in processes if process.is_running()] == []
    assert store.status().state == "down"
    assert store.status().pid is None


def test_a_stopped_store_is_named_when_it_is_needed(store: Store):
    # Given
    store.stop()

    # When / Then
    with pytest.raises(PartError, match=f"{store.title} is not running"), probing(store):
        pass


def test_secrets_are_for_their_owner_only(store: Store, home: Path):
    # Given
    password = home / store.name / "password"

    # When / Then
    assert password.stat().st_mode & 0o777 == 0o600


def test_all_stores_start_side_by_side(home: Path, embedding: Mapping[str, str]):
    # Given
    stores = [started(kind(home, embedding)) for kind in STORES]
    for store in stores:
        store.stop()
    threads = [threading.Thread(target=store.start) for store in stores]

    # When
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)

    # Then
    assert [store.status().state for store in stores] == ["up"] * len(stores)
    assert len({store.public_url for store in stores}) == len(stores)
