"""Tables go into a backup and come out of it as they were, in real stores."""

import secrets
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from databases import Keyspace
from videoclub_local.backup.archive import Archive, ArchiveWriter, new_archive
from videoclub_local.backup.cassandra_tables import different_rows, dump_keyspace, load_keyspace
from videoclub_local.backup.manifest import FORMAT, Manifest
from videoclub_local.backup.postgres_tables import different_tables, dump_database, load_database
from videoclub_local.migrations import apply_cql, apply_sql
from videoclub_local.provision import provision_cassandra, provision_postgres
from videoclub_local.stores.cql import admin_session

SCHEMA_SQL = """
    CREATE TABLE people (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text,
                         upper_name text GENERATED ALWAYS AS (upper(name)) STORED, born date, pay numeric, raw bytea);
    CREATE TABLE films (id int PRIMARY KEY, director bigint NOT NULL REFERENCES people, seen timestamptz,
                        marks float8[]);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'kept'; END $$;
    CREATE TRIGGER kept BEFORE TRUNCATE ON films FOR EACH STATEMENT EXECUTE FUNCTION refuse();
    INSERT INTO people (name) VALUES ('of the schema');
"""
ROWS_SQL = """
    INSERT INTO people (name, born, pay, raw)
    VALUES (E'a\ttab, a\nline, a \\\\ and \\\\N', '1901-02-03', 3.90, '\\x00ff'), (NULL, 'infinity', 'NaN', NULL);
    INSERT INTO films VALUES (1, 2, '2026-03-29 01:30:00.000001+00', '{0.1,NaN,NULL}'), (2, 3, NULL, '{}');
"""
SCHEMA_CQL = """
CREATE TABLE IF NOT EXISTS things (
    owner text, day date, at timestamp, name text, price decimal, size int, big bigint, done boolean,
    PRIMARY KEY ((owner, day), at)
);
CREATE TABLE IF NOT EXISTS keys_only (owner text, id text, PRIMARY KEY ((owner), id));
"""
AN_INSTANT = datetime(2026, 11, 26, 12, 0, 0, 125_000, tzinfo=UTC)
A_DAY_S = 86_400


def finished(archive: ArchiveWriter, **members: object) -> None:
    nothing = {"migrations": {}, "postgres": [], "sequences": [], "cassandra": [], "with_buckets": False, "objects": []}
    made = {"format": FORMAT, "made_at": AN_INSTANT, "files": archive.files()}
    archive.finish(Manifest.model_validate(nothing | made | members))


class TestPostgres:
    @pytest.fixture
    def databases(self, postgres_store, tmp_path) -> tuple[str, str]:
        """Two of the same schema."""
        names = [f"kept_{secrets.token_hex(4)}" for _ in range(2)]
        (tmp_path / "0001_all.sql").write_text(SCHEMA_SQL)
        for url in provision_postgres(postgres_store.admin_url, dict.fromkeys(names, "a-password")).values():
            apply_sql(url, tmp_path)
        return names[0], names[1]

    def test_rows_come_back_with_their_sequences(self, postgres_store, databases, tmp_path):
        # Given
        url, (source, target) = postgres_store.admin_url, databases
        with psycopg.connect(url, dbname=source) as connection:
            connection.execute(ROWS_SQL)
        # When
        with new_archive(tmp_path / "b") as archive:
            kept = dump_database(url, source, archive)
            finished(archive)
        assert different_tables(url, target, kept.tables) == ["films", "people", "schema_migrations"]
        load_database(url, target, Archive.open(tmp_path / "b"), kept.tables, kept.sequences)
        # Then
        assert different_tables(url, target, kept.tables) == []
        assert {table.name: table.rows for table in kept.tables} == {"films": 2, "people": 3, "schema_migrations": 1}
        with psycopg.connect(url, dbname=target) as connection:
            upper_names = connection.execute("SELECT upper_name FROM people ORDER BY id").fetchall()
            assert upper_names == [("OF THE SCHEMA",), ("A\tTAB, A\nLINE, A \\ AND \\N",), (None,)]
            added = connection.execute("INSERT INTO people (name) VALUES ('next') RETURNING id").fetchone()
            assert added == (4,)
            # And the rules hold again
            with pytest.raises(psycopg.errors.RaiseException, match="kept"):
                connection.execute("TRUNCATE films")

    def test_a_row_that_changed_is_noticed(self, postgres_store, databases, tmp_path):
        url, (source, _) = postgres_store.admin_url, databases
        with new_archive(tmp_path / "b") as archive:
            kept = dump_database(url, source, archive)
            finished(archive)
        with psycopg.connect(url, dbname=source) as connection:
            connection.execute("UPDATE people SET pay = 1")
        assert different_tables(url, source, kept.tables) == ["people"]


