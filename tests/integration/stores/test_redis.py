"""What holds for Redis alone."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from redis.exceptions import NoPermissionError

from stores import started
from videoclub_local.parts import PartError
from videoclub_local.stores.redis import URL_VARIABLE, RedisStore


@pytest.fixture
def store(home: Path, embedding: Mapping[str, str]) -> RedisStore:
    return started(RedisStore(home, embedding))


@pytest.fixture
def client(store: RedisStore) -> redis.Redis:
    return redis.Redis.from_url(store.admin_url, decode_responses=True)


def test_nobody_gets_in_without_the_password(store: RedisStore):
    # Given
    stranger = redis.Redis.from_url(str(store.public_url))

    # When / Then
    with pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_a_services_user_survives_a_kill(store: RedisStore, client: redis.Redis):
    # Given
    name, password = f"service-{uuid4()}", uuid4().hex
    client.acl_setuser(
        name, enabled=True, passwords=[f"+{password}"], keys=[f"{name}:*"], commands=["+get", "+set", "+ping"]
    )
    client.acl_save()
    pid = store.status().pid
    assert pid

    # When
    os.kill(pid, signal.SIGKILL)
    store.start()

    # Then
    port = int(str(store.public_url).rsplit(":", 1)[1])
    service = redis.Redis(port=port, username=name, password=password)
    assert service.set(f"{name}:x", "1")
    with pytest.raises(NoPermissionError):
        service.get("of:others")
    client.acl_deluser(name)
    client.acl_save()


def test_a_new_password_takes_hold_at_the_next_start(store: RedisStore, home: Path):
    # Given
    before = store.admin_url
    store.stop()

    # When
    (home / "redis" / "password").unlink()
    store.start()

    # Then
    assert store.admin_url != before
    assert redis.Redis.from_url(store.admin_url).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(before).ping()


def test_memory_is_capped_and_only_what_expires_is_evicted(client: redis.Redis):
    # Given / When / Then
    assert client.config_get("maxmemory")["maxmemory"] == str(128 * 1024 * 1024)
    assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "volatile-lru"


def test_the_machines_own_server_is_preferred_if_recent_enough(
    embedding: Mapping[str, str], home: Path, tmp_path: Path
):
    # Given programs that only tell their version: the first is too old
    for program, told in (("redis-server", "Redis server v=5.0.9"), ("valkey-server", "Valkey server v=8.1.1")):
        (tmp_path / program).write_text(f"#!/bin/sh\necho '{told}'; echo \"I was started: $@\" >&2\n")
        (tmp_path / program).chmod(0o755)
    store = RedisStore(home / "own", {**embedding, "PATH": str(tmp_path)})

    # When
    with pytest.raises(PartError) as error:
        store.start()

    # Then
    assert "I was started" in str(error.value)


def test_an_offered_server_is_used_and_left_alone(store: RedisStore, tmp_path: Path):
    # Given
    offered = RedisStore(tmp_path, {URL_VARIABLE: store.admin_url})

    # When
    offered.prepare()
    offered.start()
    offered.stop()

    # Then
    assert offered.status().kind == "external"
    assert offered.status().state == "up"
    assert offered.admin_url == store.admin_url
    assert store.status().state == "up"


@pytest.mark.parametrize("url", ["redis://:s3cret@127.0.0.1:1", "s3cret@nowhere", "redis://:s3cret@127.0.0.1:many"])
def test_one_that_is_not_there_is_named_without_its_password(tmp_path: Path, url: str):
    # Given
    offered = RedisStore(tmp_path, {URL_VARIABLE: url})

    # When
    with pytest.raises(PartError) as error:
        offered.start()

    # Then
    assert URL_VARIABLE in str(error.value)
    assert "s3cret" not in str(error.value)
