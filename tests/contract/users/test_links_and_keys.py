"""What the use cases of Users may rely on from the stores of mails, links, devices and API keys."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from users.account import Account, Credentials, Profile, parse_email
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_api_keys import PostgresApiKeys
from users.adapters.postgres_links import PostgresLinks
from users.api_key import ApiKey
from users.link import AccountLink, MailRequest, Purpose
from users.listing import Position
from users.session import Session
from videoclub.drivers.postgres import Postgres
from videoclub.identity import Role
from videoclub.ids import AccountId, ApiKeyId

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
"""So that what other tests left due comes later."""
MINUTE = timedelta(minutes=1)


def make_account() -> Account:
    account_id = AccountId(str(uuid4()))
    email = parse_email(f"{account_id}@example.com")
    return Account(account_id, email, "Zoé", "fr", "FR", 1990, (Role.CUSTOMER,), status="active", created_at=NOW)


@pytest.fixture
def account(stores) -> Account:
    made = make_account()
    stores.accounts.insert_accounts([Credentials(made, "hash")])
    return made


def open_session(stores, account: Account, at: datetime = NOW) -> Session:
    session, _ = Session.begin(account.id, device="a browser", lifetime=timedelta(days=30), now=at)
    assert stores.sessions.insert_session(session, password_hash="hash")
    return session


def is_open(stores, session: Session) -> bool:
    return stores.sessions.find_session(session.id).revoked_at is None


class TestAccountChanges:
    def test_a_profile_changes_from_the_version_that_was_read(self, stores, account):
        # Given
        profile = Profile("Anna", "en-GB", None, None)

        # When
        changed, again = (stores.accounts.update_profile(account, profile) for _ in range(2))

        # Then
        assert changed == replace(account, **vars(profile), version=2)
        assert again is None
        assert stores.accounts.find_account(account.id) == changed

    def test_a_password_is_changed_once_and_ends_the_other_sessions(self, stores, account):
        # Given
        here, there = open_session(stores, account), open_session(stores, account)

        # When
        changed = [
            stores.accounts.change_password(account.id, new, replacing="hash", session_id=here.id, now=NOW)
            for new in ("first", "second")
        ]

        # Then
        assert changed == [True, False]
        assert stores.accounts.find_credentials(account.email).password_hash == "first"
        assert (is_open(stores, here), is_open(stores, there)) == (True, False)

    def test_no_session_begins_with_a_password_that_was_changed(self, stores, account):
        session, _ = Session.begin(account.id, device="", lifetime=timedelta(days=1), now=NOW)
        assert not stores.sessions.insert_session(session, password_hash="the one before")
        assert stores.sessions.find_session(session.id) is None


class TestSessionList:
    def test_lists_what_is_live_newest_first_and_goes_on_where_it_stopped(self, stores, account):
        # Given
        sessions = [open_session(stores, account, NOW + number * MINUTE) for number in range(4)]
        stores.sessions.revoke_session(sessions[3].id, now=NOW)
        open_session(stores, account, NOW - timedelta(days=31))

        # When
        first = stores.sessions.list_sessions(account.id, after=None, limit=2, now=NOW)
        rest = stores.sessions.list_sessions(
            account.id, after=Position(first[-1].created_at, first[-1].id), limit=5, now=NOW
        )

        # Then
        assert [each.id for each in first] == [sessions[2].id, sessions[1].id]
        assert [each.id for each in rest] == [sessions[0].id]

    def test_ends_all_of_an_account_and_of_no_other(self, stores, account):
        # Given
        other = make_account()
        stores.accounts.insert_accounts([Credentials(other, "hash")])
        mine, others = [open_session(stores, account) for _ in range(2)], open_session(stores, other)

        # When
        stores.sessions.revoke_sessions(account.id, now=NOW)

        # Then
        assert [is_open(stores, each) for each in (*mine, others)] == [False, False, True]


class TestMailRequests:
    @pytest.fixture
    def request_(self, stores) -> MailRequest:
        request = MailRequest(parse_email(f"{uuid4()}@example.com"), "verify-email", "https://api.test", LONG_AGO)
        stores.mail_requests.insert_request(request)
        return request

    def claim(self, stores, at: datetime, retry_at: datetime | None = None) -> MailRequest | None:
        return stores.mail_requests.claim_request(now=at, retry_at=retry_at or at + MINUTE)

    def test_a_request_is_given_to_one_until_its_time_is_over(self, stores, request_):
        assert self.claim(stores, LONG_AGO) == replace(request_, attempts=1)
        assert self.claim(stores, LONG_AGO) is None
        assert self.claim(stores, LONG_AGO + MINUTE) == replace(request_, attempts=2)
        stores.mail_requests.delete_request(request_)
        assert self.claim(stores, LONG_AGO + 5 * MINUTE) is None

    def test_a_request_put_off_waits(self, stores, request_):
        # Given
        self.claim(stores, LONG_AGO)

        # When
        stores.mail_requests.defer_request(request_, due_at=LONG_AGO + 10 * MINUTE)

        # Then
        assert self.claim(stores, LONG_AGO + 9 * MINUTE) is None
        assert self.claim(stores, LONG_AGO + 10 * MINUTE) is not None
        stores.mail_requests.delete_request(request_)

    def test_what_was_asked_anew_is_not_done_with_the_old(self, stores, request_):
        # Given
        claimed = self.claim(stores, LONG_AGO)
        anew = replace(request_, api_url="https://other.test", requested_at=LONG_AGO + MINUTE)
        stores.mail_requests.insert_request(anew)

        # When
        stores.mail_requests.delete_request(claimed)

        # Then
        assert self.claim(stores, LONG_AGO + MINUTE) == replace(anew, attempts=1)
        stores.mail_requests.delete_request(anew)

    def test_a_mail_is_asked_for_with_the_account_and_not_without(self, stores):
        # Given
        account = make_account()
        mail = MailRequest(account.email, "verify-email", "https://api.test", LONG_AGO)

        # When it is signed up twice
        claims: list[MailRequest | None] = []
        for _ in range(2):
            stores.accounts.insert_accounts([Credentials(account, "hash")], mails=[mail])
            claims.append(self.claim(stores, LONG_AGO))
            stores.mail_requests.delete_request(mail)

        # Then
        assert claims == [replace(mail, attempts=1), None]


class TestLinks:
    def mailed(self, stores, account, purpose: Purpose = "reset-password") -> bytes:
        link, _ = AccountLink.to(account.id, purpose, now=NOW)
        assert stores.links.insert_link(link, most=5)
        return link.token_hash

    def test_a_link_is_found_for_its_purpose_while_it_lives(self, stores, account):
        # Given
        token_hash = self.mailed(stores, account)

        # When / Then
        assert stores.links.find_link(token_hash, "reset-password", now=NOW) == account.id
        assert stores.links.find_link(token_hash, "verify-email", now=NOW) is None
        assert stores.links.find_link(token_hash, "reset-password", now=NOW + 30 * MINUTE) is None
        stores.links.delete_link(token_hash)
        assert stores.links.find_link(token_hash, "reset-password", now=NOW) is None

    def test_no_more_links_than_allowed_live_at_once(self, stores, account):
        # Given
        links = [AccountLink.to(account.id, "reset-password", now=NOW)[0] for _ in range(3)]

        # When
        kept = [stores.links.insert_link(link, most=2) for link in links]

        # Then
        assert kept == [True, True, False]
        later, _ = AccountLink.to(account.id, "reset-password", now=NOW + 30 * MINUTE)
        assert stores.links.insert_link(later, most=2)

    def test_confirming_uses_all_links_of_the_purpose(self, stores, account):
        # Given
        first, second = (self.mailed(stores, account, "verify-email") for _ in range(2))
        to_reset = self.mailed(stores, account)

        # When
        used = [stores.links.verify_email(token_hash, now=NOW) for token_hash in (to_reset, first, first, second)]

        # Then
        assert used == [False, True, False, False]
        assert stores.accounts.find_account(account.id) == replace(account, email_verified_at=NOW, version=2)
        assert stores.links.find_link(to_reset, "reset-password", now=NOW) == account.id

    def test_a_reset_changes_the_password_once_and_ends_every_session(self, stores, account):
        # Given
        session, token_hash = open_session(stores, account), self.mailed(stores, account)

        # When
        used = [stores.links.reset_password(token_hash, new, now=NOW) for new in ("first", "second")]

        # Then
        assert used == [True, False]
        assert stores.accounts.find_credentials(account.email).password_hash == "first"
        assert not is_open(stores, session)

    def test_what_is_over_is_cleared_away(self, stores, account):
        # Given
        token_hash = self.mailed(stores, account)

        # When / Then
        stores.links.clear_away(now=NOW)
        assert stores.links.find_link(token_hash, "reset-password", now=NOW) == account.id
        stores.links.clear_away(now=NOW + 30 * MINUTE)
        assert stores.links.find_link(token_hash, "reset-password", now=NOW) is None


class TestApiKeys:
    def new_key(self, account: Account, at: datetime = NOW) -> ApiKey:
        expires_at = NOW + timedelta(days=1)
        return ApiKey.make(account.id, "A spider", ("movies:read", "stats:read"), expires_at=expires_at, now=at)[0]

    def make(self, stores, account: Account, at: datetime = NOW) -> ApiKey:
        key = self.new_key(account, at)
        assert stores.api_keys.insert_key(key, most=50)
        return key

    def test_keeps_a_key_as_it_was(self, stores, account):
        key = self.make(stores, account)
        assert stores.api_keys.find_key(key.key_hash) == key
        assert stores.api_keys.find_key("0" * 64) is None

    def test_lists_an_accounts_keys_newest_first_and_goes_on_where_it_stopped(self, stores, account):
        # Given
        keys = [self.make(stores, account, NOW + number * MINUTE) for number in range(3)]

        # When
        first = stores.api_keys.list_keys(account.id, after=None, limit=2)
        rest = stores.api_keys.list_keys(account.id, after=Position(first[-1].created_at, first[-1].id), limit=2)

        # Then
        assert [*first, *rest] == keys[::-1]
        assert stores.api_keys.list_keys(AccountId(str(uuid4())), after=None, limit=2) == []

    def test_an_account_has_so_many_and_no_more(self, stores, account):
        kept = [stores.api_keys.insert_key(self.new_key(account), most=2) for _ in range(3)]
        assert kept == [True, True, False]

    def test_deletes_a_key_of_the_account_alone(self, stores, account):
        # Given
        key = self.make(stores, account)

        # When
        deleted = [
            stores.api_keys.delete_key(owner, key_id)
            for owner, key_id in (
                (AccountId(str(uuid4())), key.id),
                (account.id, ApiKeyId("not a uuid")),
                (account.id, key.id),
                (account.id, key.id),
            )
        ]

        # Then
        assert deleted == [False, False, True, False]
        assert stores.api_keys.find_key(key.key_hash) is None

    def test_records_the_last_use(self, stores, account):
        key = self.make(stores, account)
        stores.api_keys.record_use(key.id, now=NOW + MINUTE)
        assert stores.api_keys.find_key(key.key_hash) == replace(key, last_used_at=NOW + MINUTE)


class TestAtOnce:
    """What only a real database can get wrong."""

    @pytest.fixture
    def owner(self, service_database) -> tuple[str, Account]:
        url, account = service_database("users"), make_account()
        postgres = Postgres(url)
        PostgresAccounts(postgres).insert_accounts([Credentials(account, "hash")])
        postgres.close()
        return url, account

    def in_environments(self, url: str, ask) -> list[bool]:
        def run(number: int) -> bool:
            postgres = Postgres(url)
            try:
                return ask(postgres, number)
            finally:
                postgres.close()

        with ThreadPoolExecutor(6) as environments:
            return list(environments.map(run, range(6)))

    def test_a_link_used_by_many_at_once_works_once(self, owner):
        # Given
        url, account = owner
        link, _ = AccountLink.to(account.id, "reset-password", now=NOW)
        postgres = Postgres(url)
        PostgresLinks(postgres).insert_link(link, most=5)
        postgres.close()

        # When
        used = self.in_environments(
            url, lambda own, number: PostgresLinks(own).reset_password(link.token_hash, f"hash {number}", now=NOW)
        )

        # Then
        assert used.count(True) == 1

    def test_keys_made_by_many_at_once_are_counted(self, owner):
        url, account = owner

        def make(own: Postgres, _: int) -> bool:
            key, _text = ApiKey.make(account.id, "A key", ("movies:read",), expires_at=None, now=NOW)
            return PostgresApiKeys(own).insert_key(key, most=2)

        assert self.in_environments(url, make).count(True) == 2