class TestCassandra:
    @pytest.fixture
    def keyspaces(self, cassandra_store, tmp_path) -> tuple[Keyspace, Keyspace]:
        """Two of the same schema."""
        (tmp_path / "0001_all.cql").write_text(SCHEMA_CQL)
        made = []
        for _ in range(2):
            name = f"kept_{secrets.token_hex(4)}"
            made.append(Keyspace(provision_cassandra(cassandra_store.endpoint, name, "a-password"), name))
            apply_cql(made[-1].endpoint, name, tmp_path)
        return made[0], made[1]

    def kept(self, admin, keyspace: Keyspace, folder: Path) -> Archive:
        with new_archive(folder) as archive:
            tables, _ = dump_keyspace(admin, "rental", keyspace.name, archive)
            finished(archive, cassandra=tables)
        return Archive.open(folder)

    def test_rows_come_back_with_their_times(self, cassandra_store, keyspaces, tmp_path):
        # Given rows that stay, rows that go, cells that were written later and go earlier, and keys alone
        admin, (source, target) = cassandra_store.endpoint, keyspaces
        row = (
            "owner, day, at, name, price, size, big, done) VALUES (%s, '2026-11-26', %s, %s, 3.90, 3, 4000000000, true)"
        )
        with admin_session(admin) as session:
            session.set_keyspace(source.name)
            session.execute(f"INSERT INTO things ({row} USING TIMESTAMP 1000", ("a", AN_INSTANT, "stays"))
            session.execute(f"INSERT INTO things ({row} USING TTL {2 * A_DAY_S}", ("b", AN_INSTANT, "goes"))
            session.execute(
                "UPDATE things USING TTL %s AND TIMESTAMP 2000 SET done = false, size = null "
                "WHERE owner = 'a' AND day = '2026-11-26' AND at = %s",
                (A_DAY_S, AN_INSTANT),
            )
            session.execute("INSERT INTO keys_only (owner, id) VALUES ('a', 'b')")
        # When
        archive = self.kept(admin, source, tmp_path / "b")
        assert different_rows(admin, target.name, archive, archive.manifest.cassandra) == [
            "keys_only",
            "schema_migrations",
            "things",
        ]
        load_keyspace(admin, target.name, archive, archive.manifest.cassandra)
        # Then
        assert different_rows(admin, target.name, archive, archive.manifest.cassandra) == []
        query = (
            "SELECT owner, at, name, price, size, big, done, WRITETIME(name) AS named, TTL(done) AS ends FROM things"
        )
        with admin_session(admin) as session:
            session.set_keyspace(target.name)
            stays, goes = sorted(session.execute(query), key=lambda row: row.owner)
        assert (stays.at, stays.name, str(stays.price), stays.size, stays.big, stays.done) == (
            AN_INSTANT.replace(tzinfo=None),
            "stays",
            "3.90",
            None,
            4_000_000_000,
            False,
        )
        assert stays.named == 1000
        assert A_DAY_S - 60 < stays.ends <= A_DAY_S
        assert 2 * A_DAY_S - 60 < goes.ends <= 2 * A_DAY_S

    def test_a_time_to_live_that_is_lost_is_noticed(self, cassandra_store, keyspaces, tmp_path):
        admin, (source, _) = cassandra_store.endpoint, keyspaces
        written_us = int(time.time() * 1_000_000)
        insert = (
            "INSERT INTO things (owner, day, at, size) VALUES ('a', '2026-11-26', 0, 1) USING TIMESTAMP %s AND TTL %s"
        )
        with admin_session(admin) as session:
            session.set_keyspace(source.name)
            session.execute(insert, (written_us, A_DAY_S))
            archive = self.kept(admin, source, tmp_path / "b")
            session.execute(insert, (written_us, 2 * A_DAY_S))
        assert different_rows(admin, source.name, archive, archive.manifest.cassandra) == ["things"]
