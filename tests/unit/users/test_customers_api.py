"""Admins ask about customers, and change what they may change."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from gateway import token
from users.account import parse_email
from users.customer import TAG_MAX_CHARS, TAGS_MAX, Activity, Customer
from videoclub.identity import Role
from videoclub.ids import AccountId

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ADMIN_ID = str(uuid4())
ADMIN = token(ADMIN_ID, Role.CUSTOMER, Role.ADMIN)
FAN = Activity(3, Decimal("12345.60"), NOW, "horror")


def add(club, **fields: Any) -> Customer:
    account_id = AccountId(str(uuid4()))
    common = {
        "email": parse_email(f"{account_id}@example.com"),
        "display_name": "Zoé",
        "locale": "fr",
        "country": "FR",
        "birth_year": 1990,
        "status": "active",
        "tags": (),
        "created_at": NOW,
        "version": 1,
    }
    customer = Customer(account_id, **(common | fields))
    club.customers.kept[customer.id] = customer
    return customer


def listed(club, accept: str = "application/json", **query: str):
    return club.call("GET", "/customers", query=query, token=ADMIN, headers={"Accept": accept})


def ids(answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [customer["id"] for customer in answer.json["items"]]


def read(club, customer_id: str, **options: Any):
    path = {"customer_id": customer_id}
    return club.call("GET", "/customers/{customer_id}", path=path, **({"token": ADMIN} | options))


def change(club, customer: Customer, body: Any, *, if_match: str | None = None, **options: Any):
    headers = {"Content-Type": "application/merge-patch+json", "If-Match": if_match or customer.etag}
    path = {"customer_id": customer.id}
    given = {"headers": headers, "token": ADMIN} | options
    return club.call("PATCH", "/customers/{customer_id}", path=path, body=body, **given)


class TestListing:
    def test_a_customer_is_told_with_what_they_rented(self, club):
        # Given
        customer = add(club, tags=("vip",), activity=FAN)

        # When
        [told] = listed(club).json["items"]

        # Then
        assert told == {
            "id": customer.id,
            "email": customer.email,
            "display_name": "Zoé",
            "locale": "fr",
            "country": "FR",
            "birth_year": 1990,
            "status": "active",
            "tags": ["vip"],
            "created_at": "2026-11-21T09:30:00Z",
            "rented": 3,
            "spent": {"amount": "12345.60", "currency": "EUR"},
            "last_rented_at": "2026-11-21T09:30:00Z",
            "favourite_genre": "horror",
            "links": {"self": f"https://api.test/v1/customers/{customer.id}"},
        }

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"fan", "new", "gone"}),
            ({"country": "BE"}, {"new"}),
            ({"locale": "en"}, {"new"}),
            ({"status": "suspended"}, {"gone"}),
            ({"tag": " VIP "}, {"fan"}),
            ({"created_after": "2026-11-21T09:30:00Z"}, {"fan", "new"}),
            ({"created_before": "2026-11-21T09:30:00Z"}, {"gone"}),
            ({"rented_min": "1"}, {"fan", "gone"}),
            ({"rented_max": "1"}, {"new", "gone"}),
            ({"spent_min": "2.49"}, {"fan", "gone"}),
            ({"spent_max": "2.49"}, {"new", "gone"}),
            ({"last_rented_before": "2026-11-21T09:30:00Z"}, {"gone"}),
            ({"last_rented_after": "2026-11-21T09:30:00Z"}, {"fan"}),
            ({"favourite_genre": "horror"}, {"fan"}),
            ({"q": "ELISE"}, {"new"}),
            ({"rented_min": "1", "status": "active", "tag": "vip", "q": "zo"}, {"fan"}),
            ({"rented_min": "9"}, set()),
        ],
    )
    def test_filters_are_combined(self, club, query, found):
        # Given
        long_ago = NOW - timedelta(days=300)
        there = {
            "fan": add(club, tags=("vip",), activity=FAN),
            "new": add(club, country="BE", locale="en", display_name="Élise"),
            "gone": add(
                club, status="suspended", created_at=long_ago, activity=Activity(1, Decimal("2.49"), long_ago, "drama")
            ),
        }

        # When / Then
        assert set(ids(listed(club, **query))) == {there[name].id for name in found}

    def test_pages_follow_each_other_and_a_cursor_goes_with_its_question(self, club):
        # Given
        everybody = [add(club, activity=Activity(rented=n)) for n in (4, 1, 3, 2)]

        # When
        first = listed(club, sort="-rented", limit="3")
        cursor = first.json["next"].rpartition("cursor=")[2]
        second = listed(club, sort="-rented", limit="3", cursor=cursor)

        # Then
        by_rented = sorted(everybody, key=lambda one: -one.activity.rented)
        assert ids(first) + ids(second) == [one.id for one in by_rented]
        assert "next" not in second.json
        foreign = listed(club, sort="rented", cursor=cursor)
        assert (foreign.status, foreign.json["errors"][0]["code"]) == (400, "foreign_cursor")

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ({"country": "France"}, "/country"),
            ({"status": "asleep"}, "/status"),
            ({"rented_min": "-1"}, "/rented_min"),
            ({"rented_min": "many"}, "/rented_min"),
            ({"spent_max": "1.005"}, "/spent_max"),
            ({"spent_max": "NaN"}, "/spent_max"),
            ({"created_after": "2026-11-21"}, "/created_after"),
            ({"favourite_genre": "'; drop table"}, "/favourite_genre"),
            ({"sort": "password_hash"}, "/sort"),
            ({"tag": " "}, "/tag"),
            ({"q": ""}, "/q"),
            ({"surprise": "1"}, "/surprise"),
            ({"limit": "0"}, "/limit"),
            ({"cursor": "made up"}, "/cursor"),
        ],
    )
    def test_what_cannot_be_asked_is_named(self, club, query, pointer):
        answer = listed(club, **query)
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, pointer)


class TestExport:
    def test_all_of_them_are_one_file_that_no_spreadsheet_computes(self, club):
        # Given: more than a page
        for _ in range(120):
            add(club)
        evil = add(club, display_name="=1+1", tags=("a", "b"), country=None, activity=FAN)

        # When
        answer = listed(club, accept="text/csv")

        # Then
        assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == 121
        [row] = [row for row in rows if row["id"] == evil.id]
        assert (row["display_name"], row["tags"], row["country"], row["spent"]) == ("'=1+1", "a|b", "", "12345.60")

    def test_a_file_too_large_for_an_answer_is_linked(self, open_club):
        # Given
        club = open_club(export_inline_max_bytes=500)
        for _ in range(9):
            add(club)

        # When
        answer = listed(club, accept="text/csv")

        # Then
        assert (answer.status, answer.json["customers"]) == (303, 9)
        assert answer.headers["location"] == answer.json["url"]
        [content] = club.files.files.values()
        assert len(content.decode().splitlines()) == 10

    @pytest.mark.parametrize(
        "accept", ["*/*", "application/json, text/csv;q=0.5", "text/html,*/*;q=0.8", "nonsense;q=x"]
    )
    def test_who_does_not_prefer_csv_gets_json(self, club, accept):
        assert listed(club, accept=accept).headers["content-type"] == "application/json"


class TestChanging:
    def test_who_is_suspended_is_signed_out_everywhere_and_it_is_on_record(self, club):
        # Given
        person = club.sign_up()
        signed_in = [club.sign_in(person).json for _ in range(2)]
        customer = add(club, tags=("vip",))
        del club.customers.kept[customer.id]
        customer = replace(customer, id=AccountId(person.account["id"]))
        club.customers.kept[customer.id] = customer

        # When
        answer = change(club, customer, {"status": "suspended"})

        # Then
        assert (answer.status, answer.json["status"], answer.json["tags"]) == (200, "suspended", ["vip"])
        assert answer.headers["etag"] not in ("", customer.etag)
        for session in signed_in:
            refreshed = club.call("POST", "/sessions/refresh", body={"refresh_token": session["refresh_token"]})
            assert refreshed.status == 401
        [entry] = club.audit_log.entries
        assert (entry.actor, entry.action, entry.kind, entry.subject_id) == (
            ADMIN_ID,
            "changed",
            "customer",
            customer.id,
        )
        assert (entry.before, entry.after) == ({"status": "active"}, {"status": "suspended"})

    @pytest.mark.parametrize(
        ("patch", "tags"),
        [
            ({"tags": ["  New ", "VIP", "vip", "\uff23\uff21\uff26\uff25\u0301"]}, ["café", "new", "vip"]),
            ({"tags": []}, []),
            ({"tags": None}, []),
            ({}, ["old"]),
        ],
    )
    def test_tags_are_replaced_in_one_form(self, club, patch, tags):
        customer = add(club, tags=("old",))
        assert change(club, customer, patch).json["tags"] == tags

    def test_what_changes_nothing_is_no_change(self, club):
        customer = add(club)
        answer = change(club, customer, {"status": "active"})
        assert (answer.status, answer.headers["etag"], club.audit_log.entries) == (200, customer.etag, [])

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"status": "erased"}, "/status"),
            ({"status": None}, "/status"),
            ({"email": "new@example.com"}, "/email"),
            ({"roles": ["admin"]}, "/roles"),
            ({"tags": "vip"}, "/tags"),
            ({"tags": [""]}, "/tags"),
            ({"tags": ["x" * 41]}, "/tags"),
            ({"tags": ["a\u0000b"]}, "/tags"),
            ({"tags": [f"tag {n}" for n in range(TAGS_MAX + 1)]}, "/tags"),
            ({"tags": [f"{n:02}{'𝄞' * (TAG_MAX_CHARS - 2)}" for n in range(TAGS_MAX)]}, "/tags"),
        ],
    )
    def test_what_may_not_be_is_named(self, club, body, pointer):
        answer = change(club, add(club), body)
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, pointer)

    def test_a_change_is_based_on_what_was_read(self, club):
        # Given
        customer = add(club)
        etag = read(club, customer.id).headers["etag"]
        club.customers.change(customer.id, rented=1)  # they rented meanwhile

        # Then
        assert change(club, customer, {"status": "suspended"}, if_match=etag).status == 412
        assert change(club, customer, {"status": "suspended"}, if_match=f"W/{etag}").status == 412
        bare = {"Content-Type": "application/merge-patch+json"}
        assert change(club, customer, {"status": "suspended"}, headers=bare).status == 428
        as_json = {"Content-Type": "application/json", "If-Match": "*"}
        assert change(club, customer, {"status": "suspended"}, headers=as_json).status == 415
        assert change(club, customer, {"status": "suspended"}, if_match="*").status == 200

    def test_a_state_that_is_known_is_not_sent_again(self, club):
        customer = add(club)
        assert read(club, customer.id, headers={"If-None-Match": customer.etag}).status == 304

    def test_nobody_is_not_found(self, club):
        stranger = add(club)
        del club.customers.kept[stranger.id]
        assert read(club, stranger.id).status == 404
        assert change(club, stranger, {}).status == 404


def test_it_is_for_admins(club):
    customer = add(club)
    for roles in ((Role.CUSTOMER,), (Role.CUSTOMER, Role.DEVELOPER)):
        own = token(customer.id, *roles)
        assert club.call("GET", "/customers", token=own).status == 403
        assert read(club, customer.id, token=own).status == 403
        assert change(club, customer, {"status": "active"}, token=own).status == 403
    assert club.call("GET", "/customers").status == 401
