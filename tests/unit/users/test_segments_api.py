"""Segments: questions about customers, nested, kept, answered."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gateway import token
from users.customer import Activity
from users.customer_query import AllOf, AnyOf, Condition, Not
from users.models.segments import QueryLimits, QueryNode, read_expression
from videoclub.identity import Role

from .test_customers_api import ADMIN, ADMIN_ID, NOW, add, ids

LIMITS = QueryLimits(depth=4, conditions=5)
LAPSED = {"all": [{"field": "rented", "op": ">=", "value": 1}, {"not": {"field": "tag", "op": "in", "value": ["VIP"]}}]}


def keep(club, query: Any, name: str = "Lapsed", **options: Any):
    return club.call("POST", "/segments", body={"name": name, "query": query}, **({"token": ADMIN} | options))


def asked(club, segment_id: str, resource: str = "/segments/{segment_id}", **options: Any):
    return club.call("GET", resource, path={"segment_id": segment_id}, **({"token": ADMIN} | options))


def condition(**fields: Any) -> dict[str, Any]:
    return {"field": "country", "op": "=", "value": "FR"} | fields


def test_a_question_is_read_as_it_is_meant():
    query = {
        "any": [
            {"all": [condition(), {"field": "spent", "op": ">", "value": 49.9}]},
            {"not": {"field": "last_rented_at", "op": "=", "value": None}},
            {"field": "created_at", "op": "<", "value": "2026-11-21T09:30:00Z"},
            {"field": "tag", "op": "in", "value": [" Press", "VIP"]},
        ]
    }
    assert read_expression(QueryNode.model_validate_json(json.dumps(query)), LIMITS) == AnyOf(
        (
            AllOf((Condition("country", "=", "FR"), Condition("spent", ">", Decimal("49.9")))),
            Not(Condition("last_rented_at", "=", None)),
            Condition("created_at", "<", NOW),
            Condition("tag", "in", ("press", "vip")),
        )
    )


def test_a_segment_is_kept_listed_answered_and_forgotten(club):
    # Given
    fan, vip, new = add(club, activity=Activity(2)), add(club, activity=Activity(9), tags=("vip",)), add(club)

    # When
    kept = keep(club, LAPSED)

    # Then
    assert kept.status == 201
    segment_id = kept.json["id"]
    assert kept.headers["location"] == kept.json["links"]["self"]
    assert (kept.json["query"], kept.json["created_by"]) == (LAPSED, ADMIN_ID)
    assert asked(club, segment_id).json == kept.json
    assert club.call("GET", "/segments", token=ADMIN).json["items"] == [kept.json]

    found = asked(club, segment_id, "/segments/{segment_id}/customers")
    assert (ids(found), found.json["count"]) == ([fan.id], 1)
    as_csv = asked(club, segment_id, "/segments/{segment_id}/customers", headers={"Accept": "text/csv"})
    assert fan.id in as_csv.text
    assert not {vip.id, new.id} & set(as_csv.text.replace("\r\n", ",").split(","))

    deleted = club.call("DELETE", "/segments/{segment_id}", path={"segment_id": segment_id}, token=ADMIN)
    assert (deleted.status, asked(club, segment_id).status) == (204, 404)
    assert [(one.action, one.kind, one.subject_id) for one in club.audit_log.entries] == [
        ("added", "segment", segment_id),
        ("deleted", "segment", segment_id),
    ]


def test_a_question_is_counted_before_it_is_kept(club):
    # Given
    add(club, activity=Activity(2))
    add(club, activity=Activity(9), tags=("vip",))
    # When
    counted = club.call("POST", "/segment-counts", body={"query": LAPSED}, token=ADMIN)
    odd = club.call(
        "POST", "/segment-counts", body={"query": {"field": "rented", "op": ">", "value": "x"}}, token=ADMIN
    )
    # Then: answered, or told where it is wrong; and nothing is kept
    assert (counted.status, counted.json) == (200, {"count": 1})
    assert (odd.status, odd.json["errors"][0]["pointer"]) == (400, "/query/value")
    assert club.call("GET", "/segments", token=ADMIN).json["items"] == []
    assert club.audit_log.entries == []
    assert (
        club.call("POST", "/segment-counts", body={"query": LAPSED}, token=token("somebody", Role.CUSTOMER)).status
        == 403
    )


def test_the_customers_of_a_segment_come_page_by_page(club):
    # Given
    for number in range(5):
        add(club, activity=Activity(number), created_at=NOW - timedelta(days=number))
    segment_id = keep(club, {"all": []}).json["id"]
    resource = "/segments/{segment_id}/customers"

    # When
    first = asked(club, segment_id, resource, query={"limit": "3", "sort": "rented"})
    cursor = first.json["next"].rpartition("cursor=")[2]
    second = asked(club, segment_id, resource, query={"limit": "3", "sort": "rented", "cursor": cursor})

    # Then
    assert [one["rented"] for page in (first, second) for one in page.json["items"]] == [0, 1, 2, 3, 4]
    assert (first.json["count"], "count" in second.json, "next" in second.json) == (5, False, False)
    other = keep(club, {"any": []}).json["id"]
    assert ids(asked(club, other, resource)) == []
    assert asked(club, other, resource, query={"sort": "rented", "cursor": cursor}).status == 400


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("everybody", "/query"),
        ({}, "/query"),
        ({"all": [], "any": []}, "/query"),
        ({"none": []}, "/query/none"),
        ({"all": condition()}, "/query/all"),
        ({"all": [condition(), 7]}, "/query/all/1"),
        ({"not": [condition()]}, "/query/not"),
        ({"all": [{"any": [condition(field="password_hash")]}]}, "/query/all/0/any/0/field"),
        ({"not": condition(op="like")}, "/query/not/op"),
        ({"not": condition(op="<")}, "/query/not/op"),
        ({"field": "country", "op": "="}, "/query"),
        (condition(surprise=1), "/query/surprise"),
        (condition(field=None), "/query/field"),
        (condition(value="France"), "/query/value"),
        (condition(value=33), "/query/value"),
        (condition(value=["FR"]), "/query/value"),
        (condition(op="in"), "/query/value"),
        (condition(op="in", value=[]), "/query/value"),
        (condition(op="in", value=["FR", 5]), "/query/value/1"),
        (condition(op="in", value=[None]), "/query/value/0"),
        (condition(op="in", value=["FR"] * 101), "/query/value"),
        (condition(field="rented", value=True), "/query/value"),
        (condition(field="rented", value="5"), "/query/value"),
        (condition(field="rented", value=1.5), "/query/value"),
        (condition(field="rented", value=None), "/query/value"),
        (condition(field="rented", value=10**30), "/query/value"),
        (condition(field="spent", value="much"), "/query/value"),
        (condition(field="spent", value=0.001), "/query/value"),
        (condition(field="spent", value=float("nan")), "/query/value"),
        (condition(field="spent", value=float("inf")), "/query/value"),
        (condition(field="spent", value=False), "/query/value"),
        (condition(field="created_at", value="yesterday"), "/query/value"),
        (condition(field="created_at", value="2026-11-21T09:30:00"), "/query/value"),
        (condition(field="last_rented_at", op="<", value=None), "/query/value"),
        (condition(field="birth_year", value=20_000), "/query/value"),
        (condition(field="status", value="erased"), "/query/value"),
        (condition(field="tag", value=""), "/query/value"),
        (condition(field="tag", value="a\0b"), "/query"),
        (condition(field="tag", value="\ud800"), ""),
    ],
)
def test_what_is_no_question_is_named_by_its_place(club, query, pointer):
    answer = keep(club, query)
    assert answer.status == 400, answer.text
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_all_that_is_wrong_is_named_at_once(club):
    answer = keep(club, {"all": [condition(value=1), condition(field="tag", op="<", value="x")]})
    assert [one["pointer"] for one in answer.json["errors"]] == ["/query/all/0/value", "/query/all/1/op"]


def test_a_question_has_its_measure(open_club):
    club = open_club(segment_depth_max=4, segment_conditions_max=3)
    nested: Any = condition()
    for _ in range(3):
        nested = {"not": nested}
    assert keep(club, nested).status == 201
    answer = keep(club, {"not": nested})
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "too_deep")
    assert keep(club, {"all": [condition()] * 3}).status == 201
    answer = keep(club, {"all": [condition()] * 4})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, "/query/all/3")


def test_a_bottomless_question_is_refused(club):
    text = '{"name": "x", "query": ' + '{"not": ' * 5_000 + "{}" + "}" * 5_000 + "}"
    answer = club.call("POST", "/segments", body=text, headers={"Content-Type": "application/json"}, token=ADMIN)
    assert answer.status == 400


@pytest.mark.parametrize("name", ["", "x" * 81, "two\nlines"])
def test_a_segment_has_a_name(club, name):
    assert keep(club, LAPSED, name=name).json["errors"][0]["pointer"] == "/name"


@pytest.mark.parametrize("resource", ["/segments/{segment_id}", "/segments/{segment_id}/customers"])
def test_what_is_no_segment_is_not_found(club, resource):
    assert asked(club, "nothing", resource).status == 404


def test_it_is_for_admins(club):
    segment_id = keep(club, LAPSED).json["id"]
    for roles in ((Role.CUSTOMER,), (Role.CUSTOMER, Role.DEVELOPER)):
        other = token("somebody", *roles)
        assert keep(club, LAPSED, token=other).status == 403
        assert asked(club, segment_id, token=other).status == 403
        assert asked(club, segment_id, "/segments/{segment_id}/customers", token=other).status == 403
