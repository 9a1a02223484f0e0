"""What every answer tells browsers, whether a route gave it or refused."""

import base64
import hashlib

import pytest

from gateway import call, verifier_of_test_tokens
from videoclub.errors import NotFound
from videoclub.http import ANYONE, AnswerModel, Call, NoBody, NoQuery, RawText, Reply, Routes, TextAnswer
from videoclub.http.lambda_app import LambdaApp

STYLE = "p { color: red }"
PAGE = f"<!doctype html><style>{STYLE}</style><p>Hello"


class NameAnswer(AnswerModel):
    name: str


routes = Routes("pages", verifier=verifier_of_test_tokens)


@routes.route("GET", "/name", who=ANYONE, answer=NameAnswer)
def read_name(call: Call[NoQuery, NoBody]) -> Reply[NameAnswer]:
    """Read a name."""
    return Reply(NameAnswer(name=STYLE))


@routes.route("GET", "/page", who=ANYONE, answer=TextAnswer, answer_media_type="text/html; charset=utf-8")
def read_page(call: Call[NoQuery, NoBody]) -> Reply[TextAnswer]:
    """Read a page."""
    return Reply(RawText(PAGE))


@routes.route("GET", "/nothing", who=ANYONE, answer=NameAnswer, raises=[NotFound])
def read_nothing(call: Call[NoQuery, NoBody]) -> Reply[NameAnswer]:
    """Refuse."""
    raise NotFound("Nothing.")


app = LambdaApp(routes)


@pytest.mark.parametrize(("method", "path"), [("GET", "/name"), ("GET", "/nothing"), ("POST", "/name")])
def test_every_answer_is_to_be_taken_as_what_it_says_and_never_framed(method, path):
    headers = call(app, method, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"


def test_a_page_may_have_the_style_written_in_it_and_no_other():
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = call(app, "GET", "/page").headers["content-security-policy"]
    assert policy == f"default-src 'none'; frame-ancestors 'none'; style-src 'sha256-{digest}'"


def test_https_is_kept_where_the_api_is_public(monkeypatch):
    assert call(app, "GET", "/name").headers["strict-transport-security"] == "max-age=31536000"
    monkeypatch.setenv("API_URL", "http://127.0.0.1:4566/v1")
    assert "strict-transport-security" not in call(app, "GET", "/name").headers


def test_another_site_may_read_when_the_setting_names_it(monkeypatch):
    assert "access-control-allow-origin" not in call(app, "GET", "/name").headers
    monkeypatch.setenv("CORS_ORIGIN", "https://other.example")
    for path in ("/name", "/nothing"):
        headers = call(app, "GET", path).headers
        assert headers["access-control-allow-origin"] == "https://other.example"
        assert {"ETag", "Retry-After", "X-Request-Id"} <= set(headers["access-control-expose-headers"].split(", "))
        assert "access-control-allow-credentials" not in headers
