"""What people change about their account."""

import pytest

from users.errors import InvalidCredentials
from videoclub.clock import utc_now
from videoclub.errors import Unauthenticated

NEW_PASSWORD = "eleven green lanterns"


def change(club, token, patch, *, if_match=None, **headers):
    if_match = if_match or club.call("GET", "/me", token=token).headers["etag"]
    sent = {"Content-Type": "application/merge-patch+json", "If-Match": if_match, **headers}
    return club.call("PATCH", "/me", body=patch, headers=sent, token=token)


def change_password(club, token, current, new=NEW_PASSWORD):
    return club.call("PUT", "/me/password", body={"current_password": current, "new_password": new}, token=token)


@pytest.fixture
def person(club):
    return club.sign_up(country="FR", birth_year=1991)


@pytest.fixture
def token(club, person):
    return club.sign_in(person).json["access_token"]


class TestProfile:
    def test_what_is_sent_changes_and_the_rest_stays(self, club, person, token):
        # When
        answer = change(club, token, {"display_name": "Zoé", "locale": "fr-CA", "birth_year": None})

        # Then
        assert answer.status == 200
        unchanged = {name: value for name, value in person.account.items() if name != "birth_year"}
        assert answer.json == unchanged | {"display_name": "Zoé", "locale": "fr-CA"}
        read = club.call("GET", "/me", token=token)
        assert (read.json, read.headers["etag"]) == (answer.json, answer.headers["etag"])
        assert answer.headers["etag"] == '"2"'

    def test_the_audit_log_tells_what_it_was_and_is(self, club, person, token):
        # When
        change(club, token, {"display_name": "Another"})

        # Then
        [entry] = club.audit_log.entries
        assert (entry.actor, entry.action, entry.kind) == (entry.subject_id, "changed", "account")
        assert list(entry.before) == list(entry.after) == ["display_name"]
        assert entry.after["display_name"] == "Another"

    @pytest.mark.parametrize(
        ("patch", "pointer"),
        [
            ({"roles": ["admin"]}, "/roles"),
            ({"email": "other@example.com"}, "/email"),
            ({"status": "active"}, "/status"),
            ({"email_verified": True}, "/email_verified"),
            ({"id": "1"}, "/id"),
            ({"version": 7}, "/version"),
            ({"password_hash": "x"}, "/password_hash"),
            ({"display_name": None}, "/display_name"),
            ({"display_name": "two\nlines"}, "/display_name"),
            ({"locale": None}, "/locale"),
            ({"locale": "french"}, "/locale"),
            ({"country": "France"}, "/country"),
            ({"birth_year": 1800}, "/birth_year"),
            ({"birth_year": "1991"}, "/birth_year"),
        ],
    )
    def test_everything_else_is_refused_by_name(self, club, person, token, patch, pointer):
        # When
        answer = change(club, token, patch)

        # Then
        assert answer.status == 400
        assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
        assert club.call("GET", "/me", token=token).json == person.account

    def test_a_change_names_the_state_it_is_based_on(self, club, token):
        # Given
        etag = club.call("GET", "/me", token=token).headers["etag"]
        assert change(club, token, {"display_name": "First"}).status == 200

        # When
        stale = change(club, token, {"display_name": "Second"}, if_match=etag)
        headers = {"Content-Type": "application/merge-patch+json"}
        blind = club.call("PATCH", "/me", body={"display_name": "Third"}, headers=headers, token=token)

        # Then
        assert (stale.status, stale.json["code"]) == (412, "precondition-failed")
        assert (blind.status, blind.json["code"]) == (428, "precondition-required")
        assert club.call("GET", "/me", token=token).json["display_name"] == "First"

    def test_losing_a_race_is_a_stale_change(self, club, token, monkeypatch):
        monkeypatch.setattr(club.accounts, "update_profile", lambda *_: None)
        assert change(club, token, {"display_name": "Second"}).status == 412

    def test_plain_json_is_another_media_type(self, club, token):
        answer = change(club, token, {"display_name": "Zoé"}, **{"Content-Type": "application/json"})
        assert (answer.status, answer.json["code"]) == (415, "unsupported-media-type")

    def test_a_change_of_nothing_is_none(self, club, person, token):
        answer = change(club, token, {"country": "FR"})
        assert (answer.status, answer.headers["etag"]) == (200, '"1"')


class TestPassword:
    def test_another_password_signs_out_everywhere_else(self, club, person, token):
        # Given
        elsewhere = club.sign_in(person).json
        here = club.sign_in(person).json

        # When
        answer = change_password(club, here["access_token"], person.password)

        # Then
        assert (answer.status, answer.text) == (204, "")
        refreshed = [
            club.call("POST", "/sessions/refresh", body={"refresh_token": each["refresh_token"]}).status
            for each in (elsewhere, here)
        ]
        assert refreshed == [401, 201]
        assert club.sign_in(person).status == 401
        person.password = NEW_PASSWORD
        assert club.sign_in(person).status == 201

    @pytest.mark.parametrize("new", ["short", "password123", "x" * 129])
    def test_a_weak_one_is_refused(self, club, person, token, new):
        answer = change_password(club, token, person.password, new)
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, "/new_password")
        assert club.sign_in(person).status == 201

    def test_a_stolen_token_cannot_guess_the_password(self, club, person, token):
        # When
        answers = [change_password(club, token, f"guess {number}") for number in range(11)]

        # Then
        assert [answer.status for answer in answers] == [400] * 10 + [429]
        assert answers[0].json["errors"][0]["pointer"] == "/current_password"
        assert change_password(club, token, person.password).status == 429

    def test_a_sign_in_under_way_does_not_outlive_the_change(self, club, person, monkeypatch):
        # Given: the password changes between our looking at it and the session
        verify, now = club.passwords.verify, utc_now()

        def verify_and_change(password, password_hash):
            right = verify(password, password_hash)
            club.accounts.change_password(
                person.account["id"], "1:other", replacing=password_hash, session_id=None, now=now
            )
            return right

        monkeypatch.setattr(club.passwords, "verify", verify_and_change)

        # When / Then
        with pytest.raises(InvalidCredentials):
            club.wiring.sessions.sign_in(person.email, person.password, device="", address="a", now=now)
        assert club.sessions.kept == {}

    def test_an_account_that_is_gone_changes_nothing(self, club, token):
        club.accounts.kept.clear()
        assert change_password(club, token, "whatever it was").status == 401
        with pytest.raises(Unauthenticated):
            club.wiring.accounts.read_account("nobody")
