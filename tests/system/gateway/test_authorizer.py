"""Who is nobody gets nowhere: refused by the service on LocalStack, by the gateway itself on ministack and on AWS."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api_client import problem
from authorization_callers import EXPIRED
from deployed_gateway import DeployedGateway
from second_emulator import UNKNOWN_KEY

KEPT_S = 300

NOBODIES: dict[str, Callable[[DeployedGateway], dict[str, str]]] = {
    "no credentials": lambda gateway: {},
    "an expired token": lambda gateway: bearer(gateway.token("root", exp=EXPIRED)),
    "a token for another audience": lambda gateway: bearer(gateway.token("root", aud="another-api")),
    "a forged token": lambda gateway: bearer(gateway.token("root", signed_by=Ed25519PrivateKey.generate())),
    "what is no token": lambda gateway: bearer("not.a.token"),
    "another scheme": lambda gateway: {"Authorization": "Basic cm9vdDpyb290"},
    "an unknown key": lambda gateway: {"X-Api-Key": UNKNOWN_KEY},
}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("caller", NOBODIES)
def test_who_is_nobody_is_refused(gateway, caller):
    refused = gateway.anyone.get("/me", headers=NOBODIES[caller](gateway))
    assert problem(refused) == (401, "unauthenticated")
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_good_token_and_a_good_key_pass(gateway):
    developer = gateway.developer
    key = developer.post("/api-keys", {"name": "of a test", "scopes": ["users:read"]}).json()["key"]
    account = developer.get("/me")
    assert account.status_code == 200
    assert gateway.anyone.get("/me", headers={"X-Api-Key": key}).json() == account.json()


@pytest.fixture
def keeping(second_gateway) -> Iterator[DeployedGateway]:
    """The gateway, which keeps the authorizer's answers to a token for a while, as decision 49 says that it could."""
    client = second_gateway.aws.client("apigateway")
    [authorizer] = client.get_authorizers(restApiId=second_gateway.api_id)["items"]

    def keep(ttl_s: int, identity_source: str) -> None:
        changes = {"authorizerResultTtlInSeconds": str(ttl_s), "identitySource": identity_source}
        client.update_authorizer(
            restApiId=second_gateway.api_id,
            authorizerId=authorizer["id"],
            patchOperations=[{"op": "replace", "path": f"/{name}", "value": value} for name, value in changes.items()],
        )

    keep(KEPT_S, "method.request.header.Authorization")
    yield second_gateway
    keep(authorizer["authorizerResultTtlInSeconds"], authorizer.get("identitySource") or "")


@pytest.mark.second_emulator
class TestEnforced:
    """What LocalStack, which never asks an authorizer, cannot show."""

    @pytest.mark.parametrize("caller", ["no credentials", "an expired token", "a forged token"])
    def test_who_is_nobody_wakes_no_service(self, second_gateway, caller):
        before = second_gateway.calls_of("UsersApi")
        answer = second_gateway.anyone.get("/me", headers=NOBODIES[caller](second_gateway))
        assert (answer.status_code, "traceresponse" in answer.headers) == (401, False)
        assert second_gateway.calls_of("UsersApi") == before

    def test_who_is_somebody_does(self, second_gateway):
        before = second_gateway.calls_of("UsersApi")
        second_gateway.anyone.get("/me", headers=bearer(second_gateway.token(str(uuid4()))))
        assert second_gateway.calls_of("UsersApi") == before + 1

    def test_a_route_for_anyone_asks_no_authorizer(self, second_gateway):
        before = second_gateway.calls_of("UsersAuthorizer")
        assert second_gateway.anyone.get("/movies").status_code == 200
        assert second_gateway.calls_of("UsersAuthorizer") == before

    def test_an_answer_that_is_kept_holds_for_every_route(self, keeping):
        # Given an answer to the first call
        customer = keeping.anyone.sign_up()
        assert customer.get("/me").status_code == 200
        before = keeping.calls_of("UsersAuthorizer")

        # When other methods and services are asked with the same token
        statuses = [customer.get(path).status_code for path in ("/me/history", "/me/watchlist", "/developer/topics")]
        deleted = customer.call("DELETE", f"/me/watchlist/{uuid4()}").status_code

        # Then the answer serves them all, and its policy is for all of them
        assert (statuses, deleted) == ([200, 200, 403], 204)
        assert keeping.calls_of("UsersAuthorizer") == before
