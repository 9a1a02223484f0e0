"""The gateway's check on AWS."""

import pytest

from gateway import token, verifier_of_test_tokens
from users import authorizer
from videoclub.errors import Unauthenticated
from videoclub.identity import Principal
from videoclub.ids import AccountId

ARN = "arn:aws:execute-api:eu-west-3:123456789012:abcdef/v1/GET/me/watchlist/7"


class OneKey:
    def verify(self, key, *, now):
        if key != "good":
            raise Unauthenticated("No.")
        return Principal(AccountId("dana"))


@pytest.fixture(autouse=True)
def _verifiers(monkeypatch):
    monkeypatch.setattr(authorizer, "token_verifier", verifier_of_test_tokens)
    monkeypatch.setattr(authorizer, "api_key_verifier", OneKey)


def ask(**headers):
    event = {"type": "REQUEST", "methodArn": ARN, "headers": headers, "requestContext": {"requestId": "1"}}
    return authorizer.handler(event, None)


@pytest.mark.parametrize(
    ("headers", "who"),
    [({"Authorization": f"Bearer {token('ana')}"}, "ana"), ({"x-api-key": "good"}, "dana")],
    ids=["token", "key"],
)
def test_whoever_is_somebody_may_reach_the_whole_stage(headers, who):
    answer = ask(**headers)
    assert answer["principalId"] == who
    assert answer["policyDocument"]["Statement"] == [
        {
            "Action": "execute-api:Invoke",
            "Effect": "Allow",
            "Resource": "arn:aws:execute-api:eu-west-3:123456789012:abcdef/v1/*",
        }
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer garbage"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": f"Bearer {token('ana', aud='another')}"},
        {"X-Api-Key": "bad"},
        {"X-Api-Key": "good", "Authorization": "Bearer garbage"},
    ],
    ids=["nobody", "garbage", "basic", "audience", "key", "both"],
)
def test_nobody_gets_the_gateways_401(headers):
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        ask(**headers)


def test_an_event_without_headers_is_nobodys():
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        authorizer.handler({"methodArn": ARN, "headers": None}, None)
