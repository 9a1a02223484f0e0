"""Confirming an address and choosing a new password, by links that are mailed."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from users.link import LIFETIMES
from users.mailing import ATTEMPTS, LEASE, LIVE_LINKS, MARGIN
from videoclub.clock import utc_now

NEW_PASSWORD = "eleven green lanterns"


class Clock:
    """Stands still, a little after the test began, unless it is turned."""

    def __init__(self) -> None:
        self.now = utc_now() + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def deliver(club, clock=utc_now):
    return club.mailing.send_mails(clock=clock, deadline=clock() + timedelta(minutes=1))


def ask_reset(club, email):
    return club.call("POST", "/password-resets", body={"email": email})


def reset(club, token, password=NEW_PASSWORD):
    return club.call("PUT", "/password-resets/{token}", path={"token": token}, body={"password": password})


def confirm(club, token):
    return club.call("POST", "/accounts/verifications", body={"token": token})


def token_in(mail, purpose):
    [token] = re.findall(rf"https://api\.test/v1/#/{purpose}/(\S+)", mail.text)
    return token


def mailed_token(club, purpose, clock=utc_now):
    deliver(club, clock)
    return token_in(club.postbox.mails[-1], purpose)


def test_signing_up_mails_a_link_that_confirms_the_address(club):
    # Given
    person = club.sign_up()
    assert person.account["email_verified"] is False
    assert club.relay.woken == 1

    # When
    answer = confirm(club, mailed_token(club, "verify-email"))

    # Then
    assert (answer.status, answer.text) == (204, "")
    me = club.call("GET", "/me", token=club.sign_in(person).json["access_token"])
    assert me.json["email_verified"] is True
    assert me.headers["etag"] == '"2"'
    assert [mail.to for mail in club.postbox.mails] == [person.email]


def test_a_taken_address_is_mailed_nothing(club):
    # Given
    person = club.sign_up()
    deliver(club)

    # When
    body = {"email": person.email, "password": NEW_PASSWORD, "display_name": "Somebody else"}
    answer = club.call("POST", "/accounts", body=body)

    # Then
    assert answer.status == 409
    assert deliver(club).sent == 0


@pytest.mark.parametrize(
    ("locale", "subject"), [("fr-CA", "Confirmez votre adresse e-mail"), ("de", "Confirm your e-mail address")]
)
def test_a_mail_is_in_the_language_of_the_account(club, locale, subject):
    club.sign_up(locale=locale)
    deliver(club)
    assert club.postbox.mails[0].subject == subject


def test_a_mail_holds_no_word_of_who_signed_up(club):
    # Somebody may sign up with the address of another, to have us send them a text
    club.sign_up(display_name="Win at https://evil.example")
    deliver(club)
    assert "evil" not in club.postbox.mails[0].text + club.postbox.mails[0].subject


def test_a_link_for_confirming_can_be_asked_for_again_until_it_was_used(club):
    # Given
    person = club.sign_up()
    first = mailed_token(club, "verify-email")

    # When
    asked = club.call("POST", "/accounts/verifications", body={"email": person.email.upper()})
    second = mailed_token(club, "verify-email")

    # Then: both work until one was used, and a confirmed address is mailed no further link
    assert asked.status == 202
    assert confirm(club, second).status == 204
    assert (confirm(club, first).status, confirm(club, first).json["code"]) == (410, "link-expired")
    assert club.call("POST", "/accounts/verifications", body={"email": person.email}).status == 202
    assert deliver(club).dropped == 1


@pytest.mark.parametrize("body", [{}, {"email": "a@example.com", "token": "x"}, {"token": ""}, {"token": "x" * 101}])
def test_either_an_address_or_a_token_is_sent(club, body):
    assert club.call("POST", "/accounts/verifications", body=body).status == 400


def test_a_reset_sets_the_password_and_signs_out_everywhere(club):
    # Given somebody signed in, and locked out by others' guesses
    person = club.sign_up()
    session = club.sign_in(person).json
    for _ in range(11):
        club.call("POST", "/sessions", body={"email": person.email, "password": "a wrong guess"})
    assert club.sign_in(person).status == 429

    # When
    assert ask_reset(club, person.email).status == 202
    answer = reset(club, mailed_token(club, "reset-password"))

    # Then
    assert (answer.status, answer.text) == (204, "")
    refreshed = club.call("POST", "/sessions/refresh", body={"refresh_token": session["refresh_token"]})
    assert refreshed.status == 401
    assert club.sign_in(person).status == 401
    person.password = NEW_PASSWORD
    signed_in = club.sign_in(person)
    assert signed_in.status == 201
    # And whoever got that mail reads the mailbox
    assert club.call("GET", "/me", token=signed_in.json["access_token"]).json["email_verified"] is True


def test_an_unknown_address_gets_the_same_answer_and_no_mail(club):
    # Given
    known, unknown = ask_reset(club, club.sign_up().email), ask_reset(club, "nobody@example.com")

    # When
    tally = deliver(club)

    # Then: that there is nobody was found out afterwards only
    assert (known.status, known.text) == (unknown.status, unknown.text) == (202, "")
    assert (tally.sent, tally.dropped) == (2, 1)
    assert "nobody@example.com" not in [mail.to for mail in club.postbox.mails]
    assert club.accounts.mails == {}


def test_a_suspended_account_is_mailed_nothing(club):
    person = club.sign_up()
    deliver(club)
    club.accounts.suspend(person.account["id"])
    ask_reset(club, person.email)
    assert deliver(club).dropped == 1


def test_a_link_is_for_one_purpose(club):
    # Given
    person = club.sign_up()
    to_verify = mailed_token(club, "verify-email")
    ask_reset(club, person.email)
    to_reset = mailed_token(club, "reset-password")

    # When / Then
    assert reset(club, to_verify).json["code"] == "link-expired"
    assert confirm(club, to_reset).json["code"] == "link-expired"
    assert reset(club, to_reset).status == 204


def test_a_link_works_once(club):
    person = club.sign_up()
    deliver(club)
    ask_reset(club, person.email)
    token = mailed_token(club, "reset-password")
    assert reset(club, token).status == 204
    assert (reset(club, token).status, reset(club, token).json["code"]) == (410, "link-expired")


@pytest.mark.parametrize("token", ["x", "é", "a.b", "%00", "x" * 255])
def test_an_invented_link_is_refused(club, token):
    assert (reset(club, token).status, reset(club, token).json["code"]) == (410, "link-expired")


def test_a_weak_password_leaves_the_link_as_it_is(club):
    # Given
    person = club.sign_up()
    deliver(club)
    ask_reset(club, person.email)
    token = mailed_token(club, "reset-password")

    # When
    weak = reset(club, token, "password123")

    # Then
    assert (weak.status, weak.json["errors"][0]["pointer"]) == (400, "/password")
    assert reset(club, token).status == 204


def test_a_link_expires(club, clock):
    # Given a mail that was made some time ago
    person = club.sign_up()
    deliver(club)
    ask_reset(club, person.email)
    clock.now -= LIFETIMES["reset-password"] + timedelta(minutes=1)
    club.accounts.mails[person.email, "reset-password"].due_at = clock.now
    token = mailed_token(club, "reset-password", clock)

    # When / Then
    assert reset(club, token).json["code"] == "link-expired"


def test_nothing_that_is_kept_is_a_usable_link(club):
    person = club.sign_up()
    deliver(club)
    ask_reset(club, person.email)
    token = mailed_token(club, "reset-password")
    assert token not in str(club.accounts)


def test_a_mail_that_fails_fails_no_sign_up_and_is_sent_later(club, clock):
    # Given
    club.postbox.closed = True
    person = club.sign_up()

    # When it is tried, and again once its pause is over
    assert deliver(club, clock).deferred == 1
    assert deliver(club, clock).deferred == 0
    club.postbox.closed = False
    clock.now += timedelta(minutes=2)
    tally = deliver(club, clock)

    # Then
    assert tally.sent == 1
    assert confirm(club, token_in(club.postbox.mails[0], "verify-email")).status == 204
    assert club.sign_in(person).status == 201


def test_a_mail_that_never_goes_out_is_given_up_with_a_word_in_the_log(club, clock, capfd):
    # Given
    club.postbox.closed = True
    person = club.sign_up()

    # When
    tallies = []
    for _ in range(ATTEMPTS + 1):
        tallies.append(deliver(club, clock))
        clock.now += timedelta(hours=2)

    # Then
    assert [sum(getattr(tally, name) for tally in tallies) for name in ("deferred", "given_up")] == [ATTEMPTS - 1, 1]
    log = capfd.readouterr().out
    assert "mail_given_up" in log
    assert person.email not in log
    assert club.accounts.links == {}


def test_the_mail_of_a_sender_that_died_is_taken_over(club, clock):
    # Given a sender that took the request and is gone
    club.sign_up()
    club.mailing.requests.claim_request(now=clock(), retry_at=clock() + LEASE)
    assert deliver(club, clock).sent == 0

    # When
    clock.now += LEASE

    # Then
    assert deliver(club, clock).sent == 1


def test_no_mail_is_begun_when_the_time_for_it_runs_out(club):
    club.sign_up()
    assert club.mailing.send_mails(clock=utc_now, deadline=utc_now() + MARGIN).sent == 0


def test_nobody_can_flood_a_mailbox(club):
    # Given
    person = club.sign_up()
    deliver(club)

    # When
    for _ in range(LIVE_LINKS + 3):
        ask_reset(club, person.email)
        deliver(club)

    # Then
    assert len(club.postbox.mails) == 1 + LIVE_LINKS


def test_an_address_asks_for_a_limited_number_of_mails(open_club):
    # Given
    club = open_club(mails_per_address=3)

    # When
    answers = [ask_reset(club, f"{number}@example.com") for number in range(4)]

    # Then
    assert [answer.status for answer in answers] == [202, 202, 202, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 15 * 60


def test_an_account_gone_meanwhile_makes_its_link_void(club):
    person = club.sign_up()
    deliver(club)
    ask_reset(club, person.email)
    token = mailed_token(club, "reset-password")
    club.accounts.kept.clear()
    assert reset(club, token).json["code"] == "link-expired"


def test_the_job_tells_what_it_did(club):
    class Context:
        aws_request_id = "1"

        def get_remaining_time_in_millis(self):
            return 60_000

    from users import jobs

    club.sign_up()
    assert jobs.send_mails({}, Context()) == {"sent": 1, "dropped": 0, "deferred": 0, "given_up": 0}


def test_lifetimes_are_what_the_mails_say(club):
    club.sign_up()
    deliver(club)
    assert "within 2 days" in club.postbox.mails[0].text
    assert datetime.now(UTC) + LIFETIMES["verify-email"] > utc_now() + timedelta(days=1, hours=23)
