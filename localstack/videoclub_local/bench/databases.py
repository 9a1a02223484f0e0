"""Databases to measure in, beside those of the platform."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from videoclub_local.migrations import apply_sql
from videoclub_local.provision import provision_postgres


@contextmanager
def bench_database(admin_url: str, name: str, migrations: Path) -> Iterator[str]:
    """An empty database of its own on a running server, with a service's schema; gone afterwards."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    url = provision_postgres(admin_url, {name: secrets.token_urlsafe()})[name]
    try:
        apply_sql(url, migrations)
        yield url
    finally:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
