"""Signing up, and reading one's own account."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from users.account import Registration, parse_email
from users.errors import EmailTaken
from videoclub.identity import Role
from videoclub.ids import AccountId

NOW = datetime(2026, 11, 21, tzinfo=UTC)
GOOD_PASSWORD = "seven purple bicycles"


def test_sign_up_answers_the_account(club):
    # Given
    body = {
        "email": "Camille.Moreau@Example.com",
        "password": GOOD_PASSWORD,
        "display_name": "Camille",
        "locale": "fr",
        "country": "FR",
        "birth_year": 1991,
    }

    # When
    answer = club.call("POST", "/accounts", body=body)

    # Then
    assert answer.status == 201
    assert answer.headers["location"].endswith("/v1/me")
    assert answer.json["email"] == "camille.moreau@example.com"
    assert answer.json["roles"] == ["customer"]
    assert {"id", "display_name", "locale", "country", "created_at"} <= answer.json.keys()
    assert GOOD_PASSWORD not in answer.text


@pytest.mark.parametrize(
    "twin",
    [
        "ZOE@example.com",
        "  zoe@example.com ",
        "zoe\uff20example.com",
        "\uff5a\uff4f\uff45@example.com",
        "zoe@EXAMPLE.com",
    ],
)
def test_one_mailbox_is_one_account(club, twin):
    # Given
    first = {"email": "zoe@example.com", "password": GOOD_PASSWORD, "display_name": "Zoe"}
    assert club.call("POST", "/accounts", body=first).status == 201

    # When
    answer = club.call("POST", "/accounts", body={**first, "email": twin})

    # Then
    assert answer.status == 409
    assert answer.json["code"] == "email-taken"


@pytest.mark.parametrize(
    "email",
    ["", "zoe", "zoe@", "@example.com", "zoe@example", "a b@example.com", "zoe@exa\x00mple.com", "z@" + "a" * 260],
)
def test_what_is_no_address_is_refused_by_name(club, email):
    # When
    answer = club.call("POST", "/accounts", body={"email": email, "password": GOOD_PASSWORD, "display_name": "Zoe"})

    # Then
    assert answer.status == 400
    assert answer.json["errors"][0]["pointer"] == "/email"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Short1!xy", "too_short"),
        ("x" * 129, "too_long"),
        ("password123", "too_common"),
        ("P4ssw0rd2024!", "too_common"),
        ("1234567890", "too_common"),
        ("1qaz2wsx3edc", "too_common"),
        ("aaaaaaaaaaaa", "too_common"),
        ("121212121212", "too_common"),
        ("MotDePasse2026", "too_common"),
        ("zoe.martin-is-me", "contains_email"),
        ("I am ZOE.MARTIN now", "contains_email"),
    ],
)
def test_a_weak_password_is_refused(club, password, code):
    # When
    body = {"email": "zoe.martin+films@example.com", "password": password, "display_name": "Zoe"}
    answer = club.call("POST", "/accounts", body=body)

    # Then
    assert answer.status == 400
    assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [("/password", code)]


def test_spaces_around_a_password_belong_to_it(club):
    # Given
    body = {"email": "a.nother@example.com", "password": "  two spaces before", "display_name": "A"}
    assert club.call("POST", "/accounts", body=body).status == 201

    # When
    trimmed = club.call("POST", "/sessions", body={"email": body["email"], "password": "two spaces before"})
    as_typed = club.call("POST", "/sessions", body={"email": body["email"], "password": body["password"]})

    # Then
    assert (trimmed.status, as_typed.status) == (401, 201)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("roles", ["admin"]),
        ("status", "active"),
        ("display_name", ""),
        ("display_name", "a\x00b"),
        ("display_name", "a\nb"),
        ("display_name", 7),
        ("locale", "french"),
        ("country", "fr"),
        ("birth_year", "1990"),
        ("birth_year", 1890),
        ("birth_year", 3000),
    ],
)
def test_a_wrong_or_unknown_field_is_refused_by_name(club, field, value):
    # When
    body = {"email": "b@example.com", "password": GOOD_PASSWORD, "display_name": "B", field: value}
    answer = club.call("POST", "/accounts", body=body)

    # Then
    assert answer.status == 400
    assert [error["pointer"] for error in answer.json["errors"]] == [f"/{field}"]
    assert club.accounts.kept == {}


@pytest.mark.parametrize("name", ["Zoé", "Jean Luc", "क्\u200dष", "\U0001f468\u200d\U0001f467", "Николай", "O'Hara-李"])
def test_a_name_may_be_in_any_script(club, name):
    assert club.sign_up(display_name=name).account["display_name"] == name


@pytest.mark.parametrize(
    "body", ['{"email": "\\ud800@example.com"}', '{"password": "\\ud800"}', "[]", "7", '{"a"', "\x00"]
)
def test_a_broken_body_is_refused(club, body):
    for resource in ("/accounts", "/sessions", "/sessions/refresh"):
        assert club.call("POST", resource, body=body, headers={"Content-Type": "application/json"}).status == 400


def test_a_password_may_hold_any_character(club):
    # Given
    body = {"email": "c@example.com", "password": "tabs\t and \U0001f600 too", "display_name": "C"}

    # When / Then
    assert club.call("POST", "/accounts", body=body).status == 201


def test_my_account_has_an_entity_tag(club):
    # Given
    person = club.sign_up(locale="fr")
    token = club.sign_in(person).json["access_token"]

    # When
    answer = club.call("GET", "/me", token=token)
    again = club.call("GET", "/me", token=token, headers={"If-None-Match": answer.headers["etag"]})

    # Then
    assert answer.status == 200
    assert answer.json == person.account
    assert again.status == 304


def test_a_token_of_an_account_that_is_gone_reads_nothing(club):
    # Given
    person = club.sign_up()
    token = club.sign_in(person).json["access_token"]
    club.accounts.kept.clear()

    # When / Then
    assert club.call("GET", "/me", token=token).status == 401


def test_a_demo_account_is_made_once_by_its_id(club):
    # Given
    accounts, account_id = club.wiring.accounts, AccountId(str(uuid4()))
    who = Registration(parse_email("admin@example.com"), "Alex")
    roles = (Role.CUSTOMER, Role.ADMIN)

    # When
    first = accounts.create_account(who, GOOD_PASSWORD, now=NOW, roles=roles, account_id=account_id)
    again = accounts.create_account(who, "another password", now=NOW, roles=roles, account_id=account_id)

    # Then
    assert first == again
    assert first.roles == roles
    with pytest.raises(EmailTaken):
        accounts.create_account(who, GOOD_PASSWORD, now=NOW, account_id=AccountId(str(uuid4())))


def test_imported_customers_cannot_sign_in(club):
    # Given
    ids = [AccountId(str(uuid4())) for _ in range(3)]
    people = {each: (Registration(parse_email(f"{each}@example.com"), "Somebody"), NOW) for each in ids}

    # When
    imported = [club.wiring.accounts.import_customers(people) for _ in range(2)]

    # Then
    assert imported == [3, 0]
    answer = club.call("POST", "/sessions", body={"email": f"{ids[0]}@example.com", "password": GOOD_PASSWORD})
    assert answer.status == 401
