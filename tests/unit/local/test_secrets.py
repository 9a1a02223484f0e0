"""Secrets are made once, readable by their owner alone, and reach each service as its settings expect them."""

import json
from datetime import UTC, datetime, timedelta

import jwt

from users.account import Account, parse_email
from users.adapters.jwt_tokens import JwtTokens
from videoclub.identity import Role, TokenVerifier
from videoclub.ids import AccountId, SessionId
from videoclub_local.logins import ensure_logins, read_logins
from videoclub_local.secrets import Secrets
from videoclub_local.stores.cql import CassandraEndpoint

NOW = datetime(2026, 11, 21, tzinfo=UTC)
KEYSPACE = CassandraEndpoint(("127.0.0.1",), 9042, "rental", "secret")
URLS = {"users": "postgresql://users", "movies": "postgresql://movies", "stats": "postgresql://stats"}
REDIS = {name: f"redis://{name}" for name in ("users", "movies", "rental", "suggestions")}


def test_secrets_are_made_once_and_private(tmp_path):
    file = tmp_path / "secrets.json"
    assert Secrets.ensure(file) == Secrets.ensure(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert Secrets.ensure(tmp_path / "other.json") != Secrets.ensure(file)


def test_what_an_earlier_version_did_not_know_is_added_once(tmp_path):
    # Given
    file = tmp_path / "secrets.json"
    first = Secrets.ensure(file)
    kept = json.loads(file.read_text())
    del kept["movies_sealing_key"]
    del kept["redis_passwords"]["movies"]
    file.write_text(json.dumps(kept))

    # When
    grown = Secrets.ensure(file)

    # Then
    assert grown == Secrets.ensure(file)
    assert set(grown.redis_passwords) == set(first.redis_passwords)
    known = {"movies_sealing_key": first.movies_sealing_key, "redis_passwords": first.redis_passwords}
    assert grown.model_copy(update=known) == first
    assert grown.redis_passwords["rental"] == first.redis_passwords["rental"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_each_service_gets_its_own_and_no_others(tmp_path):
    entries = Secrets.ensure(tmp_path / "secrets.json").of_services(URLS, KEYSPACE, REDIS)
    assert set(entries) == {f"videoclub/{name}" for name in (*URLS, *REDIS, "firebase")}
    assert set(entries["videoclub/movies"]) == {"database_url", "redis_url", "cursor_key", "sealing_key"}
    assert set(entries["videoclub/suggestions"]) == {"redis_url", "cursor_key"}
    assert entries["videoclub/rental"]["cassandra_password"] == "secret"
    keys = [entry["cursor_key"] for entry in entries.values() if "cursor_key" in entry]
    assert len(set(keys)) == len(keys) == 5


def test_a_token_signed_with_the_private_half_is_verified_with_the_public_one(tmp_path):
    # Given the two halves
    secrets = Secrets.ensure(tmp_path / "secrets.json")
    private = secrets.of_services(URLS, KEYSPACE, REDIS)["videoclub/users"]["token_signing_keys"]
    account = Account(
        AccountId("ana"), parse_email("a@example.org"), "Ana", "en", None, None, (Role.CUSTOMER,), "active", NOW
    )
    # When Users signs
    token = JwtTokens(private, lifetime_s=60).issue(account, SessionId("session"), now=NOW).text
    # Then everybody verifies, with keys that give nothing away
    assert jwt.get_unverified_header(token)["kid"] == json.loads(secrets.token_keys)["keys"][0]["kid"]
    principal = TokenVerifier(secrets.token_keys).verify(token, now=NOW + timedelta(seconds=30))
    assert principal.account_id == "ana"
    assert all("d" not in key for key in json.loads(secrets.token_keys)["keys"])


def test_logins_are_made_once_for_each_role(tmp_path):
    assert read_logins(tmp_path) == {}
    made = ensure_logins(tmp_path)
    assert ensure_logins(tmp_path) == made == read_logins(tmp_path)
    assert set(made) == {"customer", "admin", "developer"}
    assert len({login.password for login in made.values()}) == 3
    assert (tmp_path / "logins.json").stat().st_mode & 0o777 == 0o600
