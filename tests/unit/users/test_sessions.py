"""Signing in, staying signed in, signing out, being locked out."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from gateway import verifier_of_test_tokens
from users.errors import InvalidCredentials, TooManyAttempts
from videoclub.errors import Unauthenticated
from videoclub.identity import AUDIENCE, ISSUER

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def refresh(club, token):
    return club.call("POST", "/sessions/refresh", body={"refresh_token": token})


def test_sign_in_gives_a_token_every_service_accepts(club):
    # Given
    person = club.sign_up()

    # When
    answer = club.sign_in(person)

    # Then
    assert answer.status == 201
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 900)
    principal = verifier_of_test_tokens().verify(answer.json["access_token"], now=datetime.now(UTC))
    assert principal.account_id == person.account["id"]
    claims = jwt.decode(answer.json["access_token"], options={"verify_signature": False})
    assert (claims["iss"], claims["aud"], claims["roles"]) == (ISSUER, AUDIENCE, ["customer"])
    assert claims["sid"] in club.sessions.kept


def test_unknown_address_and_wrong_password_look_and_cost_the_same(club):
    # Given
    person = club.sign_up()

    # When
    wrong = club.call("POST", "/sessions", body={"email": person.email, "password": "not the password"})
    unknown = club.call("POST", "/sessions", body={"email": "nobody@example.com", "password": "not the password"})

    # Then
    assert (wrong.status, wrong.json["code"]) == (401, "invalid-credentials")
    assert {**wrong.json, "instance": ""} == {**unknown.json, "instance": ""}
    assert len(club.passwords.verified) == 2


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(club):
    # Given
    person = club.sign_up()
    club.passwords.generation = 2

    # When
    club.sign_in(person)

    # Then
    assert club.accounts.kept[person.account["id"]].password_hash == f"2:{person.password}"
    assert club.sign_in(person).status == 201


def test_a_suspended_account_is_told_so_only_with_its_password(club):
    # Given
    person = club.sign_up()
    session = club.sign_in(person).json
    club.accounts.suspend(person.account["id"])

    # When
    right = club.sign_in(person)
    person.password = "something else entirely"
    wrong = club.sign_in(person)

    # Then
    assert (right.status, right.json["code"]) == (403, "forbidden")
    assert wrong.status == 401
    assert refresh(club, session["refresh_token"]).status == 403


def test_refresh_rotates_the_token(club):
    # Given
    tokens = [club.sign_in(club.sign_up()).json["refresh_token"]]

    # When
    for _ in range(5):
        answer = refresh(club, tokens[-1])
        assert answer.status == 201
        tokens.append(answer.json["refresh_token"])

    # Then
    assert len(set(tokens)) == len(tokens)
    stored = str(club.sessions.kept)
    assert all(token.partition(".")[2] not in stored for token in tokens)


def test_repeating_a_refresh_within_the_grace_gives_the_same_successor(club):
    # Given
    first = club.sign_in(club.sign_up()).json["refresh_token"]

    # When
    answers = [refresh(club, first).json["refresh_token"] for _ in range(3)]

    # Then
    assert len(set(answers)) == 1
    assert refresh(club, answers[0]).status == 201


def test_reuse_after_the_grace_closes_the_session(club):
    # Given
    sessions, person = club.wiring.sessions, club.sign_up()
    grant = sessions.sign_in(person.email, person.password, device="", address="a", now=NOW)
    stolen = str(grant.refresh_token)
    successor = sessions.refresh_session(stolen, now=NOW + timedelta(minutes=1)).refresh_token

    # When
    with pytest.raises(Unauthenticated):
        sessions.refresh_session(stolen, now=NOW + timedelta(minutes=1, seconds=11))

    # Then
    with pytest.raises(Unauthenticated):
        sessions.refresh_session(str(successor), now=NOW + timedelta(minutes=2))


def test_reuse_of_a_grandparent_closes_the_session_even_within_the_grace(club):
    # Given
    tokens = [club.sign_in(club.sign_up()).json["refresh_token"]]
    for _ in range(2):
        tokens.append(refresh(club, tokens[-1]).json["refresh_token"])

    # When
    reused = refresh(club, tokens[0])

    # Then
    assert reused.status == 401
    assert refresh(club, tokens[-1]).status == 401


def test_losing_the_race_of_two_refreshes_is_no_reuse(club, monkeypatch):
    # Given: another environment rotates between our reading and our writing
    token = club.sign_in(club.sign_up()).json["refresh_token"]
    rotate, lost = club.sessions.rotate_session, []

    def rotate_second(session, **change):
        if not lost:
            lost.append(rotate(session, **change))
        return rotate(session, **change)

    monkeypatch.setattr(club.sessions, "rotate_session", rotate_second)

    # When
    answer = refresh(club, token)

    # Then
    assert answer.status == 201
    assert refresh(club, answer.json["refresh_token"]).status == 201


def test_a_session_ends_when_it_is_not_used(club):
    # Given
    sessions, person = club.wiring.sessions, club.sign_up()
    grant = sessions.sign_in(person.email, person.password, device="", address="a", now=NOW)

    # When: used after 29 days it lives on, unused for 30 it does not
    later = sessions.refresh_session(str(grant.refresh_token), now=NOW + timedelta(days=29))

    # Then
    with pytest.raises(Unauthenticated):
        sessions.refresh_session(str(later.refresh_token), now=NOW + timedelta(days=59, seconds=1))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "00000000-0000-4000-8000-000000000000.secret"])
def test_an_invented_refresh_token_is_refused(club, token):
    # When
    answer = refresh(club, token)

    # Then
    assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


def test_sign_out_ends_this_session_only(club):
    # Given
    person = club.sign_up()
    here, there = club.sign_in(person).json, club.sign_in(person).json

    # When
    answer = club.call("DELETE", "/sessions/current", token=here["access_token"])

    # Then
    assert (answer.status, answer.text) == (204, "")
    assert refresh(club, here["refresh_token"]).status == 401
    assert refresh(club, there["refresh_token"]).status == 201


def test_the_device_is_remembered_without_control_characters(club):
    # When
    club.sign_in(club.sign_up(), headers={"User-Agent": "Fire\x00fox\t" + "x" * 500})

    # Then
    (session,) = club.sessions.kept.values()
    assert session.device.startswith("Firefoxx")
    assert len(session.device) == 200


def test_ten_failures_lock_an_account_for_the_rest_of_the_window(club):
    # Given
    sessions, person = club.wiring.sessions, club.sign_up()
    for second in range(10):
        with pytest.raises(InvalidCredentials):
            sessions.sign_in(person.email, "wrong", device="", address=f"{second}", now=NOW + timedelta(seconds=second))

    # When: even the right password, from a new address
    with pytest.raises(TooManyAttempts) as refused:
        sessions.sign_in(person.email, person.password, device="", address="new", now=NOW + timedelta(minutes=5))

    # Then
    assert refused.value.retry_after_s == 10 * 60
    after = NOW + timedelta(seconds=5 * 60 + refused.value.retry_after_s)
    assert sessions.sign_in(person.email, person.password, device="", address="new", now=after)


def test_an_address_is_locked_for_all_accounts_and_the_answer_says_until_when(open_club):
    # Given
    club = open_club(sign_in_failures_per_address=3)
    for guess in range(3):
        body = {"email": f"{guess}@example.com", "password": "wrong"}
        assert club.call("POST", "/sessions", body=body).status == 401

    # When
    answer = club.sign_in(club.sign_up())

    # Then
    assert (answer.status, answer.json["code"]) == (429, "too-many-attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60


def test_signing_in_rightly_is_no_failure(open_club):
    # Given
    club = open_club(sign_in_failures_per_account=2, sign_in_failures_per_address=2)
    person = club.sign_up()

    # When
    statuses = [club.sign_in(person).status for _ in range(5)]

    # Then
    assert statuses == [201] * 5


def test_logs_know_no_address_password_or_token(club, capfd):
    # Given
    person = club.sign_up()

    # When: a reuse, a failure, a lock-out
    first = club.sign_in(person).json["refresh_token"]
    second = refresh(club, refresh(club, first).json["refresh_token"]).json["refresh_token"]
    refresh(club, first)
    for _ in range(12):
        club.call("POST", "/sessions", body={"email": person.email, "password": "wrong wrong"})

    # Then
    log = capfd.readouterr().out
    assert "refresh_token_reused" in log
    assert not any(secret in log for secret in (person.email, person.password, "wrong wrong", first, second))
