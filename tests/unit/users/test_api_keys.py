"""API keys: made and revoked by developers, recognised for every service."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from gateway import token
from users import internal
from users.api_keys import KEYS_PER_ACCOUNT, USE_RECORDED_EVERY
from videoclub.api_keys import API_KEY_CACHE_S, ApiKeyVerifier, hash_api_key
from videoclub.clock import rfc3339, utc_now
from videoclub.contracts.users import AUTHENTICATE_API_KEY
from videoclub.errors import Unauthenticated
from videoclub.identity import Role

BODY = {"name": "A spider", "scopes": ["movies:read", "movies:write"]}


class Developer:
    """Somebody with an account who may make keys."""

    def __init__(self, club) -> None:
        self.club = club
        self.account_id = club.sign_up().account["id"]
        self.set_roles(Role.CUSTOMER, Role.DEVELOPER)

    def set_roles(self, *roles: Role) -> None:
        kept = self.club.accounts.kept[self.account_id]
        account = dataclasses.replace(kept.account, roles=roles)
        self.club.accounts.kept[self.account_id] = dataclasses.replace(kept, account=account)

    def call(self, method, resource="/api-keys", **options):
        return self.club.call(method, resource, token=token(self.account_id, Role.CUSTOMER, Role.DEVELOPER), **options)

    def make(self, **changes):
        return self.call("POST", body=BODY | changes)

    def delete(self, key_id):
        return self.call("DELETE", "/api-keys/{key_id}", path={"key_id": key_id})


class InternalServices:
    """Asks Users' internal handler as a deployed service does."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self, operation, request):
        self.asked += 1
        message = {"operation": operation.name, "request": request.model_dump(mode="json"), "request_id": "1"}
        reply = internal.handler(message, None)
        if "refusal" in reply:
            raise Unauthenticated(reply["refusal"]["detail"])
        return operation.answer.model_validate(reply["answer"])


@pytest.fixture
def developer(club) -> Developer:
    return Developer(club)


@pytest.fixture
def verifier() -> ApiKeyVerifier:
    return ApiKeyVerifier(InternalServices())


def test_a_key_is_shown_once_and_kept_as_a_hash(club, developer):
    # When
    made = developer.make()

    # Then
    assert made.status == 201
    key = made.json["key"]
    assert key.startswith(made.json["prefix"] + "_")
    listed = developer.call("GET").json["items"]
    assert listed == [{name: value for name, value in made.json.items() if name != "key"}]
    secret = key.removeprefix(made.json["prefix"] + "_")
    assert secret not in str(club.api_keys.kept)
    assert {"id", "name", "scopes", "created_at"} <= listed[0].keys()
    assert "key_hash" not in listed[0]


def test_the_audit_log_tells_of_keys_but_not_the_keys(club, developer):
    # When
    made = developer.make().json
    developer.delete(made["id"])

    # Then
    told = [(entry.actor, entry.action, entry.kind, entry.subject_id) for entry in club.audit_log.entries]
    assert told == [(developer.account_id, done, "api-key", made["id"]) for done in ("added", "deleted")]
    assert made["key"] not in str(club.audit_log.entries)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["users:write"]}, "/scopes/0"),
        ({"scopes": ["movies:read", "*"]}, "/scopes/1"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
        ({"roles": ["admin"]}, "/roles"),
        ({"account_id": "somebody"}, "/account_id"),
    ],
)
def test_a_wrong_or_unknown_field_is_refused_by_name(developer, changes, pointer):
    answer = developer.make(**changes)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, pointer)


def test_keys_are_counted(club, developer):
    # Given
    for _ in range(KEYS_PER_ACCOUNT):
        assert developer.make().status == 201

    # When
    answer = developer.make()

    # Then
    assert (answer.status, answer.json["code"]) == (409, "too-many-api-keys")
    assert Developer(club).make().status == 201


def test_a_key_stands_for_its_owner_within_its_scopes(developer, verifier):
    # Given
    key = developer.make().json["key"]

    # When
    principal = verifier.verify(key, now=utc_now())

    # Then
    assert principal.account_id == developer.account_id
    assert principal.roles == {Role.CUSTOMER, Role.DEVELOPER}
    assert principal.scopes == {"movies:read", "movies:write"}
    assert principal.session_id is None


def test_users_is_asked_once_in_a_while(developer, verifier):
    # Given
    key, now = developer.make().json["key"], utc_now()

    # When
    for _ in range(100):
        verifier.verify(key, now=now)

    # Then
    assert verifier.services.asked == 1
    verifier.verify(key, now=now + timedelta(seconds=API_KEY_CACHE_S))
    assert verifier.services.asked == 2


