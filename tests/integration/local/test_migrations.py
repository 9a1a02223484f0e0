"""Migrations are applied once, in order, whole or not at all, and an applied file may not change."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis
from redis.exceptions import NoPermissionError

from databases import Keyspace
from videoclub_local.migrations import MigrationError, apply_cql, apply_sql
from videoclub_local.provision import provision_cassandra, provision_postgres, provision_redis
from videoclub_local.stores.cql import admin_session


@pytest.fixture
def database(postgres_store) -> str:
    name = f"migrated_{secrets.token_hex(4)}"
    return provision_postgres(postgres_store.admin_url, {name: "a-password"})[name]


@pytest.fixture
def keyspace(cassandra_store) -> Keyspace:
    name = f"migrated_{secrets.token_hex(4)}"
    return Keyspace(provision_cassandra(cassandra_store.endpoint, name, "a-password"), name)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem[1:]}.{suffix}").write_text(text)
    return folder


class TestSql:
    def test_applies_in_order_and_once(self, database, tmp_path):
        # Given
        folder = write(tmp_path, _0002_film_sql="INSERT INTO film VALUES ('100% %s; yes');", _0001_base_sql="""
            CREATE TABLE film (title text); -- two statements in one file
            CREATE INDEX ON film (title);""")  # fmt: skip
        # When
        applied = [apply_sql(database, folder), apply_sql(database, folder)]
        # Then
        assert applied == [["0001_base.sql", "0002_film.sql"], []]
        with psycopg.connect(database) as connection:
            assert connection.execute("SELECT title FROM film").fetchall() == [("100% %s; yes",)]

    def test_a_failing_file_leaves_nothing(self, database, tmp_path):
        # Given
        folder = write(tmp_path, _0001_half_sql="CREATE TABLE half (a int); SELECT nonsense;")
        # When
        with pytest.raises(MigrationError, match=r"0001_half\.sql could not be applied.*nonsense"):
            apply_sql(database, folder)
        # Then
        write(tmp_path, _0001_half_sql="CREATE TABLE half (a int);")
        assert apply_sql(database, folder) == ["0001_half.sql"]

    def test_refuses_an_applied_file_that_was_changed(self, database, tmp_path):
        # Given
        folder = write(tmp_path, _0001_a_sql="CREATE TABLE a (a int);")
        apply_sql(database, folder)
        # When
        write(tmp_path, _0001_a_sql="CREATE TABLE a (a bigint);", _0002_b_sql="CREATE TABLE b (b int);")
        # Then
        with pytest.raises(MigrationError, match=r"0001_a\.sql was changed"):
            apply_sql(database, folder)

    def test_two_at_once_apply_each_file_once(self, database, tmp_path):
        # Given
        folder = write(tmp_path, _0001_a_sql="CREATE TABLE a (a int); INSERT INTO a SELECT 1 FROM pg_sleep(0.2);")
        # When
        with ThreadPoolExecutor() as pool:
            applied = list(pool.map(lambda _: apply_sql(database, folder), range(3)))
        # Then
        assert sorted(applied) == [[], [], ["0001_a.sql"]]


class TestCql:
    def test_applies_in_order_and_once(self, keyspace, tmp_path):
        # Given
        folder = write(tmp_path, _0002_more_cql="ALTER TABLE film ADD year int", _0001_base_cql="""
            -- the films
            CREATE TABLE IF NOT EXISTS film (
                id text PRIMARY KEY,  -- a key
                title text);
            CREATE TABLE IF NOT EXISTS person (id text PRIMARY KEY);
            """)  # fmt: skip
        # When
        applied = [apply_cql(keyspace.endpoint, keyspace.name, folder) for _ in range(2)]
        # Then
        assert applied == [["0001_base.cql", "0002_more.cql"], []]
        with admin_session(keyspace.endpoint) as session:
            session.set_keyspace(keyspace.name)
            assert not session.execute("SELECT id, title, year FROM film").all()

    def test_says_which_file_fails_and_tries_it_again(self, keyspace, tmp_path):
        # Given
        folder = write(tmp_path, _0001_a_cql="CREATE TABLE IF NOT EXISTS a (id text PRIMARY KEY);\nCREATE NONSENSE;")
        # When
        with pytest.raises(MigrationError, match=r"0001_a\.cql could not be applied"):
            apply_cql(keyspace.endpoint, keyspace.name, folder)
        # Then
        write(tmp_path, _0001_a_cql="CREATE TABLE IF NOT EXISTS a (id text PRIMARY KEY);")
        assert apply_cql(keyspace.endpoint, keyspace.name, folder) == ["0001_a.cql"]

    def test_refuses_an_applied_file_that_was_changed(self, keyspace, tmp_path):
        # Given
        folder = write(tmp_path, _0001_a_cql="CREATE TABLE a (id text PRIMARY KEY);")
        apply_cql(keyspace.endpoint, keyspace.name, folder)
        # When
        write(tmp_path, _0001_a_cql="CREATE TABLE a (id int PRIMARY KEY);")
        # Then
        with pytest.raises(MigrationError, match=r"0001_a\.cql was changed"):
            apply_cql(keyspace.endpoint, keyspace.name, folder)

    def test_two_at_once_apply_each_file_once(self, keyspace, tmp_path):
        # Given
        folder = write(tmp_path, _0001_a_cql="CREATE TABLE a (id text PRIMARY KEY);")
        # When
        with ThreadPoolExecutor() as pool:
            applied = list(pool.map(lambda _: apply_cql(keyspace.endpoint, keyspace.name, folder), range(2)))
        # Then
        assert sorted(applied) == [[], ["0001_a.cql"]]


class TestOwnPlaces:
    def test_a_role_enters_its_own_database_only(self, postgres_store):
        # Given
        mine, other = (f"place_{secrets.token_hex(4)}" for _ in range(2))
        urls = provision_postgres(postgres_store.admin_url, {mine: "mine", other: "other"})
        # When
        with psycopg.connect(urls[mine]) as connection:
            limits = connection.execute("SHOW statement_timeout").fetchone()
        # Then
        assert limits == ("5s",)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(urls[mine], dbname=other)

    def test_provisioning_again_sets_a_new_password(self, postgres_store):
        # Given
        name = f"place_{secrets.token_hex(4)}"
        provision_postgres(postgres_store.admin_url, {name: "old"})
        # When
        url = provision_postgres(postgres_store.admin_url, {name: "new"})[name]
        # Then
        psycopg.connect(url).close()

    def test_a_keyspace_role_sees_no_other_keyspace(self, keyspace):
        # When
        with admin_session(keyspace.endpoint) as session, pytest.raises(Exception, match="no SELECT permission"):
            session.execute("SELECT * FROM system_auth.roles")
        # Then
        with admin_session(keyspace.endpoint) as session, pytest.raises(Exception, match="no CREATE permission"):
            session.execute(
                "CREATE KEYSPACE mine WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
            )

    def test_a_redis_user_touches_its_own_keys_only(self, redis_store, service_redis):
        # Given
        client = redis.Redis.from_url(service_redis("rental"))
        # When
        client.set("rental:test", "1", ex=5)
        # Then
        for refused in (["GET", "suggestions:test"], ["FLUSHALL"], ["CONFIG", "GET", "*"], ["ACL", "LIST"]):
            with pytest.raises(NoPermissionError):
                client.execute_command(*refused)

    def test_provisioning_redis_again_changes_nothing(self, redis_store):
        # Given
        urls = [provision_redis(redis_store.admin_url, {"again": "a-password"}) for _ in range(2)]
        # Then
        assert urls[0] == urls[1]
