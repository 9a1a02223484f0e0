"""How a function signs in to PostgreSQL: by what its URL says."""

from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from videoclub.drivers import aws
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable

PLACE = "users@videoclub.proxy-x.eu-west-1.rds.amazonaws.com:5432/users?sslmode=verify-full"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch):
    """What psycopg is told; there is no server."""
    told: dict[str, object] = {}

    def connect(conninfo: str, **options: object):
        told.update(options, conninfo=conninfo)
        raise psycopg.OperationalError("no server")

    monkeypatch.setattr(psycopg.Connection, "connect", connect)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIATEST",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    aws._client.cache_clear()
    yield told
    aws._client.cache_clear()


def test_a_role_signs_in_with_a_token_and_keeps_tls(asked):
    # Given a URL that names no password but IAM
    with pytest.raises(ServiceUnavailable), Postgres(f"postgresql+iam://{PLACE}").transaction():
        pass
    # Then the password is a request signed for this host and user, and the rest of the URL stands
    assert asked["conninfo"] == f"postgresql://{PLACE}"
    token = urlsplit(f"//{asked['password']}")
    assert token.netloc == "videoclub.proxy-x.eu-west-1.rds.amazonaws.com:5432"
    query = parse_qs(token.query)
    assert (query["DBUser"], query["X-Amz-Expires"]) == (["users"], ["900"])
    assert "X-Amz-Signature" in query


def test_a_url_with_a_password_is_left_as_it_is(asked):
    with pytest.raises(ServiceUnavailable), Postgres("postgresql://users:pw@127.0.0.1:1/users").transaction():
        pass
    assert asked["conninfo"] == "postgresql://users:pw@127.0.0.1:1/users"
    assert "password" not in asked


def test_no_statement_is_prepared_that_would_pin_a_session_of_the_proxy(asked):
    with pytest.raises(ServiceUnavailable), Postgres("postgresql://users:pw@127.0.0.1:1/users").transaction():
        pass
    assert asked["prepare_threshold"] is None
