"""The edge: what every route does before and after its function."""

import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway import KEY_ID, call, proxy_event, signing_key, token, verifier_of_test_tokens
from videoclub.errors import DomainError, NotFound, ServiceUnavailable
from videoclub.http import ANYONE, AnswerModel, Call, NoBody, NoQuery, PageQuery, Reply, RequestModel, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.http.problem_document import of_error
from videoclub.identity import ALGORITHM, AUDIENCE, ISSUER, TOKEN_TYPE, Role

BASE = "https://api.test/v1"


class Thing(RequestModel):
    name: str
    size: int = 1


class ThingAnswer(AnswerModel):
    name: str
    note: str | None = None


routes = Routes("things", verifier=verifier_of_test_tokens)


@routes.route("POST", "/things", who=Role.CUSTOMER, body=Thing, answer=ThingAnswer, status=201)
def make_thing(call: Call[NoQuery, Thing]) -> Reply[ThingAnswer]:
    """Make a thing."""
    return Reply(ThingAnswer(name=call.body.name), location=call.link("/things/1"))


@routes.route("GET", "/things", who=ANYONE, query=PageQuery, answer=ThingAnswer, etag=True)
def list_things(call: Call[PageQuery, NoBody]) -> Reply[ThingAnswer]:
    """List things."""
    return Reply(ThingAnswer(name=str(call.query.limit), note=call.principal.account_id), etag='"v1"')


@routes.route("DELETE", "/things", who=Role.ADMIN, answer=ThingAnswer, if_match=True)
def remove_things(call: Call[NoQuery, NoBody]) -> Reply[ThingAnswer]:
    """Remove all things."""
    return Reply(ThingAnswer(name=call.if_match))


@routes.route("GET", "/things/{thing_id}", who=ANYONE, answer=ThingAnswer, raises=[NotFound])
def read_thing(call: Call[NoQuery, NoBody]) -> Reply[ThingAnswer]:
    """Read a thing, or fail in the way its id says."""
    failures: dict[str, Exception] = {
        "missing": NotFound("No such thing.", links={"all": "/things"}, hint="look"),
        "down": ServiceUnavailable("Not now.", retry_after_s=7),
        "bug": KeyError("secret detail"),
    }
    raise failures[call.path["thing_id"]]


app = LambdaApp(routes)


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == answer.status
    assert answer.json["type"] == f"{BASE}/problems/{answer.json['code']}"
    assert answer.json["instance"] == answer.headers["x-request-id"]
    return answer.status, answer.json["code"]


def test_answers_what_the_function_returns():
    made = call(app, "POST", "/things", body={"name": "kite"}, token=token("ana"))
    assert (made.status, made.json) == (201, {"name": "kite"})
    assert made.headers["location"] == f"{BASE}/things/1"
    assert made.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/name", "missing"),
        ({"name": 1}, "/name", "string_type"),
        ({"name": "kite", "size": "2"}, "/size", "int_type"),
        ({"name": "kite", "colour": "red"}, "/colour", "extra_forbidden"),
        ([], "", "model_type"),
        ("{", "", "json_invalid"),
        ("\u2028", "", "json_invalid"),
        ({"name": "ki\0te"}, "", "nul_character"),
    ],
)
def test_points_at_a_bad_field(body, pointer, code):
    refused = call(app, "POST", "/things", body=body, token=token("ana"))
    assert problem(refused) == (400, "validation-error")
    assert [(error["pointer"], error["code"]) for error in refused.json["errors"]] == [(pointer, code)]


def test_refuses_a_body_of_300_kilobytes():
    refused = call(app, "POST", "/things", body={"name": "x" * 300_000}, token=token("ana"))
    assert problem(refused) == (413, "payload-too-large")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_refuses_another_media_type(media_type):
    headers = {"Content-Type": media_type}
    refused = call(app, "POST", "/things", body={"name": "kite"}, headers=headers, token=token("ana"))
    assert problem(refused) == (415, "unsupported-media-type")


@pytest.mark.parametrize(("limit", "used"), [(None, "20"), ("7", "7"), ("1000", "100")])
def test_takes_a_page_size(limit, used):
    query = {"limit": limit} if limit else None
    assert call(app, "GET", "/things", query=query).json["name"] == used


@pytest.mark.parametrize(
    "query", [{"cursor": "\0"}, {"limit": "0"}, {"limit": "-1"}, {"limit": "x"}, {"page": "2"}, {"limit": ["1", "2"]}]
)
def test_refuses_a_bad_query(query):
    refused = call(app, "GET", "/things", query=query)
    assert problem(refused) == (400, "validation-error")
    assert refused.json["errors"][0]["pointer"] in {"", f"/{next(iter(query))}"} | {"/limit"}


def test_says_not_modified_when_the_client_has_it():
    fresh = call(app, "GET", "/things")
    again = call(app, "GET", "/things", headers={"If-None-Match": f'W/"v0", {fresh.headers["etag"]}'})
    assert (again.status, again.text, again.headers["etag"]) == (304, "", '"v1"')


def test_asks_for_the_entity_tag_of_a_change():
    refused = call(app, "DELETE", "/things", token=token("root", Role.ADMIN))
    assert problem(refused) == (428, "precondition-required")
    done = call(app, "DELETE", "/things", headers={"If-Match": '"v1"'}, token=token("root", Role.ADMIN))
    assert done.json == {"name": '"v1"'}


