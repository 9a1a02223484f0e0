"""`videoclub migrate`, as the release's build runs it: secrets from AWS, a database owner who is no superuser."""

import json
import os
import secrets
from urllib.parse import urlsplit

import psycopg
import psycopg.sql
import pytest

from stores import started
from videoclub_command import VideoclubCommand
from videoclub_local.migrations import read_migrations
from videoclub_local.secrets import POSTGRES_SERVICES
from videoclub_local.stores.postgres import URL_VARIABLE, PostgresStore

from .conftest import ROOT
from .test_command import aws_environment

OWNER_SECRET = "rds-owner"
FUNCTIONS = ROOT / "functions"


@pytest.fixture
def cluster(stores_home):
    """A server of this test's own, as Aurora is when it has just been made; `host:port` and its owner's login."""
    home = stores_home / "to-migrate"
    home.mkdir(exist_ok=True)
    store = started(PostgresStore(home, {name: os.environ[name] for name in os.environ if name != URL_VARIABLE}))
    owner = {"username": "owner", "password": f"{secrets.token_urlsafe()}:/?#@%"}
    with psycopg.connect(store.admin_url, autocommit=True) as admin:
        verifier = admin.pgconn.encrypt_password(owner["password"].encode(), b"owner", b"scram-sha-256").decode()
        admin.execute(psycopg.sql.SQL("CREATE ROLE owner LOGIN CREATEDB CREATEROLE PASSWORD {}").format(verifier))
    yield urlsplit(store.admin_url).netloc.rpartition("@")[2], owner
    store.stop()


@pytest.fixture
def logins(platform, cluster):
    """The secrets that infra/data.yaml makes: of the owner, and of each service's role."""
    manager = platform.aws.client("secretsmanager")
    logins = {f"videoclub/logins/{service}": {"password": secrets.token_urlsafe()} for service in POSTGRES_SERVICES}
    written = logins | {OWNER_SECRET: cluster[1]}
    for name, login in written.items():
        manager.create_secret(Name=name, SecretString=json.dumps(login))
    yield logins
    for name in written:
        manager.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def test_roles_databases_and_schemas_are_made_once_and_then_there_is_nothing_to_do(platform, cluster, logins, tmp_path):
    # Given
    command, (address, _) = VideoclubCommand(tmp_path), cluster
    arguments = ("migrate", "--endpoint", address, "--owner-secret", OWNER_SECRET, "--tls", "sslmode=disable")
    # When
    first = command.run(*arguments, **aws_environment(platform))
    second = command.run(*arguments, **aws_environment(platform))
    # Then
    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr
    assert second.stdout.splitlines() == [f"{service}: nothing to do" for service in POSTGRES_SERVICES]
    for service in POSTGRES_SERVICES:
        password = logins[f"videoclub/logins/{service}"]["password"]
        with psycopg.connect(f"postgresql://{service}:{password}@{address}/{service}") as own:
            applied = [name for (name,) in own.execute("SELECT name FROM schema_migrations ORDER BY name")]
        assert applied == [each.name for each in read_migrations(FUNCTIONS / service / "migrations", ".sql")]
        assert all(name in first.stdout for name in applied)


def test_a_secret_that_is_not_there_is_named(platform, tmp_path):
    arguments = ("migrate", "--endpoint", "127.0.0.1:1", "--owner-secret", "nobody")
    refused = VideoclubCommand(tmp_path).run(*arguments, **aws_environment(platform))
    assert refused.returncode == 1
    assert "secret nobody cannot be read" in refused.stderr
    assert "Traceback" not in refused.stderr
