"""Admins read what was changed in Users and in Movies as one list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway import token
from users.audit import Change
from videoclub.contracts.audit import AuditEntries, AuditEntry, AuditRequest
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role
from videoclub.ids import AccountId

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ADMIN = token("admin", Role.ADMIN)


def films(club, *ages: int) -> None:
    """Movies has changed a film so many minutes ago."""
    log = [
        AuditEntry(
            number=number, at=NOW - timedelta(minutes=age), action="changed", kind="movie", subject_id=f"m-{age}"
        )
        for number, age in enumerate(ages, 1)
    ]

    def answer(request: AuditRequest) -> AuditEntries:
        last = request.before
        behind = [one for one in log if last is None or (one.at, one.number) < (last.at, last.number)]
        ordered = sorted(behind, key=lambda one: (one.at, one.number), reverse=True)
        return AuditEntries(entries=ordered[: request.limit])

    club.services.answers = {("movies", "read_audit_log"): answer}


def customers(club, *ages: int) -> None:
    for age in ages:
        at = NOW - timedelta(minutes=age)
        club.audit_log.record(Change(AccountId("a"), "suspended", "customer", f"c-{age}", at, {"s": 1}, {"s": 2}))


def read(club, **query: Any):
    return club.call("GET", "/audit-log", query=query, token=ADMIN)


def subjects(answer) -> list[str]:
    return [entry["subject"]["id"] for entry in answer.json["items"]]


def test_the_changes_of_both_are_one_list(club):
    # Given: three of them at the same instant
    customers(club, 1, 3, 3, 5)
    films(club, 2, 3, 4)

    # When: page by page
    seen, cursor = [], {}
    while cursor is not None:
        page = read(club, limit="2", **cursor)
        assert page.status == 200
        assert "degraded" not in page.json
        seen += page.json["items"]
        following = page.json.get("next")
        cursor = {"cursor": following.partition("cursor=")[2]} if following else None

    # Then
    assert [one["subject"]["id"] for one in seen] == ["c-1", "m-2", "c-3", "c-3", "m-3", "m-4", "c-5"]
    assert len({one["id"] for one in seen}) == 7
    assert seen[0] == {
        "id": "users-1",
        "service": "users",
        "at": "2026-11-21T09:29:00Z",
        "actor": "a",
        "action": "suspended",
        "subject": {"kind": "customer", "id": "c-1"},
        "before": {"s": 1},
        "after": {"s": 2},
    }
    assert "actor" not in seen[1]


def test_movies_down_is_told(club):
    customers(club, 1)
    answer = read(club)
    assert (subjects(answer), answer.json["degraded"]) == (["c-1"], ["movies"])


def test_our_own_log_down_is_no_empty_list(club, monkeypatch):
    def fail(_: AuditRequest):
        raise ServiceUnavailable("The database is not answering.")

    monkeypatch.setattr(club.audit_log, "read_entries", fail)
    assert read(club).status == 503


def test_filters_reach_both(club):
    customers(club, 1)
    asked: list[AuditRequest] = []
    club.services.answers = {
        ("movies", "read_audit_log"): lambda request: asked.append(request) or AuditEntries(entries=[])
    }
    found = read(club, actor="b", action="changed", kind="movie", subject_id="m-1", since="2026-11-21T00:00:00Z")

    # Then
    assert subjects(found) == []
    assert asked[0].model_dump(exclude={"limit", "before", "until"}) == {
        "actor": "b",
        "action": "changed",
        "kind": "movie",
        "subject_id": "m-1",
        "since": datetime(2026, 11, 21, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"since": "yesterday"}, "/since"),
        ({"who": "me"}, "/who"),
        ({"limit": "0"}, "/limit"),
        ({"cursor": "x"}, "/cursor"),
    ],
)
def test_what_cannot_be_asked_is_named(club, query, pointer):
    answer = read(club, **query)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, pointer)


def test_a_cursor_goes_with_its_filters(club):
    customers(club, 1, 2, 3)
    cursor = read(club, limit="1").json["next"].partition("cursor=")[2]
    assert read(club, cursor=cursor, kind="customer").status == 400


def test_it_is_for_admins(club):
    for roles in ((Role.CUSTOMER,), (Role.CUSTOMER, Role.DEVELOPER)):
        assert club.call("GET", "/audit-log", token=token("somebody", *roles)).status == 403
    assert club.call("GET", "/audit-log").status == 401