def test_tells_a_named_refusal_with_its_links():
    refused = call(app, "GET", "/things/{thing_id}", path={"thing_id": "missing"})
    assert problem(refused) == (404, "not-found")
    assert (refused.json["hint"], refused.json["links"]) == ("look", {"all": f"{BASE}/things"})


def test_tells_when_to_come_back():
    refused = call(app, "GET", "/things/{thing_id}", path={"thing_id": "down"})
    assert problem(refused) == (503, "service-unavailable")
    assert refused.headers["retry-after"] == "7"


def test_keeps_a_bug_to_the_log(capsys):
    broken = call(app, "GET", "/things/{thing_id}", path={"thing_id": "bug"})
    assert problem(broken) == (500, "internal-error")
    assert "secret" not in broken.text
    line, ended = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert line["request_id"] == ended["request_id"] == broken.json["instance"]
    assert (ended["event"], ended["status"], ended["Failed"]) == ("failed", 500, 1)
    assert "secret detail" in line["exception"]


def test_a_method_it_does_not_have_is_a_problem_too():
    assert problem(call(app, "PUT", "/things")) == (405, "method-not-allowed")


@pytest.mark.parametrize(
    "broken",
    [
        {"requestContext": {"httpMethod": "GET"}},
        {"requestContext": None},
        {"headers": {"Accept": 1}},
        {"multiValueQueryStringParameters": {"limit": "1"}},
        {"body": "not base64", "isBase64Encoded": True},
        {"body": "é", "isBase64Encoded": True},
        {"body": "\ud800"},
    ],
)
def test_an_event_that_no_gateway_makes_is_a_problem_too(broken: dict[str, object]):
    answer = app(proxy_event("GET", "/things") | broken, None)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "validation-error")


@pytest.mark.parametrize("thing_id", ["", "x" * 256, "a\0b"])
def test_what_can_be_no_id_is_refused(thing_id: str):
    assert problem(call(app, "GET", "/things/{thing_id}", path={"thing_id": thing_id})) == (400, "validation-error")


@pytest.mark.parametrize("event", [None, [], 1, "", {}])
def test_what_is_no_event_at_all_is_a_problem_too(event: object):
    assert app(event, None)["statusCode"] == 400


def test_what_no_gateway_makes_is_not_logged(capsys: pytest.CaptureFixture[str]):
    app(proxy_event("GET", "/things", headers={"Authorization": "secret"}) | {"body": ["secret"]}, None)
    assert "secret" not in capsys.readouterr().out


def test_a_path_without_its_parameters_is_a_problem_too():
    assert (
        app(proxy_event("GET", "/things/{thing_id}", path={"thing_id": "1"}) | {"pathParameters": None}, None)[
            "statusCode"
        ]
        == 400
    )


def test_every_problem_it_answers_is_in_the_catalogue():
    # A refusal of an unknown kind is a bug of ours, and comes out as one
    class Unheard(DomainError):
        slug = "unheard"

    with pytest.raises(KeyError):
        of_error(Unheard("?"), request_id="1", base_url=BASE)


class TestTokens:
    """Access tokens, good and bad."""

    def sign(self, claims=None, key=None, headers=None, algorithm=ALGORITHM):
        now = datetime.now(UTC)
        good = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "ana",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "roles": ["customer"],
        }
        header = {"kid": KEY_ID, "typ": TOKEN_TYPE} | (headers or {})
        return jwt.encode(good | (claims or {}), key or "", algorithm=algorithm, headers=header)

    def status(self, authorization):
        return call(app, "GET", "/things", headers={"Authorization": authorization}).status

    def test_a_good_token_names_the_caller(self):
        assert call(app, "GET", "/things", token=token("ana")).json["note"] == "ana"

    @pytest.mark.parametrize(
        "claims",
        [
            {"iss": "somebody"},
            {"aud": "another-api"},
            {"exp": int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())},
            {"roles": ["emperor"]},
            {"sub": None},
        ],
    )
    def test_refuses_wrong_claims(self, claims):
        assert self.status(f"Bearer {token('ana', **claims)}") == 401

    def test_refuses_a_key_that_is_not_ours(self):
        assert self.status(f"Bearer {self.sign(key=Ed25519PrivateKey.generate())}") == 401

    def test_refuses_an_unknown_key_id(self):
        assert self.status(f"Bearer {self.sign(key=Ed25519PrivateKey.generate(), headers={'kid': 'other'})}") == 401

    def test_refuses_another_algorithm(self):
        assert self.status(f"Bearer {self.sign(key='secret' * 8, algorithm='HS256')}") == 401
        assert self.status(f"Bearer {self.sign(key=None, algorithm='none')}") == 401

    def test_refuses_a_token_of_another_kind(self):
        claims = jwt.decode(token("ana"), options={"verify_signature": False})
        refresh = jwt.encode(claims, signing_key(), algorithm=ALGORITHM, headers={"kid": KEY_ID, "typ": "JWT"})
        assert self.status(f"Bearer {refresh}") == 401

    @pytest.mark.parametrize("authorization", ["Bearer", "Bearer ", "Basic YTpi", "Bearer garbage", "Bearer a.b.c"])
    def test_refuses_what_is_no_token(self, authorization):
        assert self.status(authorization) == 401

    def test_a_role_that_is_missing_is_forbidden(self):
        refused = call(app, "DELETE", "/things", headers={"If-Match": "x"}, token=token("ana"))
        assert problem(refused) == (403, "forbidden")
