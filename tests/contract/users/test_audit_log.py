"""The audit log keeps what it is told, in the transaction of the change, and lets nobody rewrite it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_audit_log import PostgresAuditLog
from users.adapters.postgres_erasures import PostgresErasures
from users.audit import Change
from users.ports.personal_data import Erasure
from videoclub.contracts.audit import AuditRequest
from videoclub.drivers.postgres import Postgres
from videoclub.identity import Role
from videoclub.ids import NOBODY, AccountId, CustomerId, EventId

from .test_stores import somebody

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def change(**fields: object) -> Change:
    subject = str(uuid4())
    told = Change(AccountId(str(uuid4())), "suspended", "customer", subject, NOW, {"status": "active"}, {"status": "s"})
    return replace(told, **fields)


class TestAuditLog:
    def test_tells_what_it_was_told(self, stores):
        # Given
        told = change()
        stores.audit_log.record(told)

        # When
        [entry] = stores.audit_log.read_entries(AuditRequest(limit=10, subject_id=told.subject_id))

        # Then
        assert vars(told) == entry.model_dump(exclude={"number"})

    def test_what_the_platform_does_has_no_actor(self, stores):
        told = change(actor=None, before=None, after=None)
        stores.audit_log.record(told)
        [entry] = stores.audit_log.read_entries(AuditRequest(limit=10, subject_id=told.subject_id))
        assert (entry.actor, entry.before, entry.after) == (None, None, None)

    def test_is_read_page_by_page_the_latest_first(self, stores):
        # Given: three of one instant, one before, one after
        actor = AccountId(str(uuid4()))
        moments = [NOW, NOW - timedelta(days=1), NOW, NOW + timedelta(days=1), NOW]
        for at in moments:
            stores.audit_log.record(change(actor=actor, at=at))

        # When
        seen, before = [], None
        while page := stores.audit_log.read_entries(AuditRequest(limit=2, actor=actor, before=before)):
            seen += page
            before = page[-1].position

        # Then
        assert [entry.at for entry in seen] == sorted(moments, reverse=True)
        assert len({entry.number for entry in seen}) == 5

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"action": "restored"}, 1),
            ({"kind": "segment"}, 1),
            ({"since": NOW}, 3),
            ({"until": NOW}, 0),
            ({"since": NOW, "until": NOW + timedelta(seconds=1), "kind": "customer"}, 2),
        ],
    )
    def test_filters_are_combined(self, stores, asked, found):
        actor = AccountId(str(uuid4()))
        for fields in ({}, {"action": "restored"}, {"kind": "segment"}):
            stores.audit_log.record(change(actor=actor, **fields))
        assert len(stores.audit_log.read_entries(AuditRequest(limit=10, actor=actor, **asked))) == found

    def test_a_person_is_forgotten_and_that_something_was_done_is_not(self, stores):
        # Given
        person = AccountId(str(uuid4()))
        by_them, about_them = change(actor=person), change(subject_id=person, action="changed")
        for told in (by_them, about_them):
            stores.audit_log.record(told)

        # When
        stores.audit_log.forget_person(person)

        # Then
        [left] = stores.audit_log.read_entries(AuditRequest(limit=9, subject_id=by_them.subject_id))
        assert (left.actor, left.after) == (NOBODY, by_them.after)
        [left] = stores.audit_log.read_entries(AuditRequest(limit=9, actor=about_them.actor))
        assert (left.subject_id, left.action, left.before, left.after) == (NOBODY, "changed", None, None)


class TestInOneTransaction:
    def test_who_is_erased_is_nobody_in_it(self, postgres):
        # Given
        admin = somebody()
        leaving = replace(admin, account=replace(admin.account, roles=(Role.CUSTOMER,)))
        PostgresAccounts(postgres).insert_accounts([leaving])
        about, by = change(subject_id=leaving.account.id), change(actor=leaving.account.id)
        for told in (about, by):
            PostgresAuditLog(postgres).record(told)

        # When
        erasure = Erasure(EventId(str(uuid4())), CustomerId(leaving.account.id), NOW, NOW)
        PostgresErasures(postgres).erase_account(leaving.account, erasure)

        # Then
        read = PostgresAuditLog(postgres).read_entries
        assert read(AuditRequest(limit=9, subject_id=leaving.account.id)) == []
        assert read(AuditRequest(limit=9, actor=leaving.account.id)) == []
        [entry] = read(AuditRequest(limit=9, subject_id=by.subject_id))
        assert (entry.actor, entry.after) == (NOBODY, by.after)

    @pytest.fixture
    def postgres(self, service_database):
        postgres = Postgres(service_database("users"))
        yield postgres
        postgres.close()

    def test_a_change_that_is_undone_leaves_no_entry(self, postgres):
        # Given
        told, newcomer = change(), somebody()

        def change_and_fail() -> None:
            with postgres.transaction():
                PostgresAccounts(postgres).insert_accounts([newcomer])
                PostgresAuditLog(postgres).record(told)
                raise RuntimeError

        # When
        with pytest.raises(RuntimeError):
            change_and_fail()

        # Then
        assert not PostgresAuditLog(postgres).read_entries(AuditRequest(limit=1, subject_id=told.subject_id))
        assert PostgresAccounts(postgres).find_account(newcomer.account.id) is None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_log SET action = 'nothing'",
            "UPDATE audit_log SET actor = 'somebody-else'",
            "UPDATE audit_log SET after = '{}'",
            "UPDATE audit_log SET at = now()",
            "DELETE FROM audit_log",
            "TRUNCATE audit_log",
        ],
    )
    def test_nobody_rewrites_it(self, postgres, statement):
        PostgresAuditLog(postgres).record(change())
        with pytest.raises(psycopg.errors.InsufficientPrivilege), postgres.transaction() as connection:
            connection.execute(statement)
