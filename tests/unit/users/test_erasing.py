"""A person asks to be forgotten."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from users import jobs
from videoclub.clock import utc_now
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role

SETTLED = timedelta(hours=3)


def erase(club, token, password):
    return club.call("DELETE", "/me", token=token, body={"password": password})


def make_admin(club, person):
    credentials = club.accounts.kept[person.account["id"]]
    admin = replace(credentials.account, roles=(Role.CUSTOMER, Role.ADMIN))
    club.accounts.kept[person.account["id"]] = replace(credentials, account=admin)


def test_an_erased_account_is_gone_at_once(club):
    # Given
    person = club.sign_up()
    grant = club.sign_in(person).json

    # When
    answer = erase(club, grant["access_token"], person.password)

    # Then
    assert answer.status == 202
    assert "erased_at" in answer.json
    assert club.call("GET", "/me", token=grant["access_token"]).status == 401
    assert club.call("POST", "/sessions/refresh", body={"refresh_token": grant["refresh_token"]}).status == 401
    assert club.sign_in(person).status == 401


def test_the_address_is_free_again(club):
    # Given
    person = club.sign_up()
    erase(club, club.token_of(person), person.password)

    # When
    body = {"email": person.email, "password": person.password, "display_name": "Somebody else"}
    again = club.call("POST", "/accounts", body=body)

    # Then
    assert again.status == 201
    assert again.json["id"] != person.account["id"]


def test_a_wrong_password_erases_nothing_and_counts_against_the_account(open_club):
    # Given
    club = open_club(sign_in_failures_per_account=2)
    person = club.sign_up()
    token = club.token_of(person)

    # When
    refusals = [erase(club, token, "not the password") for _ in range(3)]

    # Then
    assert [(each.status, each.json["code"]) for each in refusals] == [
        (401, "invalid-credentials"),
        (401, "invalid-credentials"),
        (429, "too-many-attempts"),
    ]
    assert erase(club, token, person.password).status == 429
    assert club.call("GET", "/me", token=token).status == 200
    assert club.events.told == []


@pytest.mark.parametrize("body", [{}, {"password": 1}, {"password": "x" * 129}, {"password": "x", "also": 1}])
def test_a_malformed_request_is_refused(club, body):
    token = club.token_of(club.sign_up())
    assert club.call("DELETE", "/me", token=token, body=body).status == 400


def test_the_other_services_are_told_now_and_when_every_token_has_expired(club):
    # Given
    person = club.sign_up()
    erase(club, club.token_of(person), person.password)
    now = utc_now()

    # When
    before = club.wiring.erasing.tell_erasures(now=now)
    after = [club.wiring.erasing.tell_erasures(now=now + SETTLED) for _ in range(2)]

    # Then
    assert (before, after) == (0, [1, 0])
    first, last = club.events.told
    assert first == last
    assert (first.type, first.customer_id) == ("customer.erased", person.account["id"])


def test_a_telling_that_fails_is_made_up_for(club, monkeypatch):
    # Given
    monkeypatch.setattr(club.events, "broken", True)
    person = club.sign_up()

    # When
    answer = erase(club, club.token_of(person), person.password)
    with pytest.raises(ServiceUnavailable):
        jobs.tell_erasures({}, SimpleNamespace(aws_request_id="r"))
    monkeypatch.setattr(club.events, "broken", False)

    # Then
    assert answer.status == 202
    assert jobs.tell_erasures({}, SimpleNamespace(aws_request_id="r")) == {"told": 1}
    assert [event.customer_id for event in club.events.told] == [person.account["id"]]


def test_the_last_admin_stays(club):
    # Given
    first, second = club.sign_up(), club.sign_up()
    make_admin(club, first)
    make_admin(club, second)
    tokens = [club.token_of(first), club.token_of(second)]

    # When
    one, other = erase(club, tokens[0], first.password), erase(club, tokens[1], second.password)

    # Then
    assert one.status == 202
    assert (other.status, other.json["code"]) == (409, "last-admin")
    assert club.call("GET", "/me", token=tokens[1]).status == 200


def test_nobody_erases_without_signing_in(club):
    assert club.call("DELETE", "/me", body={"password": "x"}).status == 401
