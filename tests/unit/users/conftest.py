"""Users on in-memory ports, called as the gateway calls it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from jwt.algorithms import OKPAlgorithm

from fakes.account_mails import CountedRelay, MemoryLinks, MemoryMailRequests, Postbox
from fakes.accounts import MemoryAccounts, MemoryApiKeys, MemoryAttempts, MemorySessions, PlainPasswords
from fakes.audit_log import MemoryAuditLog
from fakes.customers import MemoryCustomers, MemoryFiles, MemorySegments, ScriptedInsights
from fakes.personal_records import MemoryErasures, MemoryRecords, MemoryWatchlist
from fakes.rental import RecordedEvents
from fakes.services import ScriptedServices
from gateway import KEY_ID, Answer, call, signing_key, verifier_of_test_tokens
from users import api, wiring
from users.mailing import Mailing
from users.settings import AdminSettings, MailSettings, StoreSettings
from users.wiring import AdminWiring, Wiring


@dataclass
class Club:
    """The service with what stands behind it."""

    wiring: Wiring
    accounts: MemoryAccounts
    sessions: MemorySessions
    passwords: PlainPasswords
    services: ScriptedServices
    api_keys: MemoryApiKeys
    relay: CountedRelay
    postbox: Postbox
    mailing: Mailing
    erasures: MemoryErasures
    events: RecordedEvents
    admin: AdminWiring
    audit_log: MemoryAuditLog
    customers: MemoryCustomers
    insights: ScriptedInsights
    files: MemoryFiles

    def call(self, method: str, resource: str, **options: Any) -> Answer:
        return call(api.app, method, resource, **options)

    def sign_up(self, **fields: Any) -> "Person":
        person = Person(f"{uuid4().hex}@example.com", f"Long {uuid4()} enough")
        body = {"email": person.email, "password": person.password, "display_name": "Camille", **fields}
        person.account = self.call("POST", "/accounts", body=body).json
        return person

    def sign_in(self, person: "Person", **options: Any) -> Answer:
        body = {"email": person.email, "password": person.password}
        return self.call("POST", "/sessions", body=body, **options)

    def token_of(self, person: "Person") -> str:
        return self.sign_in(person).json["access_token"]


@dataclass
class Person:
    email: str
    password: str
    account: dict[str, Any] = field(default_factory=dict)


def private_key_set() -> str:
    private = json.loads(OKPAlgorithm.to_jwk(signing_key()))
    return json.dumps({"keys": [private | {"kid": KEY_ID, "alg": "EdDSA"}]})


@pytest.fixture
def open_club(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Club]:
    """Makes the service; keyword arguments are settings."""

    def make(**settings: Any) -> Club:
        accounts = MemoryAccounts()
        sessions, links, mail_requests = MemorySessions(accounts), MemoryLinks(accounts), MemoryMailRequests(accounts)
        api_keys, relay, postbox = MemoryApiKeys(), CountedRelay(), Postbox()
        passwords, services, events = PlainPasswords(), ScriptedServices(), RecordedEvents()
        watchlist = MemoryWatchlist(accounts)
        erasures = MemoryErasures(accounts, sessions, watchlist)
        club_settings = AdminSettings(
            database_url="unused",
            cursor_key="c" * 32,
            token_signing_keys=private_key_set(),
            event_bus="unused",
            movies_function="movies",
            rental_function="rental",
            suggestions_function="suggestions",
            stats_function="stats",
            exports_bucket="none",
            **settings,
        )
        audit_log = MemoryAuditLog()
        wired = wiring.wire(
            club_settings,
            accounts=accounts,
            sessions=sessions,
            attempts=MemoryAttempts(),
            passwords=passwords,
            services=services,
            links=links,
            mail_requests=mail_requests,
            api_keys=api_keys,
            relay=relay,
            watchlist=watchlist,
            records=MemoryRecords(accounts),
            erasures=erasures,
            events=events,
            audit_log=audit_log,
            transactions=audit_log,
        )
        customers, insights, files = MemoryCustomers(), ScriptedInsights(), MemoryFiles()
        admin = wiring.wire_admin(
            club_settings,
            audit_log=audit_log,
            transactions=audit_log,
            customers=customers,
            sessions=sessions,
            segments=MemorySegments(),
            insights=insights,
            files=files,
            services=services,
            stopwatch=lambda: insights.clock_s,
        )
        mailing = wiring.wire_mailing(
            MailSettings(database_url="unused", mail_sender="unused"),
            requests=mail_requests,
            links=links,
            accounts=accounts,
            sender=postbox,
        )
        recognition = wiring.wire_key_recognition(
            StoreSettings(database_url="unused"), keys=api_keys, accounts=accounts
        )
        monkeypatch.setattr(wiring, "wired_key_recognition", lambda: recognition)
        monkeypatch.setattr(wiring, "wired_mailing", lambda: mailing)
        monkeypatch.setattr(wiring, "wired", lambda: wired)
        monkeypatch.setattr(wiring, "wired_admin", lambda: admin)
        monkeypatch.setattr(api.routes, "verifier", verifier_of_test_tokens)
        return Club(
            wired,
            accounts,
            sessions,
            passwords,
            services,
            api_keys,
            relay,
            postbox,
            mailing,
            erasures,
            events,
            admin,
            audit_log,
            customers,
            insights,
            files,
        )

    return make


@pytest.fixture
def club(open_club: Callable[..., Club]) -> Club:
    return open_club()
