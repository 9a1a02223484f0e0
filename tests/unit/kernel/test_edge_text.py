"""Routes that take and give text: one character set, an own limit, gzip on the way in."""

import gzip

import pytest

from gateway import Answer, call, verifier_of_test_tokens
from videoclub.http import (
    ANYONE,
    JSON,
    AnswerModel,
    Call,
    NoBody,
    NoQuery,
    RawText,
    Reply,
    Routes,
    TextAnswer,
    TextBody,
)
from videoclub.http.lambda_app import LambdaApp
from videoclub.openapi import document

LIMIT_BYTES = 1000
CSV = "text/csv"


class NotesAnswer(AnswerModel):
    """What the text below holds."""

    a: int


routes = Routes("notes", verifier=verifier_of_test_tokens)


@routes.route(
    "POST",
    "/notes",
    who=ANYONE,
    body=TextBody,
    media_type=CSV,
    body_limit_bytes=LIMIT_BYTES,
    answer=TextAnswer,
    answer_media_type="text/csv; charset=utf-8",
)
def echo_notes(call: Call[NoQuery, TextBody]) -> Reply[TextAnswer]:
    """Give back what came."""
    return Reply(RawText(call.body.text))


@routes.route("GET", "/notes", who=ANYONE, answer=NotesAnswer)
def read_notes(call: Call[NoQuery, NoBody]) -> Reply[NotesAnswer]:
    """JSON, as it was the first time."""
    return Reply(RawText('{"a": 1}'))


app = LambdaApp(routes)


def post(body: bytes, **headers: str) -> Answer:
    """Send bytes as the gateway delivers a binary media type."""
    sent = {"Content-Type": CSV} | {name.replace("_", "-"): value for name, value in headers.items()}
    return call(app, "POST", "/notes", body=body, headers=sent)


def test_text_goes_through_as_it_is():
    # When
    answer = post("id;title\r\n1;Amélie\n".encode())

    # Then
    assert (answer.status, answer.text) == (200, "id;title\r\n1;Amélie\n")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_a_byte_order_mark_is_dropped():
    assert post("\ufeffid".encode()).text == "id"


@pytest.mark.parametrize("content_type", [CSV, "Text/CSV; Charset=UTF-8", 'text/csv; header=present; charset="utf8"'])
def test_utf_8_may_be_named(content_type: str):
    assert post(b"id", Content_Type=content_type).status == 200


@pytest.mark.parametrize("content_type", ["text/csv; charset=iso-8859-1", "text/plain", ""])
def test_another_character_set_or_type_is_refused(content_type: str):
    assert post(b"id", Content_Type=content_type).json["code"] == "unsupported-media-type"


@pytest.mark.parametrize(
    "body", ["title\nAmélie".encode("latin-1"), "title\nAmélie".encode("utf-16"), "title\nAm\ufffdlie".encode()]
)
def test_what_is_not_utf_8_is_a_problem_that_says_where(body: bytes):
    # When
    answer = post(body)

    # Then
    assert answer.json["code"] == "validation-error"
    assert answer.json["errors"][0]["code"] == "not_utf8"
    assert "line " in answer.json["errors"][0]["message"]


def test_a_body_may_be_packed():
    assert post(gzip.compress(b"id" * 400), Content_Encoding="gzip").text == "id" * 400


@pytest.mark.parametrize(
    ("body", "coding", "status"),
    [
        (b"x" * (LIMIT_BYTES + 1), "identity", 413),
        (gzip.compress(b"x" * (LIMIT_BYTES + 1)), "gzip", 413),
        (gzip.compress(b"x" * 100_000_000), "gzip", 413),
        (b"no gzip at all", "gzip", 400),
        (gzip.compress(b"x" * 500)[:-12], "gzip", 400),
        (b"id", "br", 415),
    ],
    ids=["large", "large when unpacked", "a bomb", "not packed", "cut short", "unknown coding"],
)
def test_what_cannot_be_unpacked_within_the_limit_is_refused(body: bytes, coding: str, status: int):
    assert post(body, Content_Encoding=coding).status == status


def test_the_document_names_the_media_types():
    # When
    operation = document([routes])["paths"]["/notes"]["post"]

    # Then
    assert operation["requestBody"]["content"] == {CSV: {"schema": {"type": "string"}}}
    assert operation["responses"]["200"]["content"] == {"text/csv; charset=utf-8": {"schema": {"type": "string"}}}


def test_text_that_is_json_is_answered_as_json():
    # When
    answer = call(app, "GET", "/notes")

    # Then
    assert (answer.headers["content-type"], answer.json) == (JSON, {"a": 1})
