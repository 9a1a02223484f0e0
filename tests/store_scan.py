# pyright: reportUnknownMemberType=false
"""Searches everything that a running platform has stored, wholesale, for a text: whatever table, key, object or log.

It knows no schema, so what a service stores tomorrow is searched as well.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql

from videoclub_local.deploy.aws import Aws
from videoclub_local.stores.cassandra import CassandraStore
from videoclub_local.stores.cql import admin_session
from videoclub_local.stores.postgres import PostgresStore
from videoclub_local.stores.redis import RedisStore

SYSTEM_KEYSPACES = "system"
LOG_PAGE = 10_000

type Row = tuple[str, str]
"""Where something is (`stats.public.viewings`) and all that is there, as text."""


@dataclass(frozen=True)
class StoreScan:
    """The stores of the platform of `home`."""

    home: Path
    aws: Aws

    def find(self, *texts: str, databases_only: bool = False) -> list[Row]:
        """Every row, key, object and line of a log that has one of `texts`, also spelt as the bytes it is made of.

        Objects and logs take seconds to read; who polls looks into the databases first.
        """
        spellings = [spelling for text in texts for spelling in (text, text.encode().hex())]
        rows = self.database_rows() if databases_only else self.rows()
        return [row for row in rows if any(spelling in row[1] for spelling in spellings)]

    def rows(self) -> Iterator[Row]:
        """All there is."""
        yield from self.database_rows()
        yield from self.s3_rows()
        yield from self.log_rows()

    def database_rows(self) -> Iterator[Row]:
        """All that PostgreSQL, Cassandra and Redis have."""
        yield from self.postgres_rows()
        yield from self.cassandra_rows()
        yield from self.redis_rows()

    def postgres_rows(self) -> Iterator[Row]:
        """Every row of every table of every database."""
        for database, url in self._databases().items():
            with psycopg.connect(url) as connection:
                tables = connection.execute(
                    "select schemaname, tablename from pg_tables where schemaname not in "
                    "('pg_catalog', 'information_schema')"
                ).fetchall()
                for table in tables:
                    statement = sql.SQL("select t::text from {} t").format(sql.Identifier(*table))
                    for (row,) in connection.execute(statement):
                        yield ".".join([database, *table]), row

    def postgres(self, database: str) -> "psycopg.Connection[Any]":
        """A connection as the superuser, for what no route can do."""
        return psycopg.connect(self._databases()[database], autocommit=True)

    def cassandra_rows(self) -> Iterator[Row]:
        """Every row of every table that is not Cassandra's own."""
        with admin_session(CassandraStore(self.home, os.environ).endpoint) as session:
            for table in session.execute("select keyspace_name, table_name from system_schema.tables"):
                if table.keyspace_name.startswith(SYSTEM_KEYSPACES):
                    continue
                name = f"{table.keyspace_name}.{table.table_name}"
                for row in session.execute(f"select json * from {name}"):  # noqa: S608 - names of the schema itself
                    yield name, row[0]

    def redis_rows(self) -> Iterator[Row]:
        """Every key with its value, whatever its type."""
        client = redis.Redis.from_url(RedisStore(self.home, os.environ).admin_url, decode_responses=True)
        for key in client.scan_iter(count=1000):
            kind = cast("str", client.type(key))
            yield f"redis {kind}", f"{key} {_redis_value(client, key, kind)}"

    def s3_rows(self) -> Iterator[Row]:
        """Every object of every bucket, with its name."""
        s3 = self.aws.client("s3")
        for bucket in s3.list_buckets()["Buckets"]:
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
                for found in page.get("Contents", []):
                    body: bytes = s3.get_object(Bucket=bucket["Name"], Key=found["Key"])["Body"].read()
                    yield f"s3 {bucket['Name']}", f"{found['Key']} {body.decode('utf-8', 'replace')}"

    def log_rows(self) -> Iterator[Row]:
        """Every line that a function logged, and the logs of the platform's parts."""
        logs = self.aws.client("logs")
        groups = [
            group["logGroupName"]
            for page in logs.get_paginator("describe_log_groups").paginate()
            for group in page["logGroups"]
        ]
        for group in groups:
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, limit=LOG_PAGE):
                for event in page["events"]:
                    yield f"log {group}", event["message"]
        for file in (self.home / "logs").glob("*"):
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                yield f"log {file.name}", line

    def _databases(self) -> dict[str, str]:
        """The URLs of all databases, as the superuser."""
        url = PostgresStore(self.home, os.environ).admin_url
        with psycopg.connect(url) as connection:
            names = connection.execute("select datname from pg_database where not datistemplate").fetchall()
        return {name: urlsplit(url)._replace(path=f"/{name}").geturl() for (name,) in names}


def _redis_value(client: "redis.Redis", key: str, kind: str) -> object:
    readers: dict[str, Any] = {
        "string": lambda: client.get(key),
        "hash": lambda: client.hgetall(key),
        "zset": lambda: client.zrange(key, 0, -1, withscores=True),
        "set": lambda: client.smembers(key),
        "list": lambda: client.lrange(key, 0, -1),
        "stream": lambda: client.xrange(key),
    }
    return readers[kind]() if kind in readers else None
