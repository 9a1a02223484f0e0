"""What the use cases of Users may rely on from their stores."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from users.account import Account, Credentials, parse_email
from users.adapters.postgres_attempts import PostgresAttempts
from users.ports.sessions import AttemptCount
from users.session import Session
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role
from videoclub.ids import AccountId, SessionId

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def somebody(*, may_sign_in: bool = True) -> Credentials:
    account_id = AccountId(str(uuid4()))
    email = parse_email(f"{account_id}@example.com")
    roles = (Role.CUSTOMER, Role.ADMIN)
    account = Account(account_id, email, "Zoé", "fr-CA", None, 1990, roles, status="active", created_at=NOW)
    return Credentials(account, "hash" if may_sign_in else None)


class TestAccountStore:
    def test_keeps_an_account_as_it_was(self, stores):
        # Given
        credentials = somebody()

        # When
        kept = stores.accounts.insert_accounts([credentials])

        # Then
        assert kept == 1
        assert stores.accounts.find_account(credentials.account.id) == credentials.account
        assert stores.accounts.find_credentials(credentials.account.email) == credentials

    def test_refuses_a_second_account_with_the_address_or_the_id(self, stores):
        # Given
        first = somebody()
        stores.accounts.insert_accounts([first])
        same_email = replace(first, account=replace(first.account, id=AccountId(str(uuid4()))))
        same_id = replace(first, account=replace(somebody().account, id=first.account.id))

        # When
        kept = stores.accounts.insert_accounts([same_email, same_id, somebody(may_sign_in=False)])

        # Then
        assert kept == 1
        assert stores.accounts.find_account(first.account.id) == first.account
        assert stores.accounts.find_account(same_email.account.id) is None

    def test_finds_nobody_under_an_unknown_id_or_address(self, stores):
        assert stores.accounts.find_account(AccountId(str(uuid4()))) is None
        assert stores.accounts.find_account(AccountId("not a uuid")) is None
        assert stores.accounts.find_credentials(parse_email(f"{uuid4()}@example.com")) is None

    def test_tells_where_people_live_as_far_as_it_knows(self, stores):
        # Given
        silent, belgian = somebody(), somebody()
        belgian = replace(belgian, account=replace(belgian.account, country="BE"))
        stores.accounts.insert_accounts([silent, belgian])

        # When
        asked = [silent.account.id, belgian.account.id, AccountId(str(uuid4())), AccountId("not a uuid")]
        told = stores.accounts.read_countries(asked)

        # Then
        assert told == {belgian.account.id: "BE"}

    def test_replaces_a_hash_unless_it_changed_meanwhile(self, stores):
        # Given
        credentials = somebody()
        stores.accounts.insert_accounts([credentials])

        # When
        stores.accounts.replace_password_hash(credentials.account.id, "second", replacing="hash")
        stores.accounts.replace_password_hash(credentials.account.id, "third", replacing="hash")

        # Then
        assert stores.accounts.find_credentials(credentials.account.email).password_hash == "second"

    def test_answers_a_ping(self, stores):
        stores.accounts.ping()


class TestSessionStore:
    @pytest.fixture
    def session(self, stores) -> Session:
        owner = somebody()
        stores.accounts.insert_accounts([owner])
        session, _ = Session.begin(owner.account.id, device="a browser", lifetime=timedelta(days=30), now=NOW)
        assert stores.sessions.insert_session(session, password_hash="hash")
        return session

    def test_keeps_a_session_as_it_was(self, stores, session):
        assert stores.sessions.find_session(session.id) == session
        assert stores.sessions.find_session(SessionId(str(uuid4()))) is None

    def test_rotates_from_the_token_it_was_read_with_only(self, stores, session):
        # Given
        later, expiry = NOW + timedelta(hours=1), NOW + timedelta(days=31)
        change = {"expires_at": expiry, "now": later}

        # When
        rotated = [stores.sessions.rotate_session(session, token_hash=token, **change) for token in (b"1", b"2")]

        # Then
        assert rotated == [True, False]
        assert stores.sessions.find_session(session.id) == replace(
            session,
            token_hash=b"1",
            previous_token_hash=session.token_hash,
            rotated_at=later,
            last_used_at=later,
            expires_at=expiry,
        )

    def test_a_revoked_session_stays_revoked(self, stores, session):
        # When
        for minutes in (1, 2):
            stores.sessions.revoke_session(session.id, now=NOW + timedelta(minutes=minutes))

        # Then
        assert stores.sessions.find_session(session.id).revoked_at == NOW + timedelta(minutes=1)
        assert not stores.sessions.rotate_session(session, token_hash=b"1", expires_at=NOW, now=NOW)


class TestAttemptCounter:
    def test_counts_within_the_window_of_the_first_failure(self, stores):
        # Given
        subject, other = secrets.token_bytes(32), secrets.token_bytes(32)

        # When
        first = stores.attempts.count_attempt([subject, other], window=WINDOW, now=NOW)
        second = stores.attempts.count_attempt([subject], window=WINDOW, now=NOW + WINDOW / 2)
        after = stores.attempts.count_attempt([subject], window=WINDOW, now=NOW + WINDOW)

        # Then
        assert first == [AttemptCount(1, NOW), AttemptCount(1, NOW)]
        assert second == [AttemptCount(2, NOW)]
        assert after == [AttemptCount(1, NOW + WINDOW)]

    def test_forgets_all_or_takes_back_one(self, stores):
        # Given
        forgotten, eased = secrets.token_bytes(32), secrets.token_bytes(32)
        for _ in range(3):
            stores.attempts.count_attempt([forgotten, eased], window=WINDOW, now=NOW)

        # When
        stores.attempts.forget_attempts(forgotten)
        stores.attempts.uncount_attempt(eased)

        # Then
        counts = stores.attempts.count_attempt([forgotten, eased], window=WINDOW, now=NOW)
        assert [count.attempts for count in counts] == [1, 3]


def test_failures_of_many_environments_at_once_are_all_counted(service_database):
    # Given
    url, subjects = service_database("users"), [secrets.token_bytes(32) for _ in range(2)]

    def fail_often(_: int) -> None:
        postgres = Postgres(url)
        for _ in range(10):
            PostgresAttempts(postgres).count_attempt(subjects, window=WINDOW, now=NOW)
        postgres.close()

    # When
    with ThreadPoolExecutor(4) as environments:
        list(environments.map(fail_often, range(4)))

    # Then
    postgres = Postgres(url)
    counts = PostgresAttempts(postgres).count_attempt(subjects, window=WINDOW, now=NOW)
    postgres.close()
    assert [count.attempts for count in counts] == [41, 41]


def test_failures_of_windows_long_over_are_cleared_away(service_database):
    # Given: guesses at many names, a window ago
    postgres = Postgres(service_database("users"))
    failures = PostgresAttempts(postgres)
    long_ago = [secrets.token_bytes(32) for _ in range(5)]
    failures.count_attempt(long_ago, window=WINDOW, now=NOW - timedelta(days=365))

    # When
    failures.count_attempt([secrets.token_bytes(32)], window=WINDOW, now=NOW)

    # Then
    with postgres.transaction() as connection:
        left = connection.execute("SELECT 1 FROM attempts WHERE subject = ANY(%s)", (long_ago,)).fetchall()
    postgres.close()
    assert left == []


def test_an_unreachable_database_is_named_as_such():
    # Given: nobody listens on port 1
    failures = PostgresAttempts(Postgres("postgresql://users@127.0.0.1:1/users"))

    # When / Then
    with pytest.raises(ServiceUnavailable):
        failures.forget_attempts(b"x")