def test_a_revoked_key_dies_within_the_time_it_is_trusted(developer, verifier):
    # Given
    made, now = developer.make().json, utc_now()
    verifier.verify(made["key"], now=now)

    # When
    assert developer.delete(made["id"]).status == 204

    # Then
    verifier.verify(made["key"], now=now + timedelta(seconds=API_KEY_CACHE_S - 1))
    with pytest.raises(Unauthenticated):
        verifier.verify(made["key"], now=now + timedelta(seconds=API_KEY_CACHE_S))
    assert developer.call("GET").json["items"] == []


def test_an_invented_key_costs_users_one_question(club, verifier):
    now = utc_now()
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            verifier.verify("vc_AAAAAAAA_" + "A" * 43, now=now)
    assert verifier.services.asked == 1


@pytest.mark.parametrize("key", ["x", "vc_", "vc_AAAAAAAA_short", "vc_AAAAAAAA_" + "A" * 44, "é" * 55, "Bearer x"])
def test_what_is_no_key_costs_nothing(verifier, key):
    with pytest.raises(Unauthenticated):
        verifier.verify(key, now=utc_now())
    assert verifier.services.asked == 0


def test_a_key_carries_what_its_owner_may_today(developer, verifier):
    # Given
    key, now = developer.make().json["key"], utc_now()

    # When its owner becomes an admin, and then no developer any more
    developer.set_roles(Role.CUSTOMER, Role.DEVELOPER, Role.ADMIN)
    assert Role.ADMIN in verifier.verify(key, now=now).roles
    developer.set_roles(Role.CUSTOMER)

    # Then
    with pytest.raises(Unauthenticated):
        verifier.verify(key, now=now + timedelta(minutes=1))


def test_the_keys_of_a_suspended_account_open_nothing(club, developer, verifier):
    key = developer.make().json["key"]
    club.accounts.suspend(developer.account_id)
    with pytest.raises(Unauthenticated):
        verifier.verify(key, now=utc_now())


def test_a_key_expires_also_while_it_is_trusted(developer, verifier):
    # Given
    now = utc_now()
    key = developer.make(expires_at=rfc3339(now + timedelta(seconds=5))).json["key"]
    verifier.verify(key, now=now)

    # When / Then
    with pytest.raises(Unauthenticated):
        verifier.verify(key, now=now + timedelta(seconds=5))


def test_the_last_use_is_recorded_now_and_then(club, developer):
    # Given
    made = developer.make().json
    recognition, now = internal.wiring.wired_key_recognition(), datetime(2030, 1, 1, tzinfo=UTC)

    # When
    for seconds in (0, 1, USE_RECORDED_EVERY.seconds - 1, USE_RECORDED_EVERY.seconds):
        recognition.authenticate_key(hash_api_key(made["key"]), now=now + timedelta(seconds=seconds))

    # Then
    assert club.api_keys.uses == 2
    assert developer.call("GET").json["items"][0]["last_used_at"] == "2030-01-01T00:05:00Z"


@pytest.mark.parametrize("key_id", ["nothing", "00000000-0000-4000-8000-000000000000", "é"])
def test_what_is_no_key_of_mine_cannot_be_revoked(developer, key_id):
    assert developer.delete(key_id).json["code"] == "not-found"


def test_somebody_elses_key_looks_like_none(club, developer):
    # Given
    made, other = developer.make().json, Developer(club)

    # When / Then
    assert other.delete(made["id"]).json["code"] == "not-found"
    assert other.call("GET").json["items"] == []
    assert len(developer.call("GET").json["items"]) == 1


def test_a_key_makes_no_key_and_no_session_and_changes_no_account(club, developer, verifier, monkeypatch):
    # Given a key with every scope there is
    from users.api import routes
    from videoclub.api_keys import SCOPES

    monkeypatch.setattr(routes, "key_verifier", lambda: verifier)
    headers = {"X-Api-Key": developer.make(scopes=list(SCOPES)).json["key"]}
    assert club.call("GET", "/me", headers=headers).json["id"] == developer.account_id
    path = dict.fromkeys(("key_id", "token", "customer_id", "segment_id"), "x")

    # When
    answers = [
        club.call(route.method, route.path, path=path, headers=headers, body={})
        for route in routes.declared
        if route.method != "GET" and "{movie_id}" not in route.path
    ]

    # Then
    assert {(answer.status, answer.json["code"]) for answer in answers} == {(403, "forbidden")}


def test_the_contract_asks_by_hash_alone():
    assert set(AUTHENTICATE_API_KEY.request.model_fields) == {"key_hash"}
