"""No log has a secret or a person in it. This runs last: whatever the suite made the platform log is searched."""

import re

import httpx
import pytest

from api_client import ApiClient
from canaries import Canaries, canary, leaks, words_of
from store_scan import StoreScan
from videoclub_local.api_pages import SERVICES
from videoclub_local.secrets import Secrets
from videoclub_local.startup import MAIL_SENDER

TOKEN_OF_LINK = re.compile(r"#/[a-z-]+/([\w-]{43})")
"""As it is in the mails of accounts."""


@pytest.fixture
def canaries(platform) -> Canaries:
    secrets = Secrets.ensure(platform.command.home / "secrets.json")
    passwords = {login["password"] for login in platform.logins.values()}
    mails = httpx.get(f"{platform.api_url.partition('/_aws/')[0]}/_aws/ses").text
    words = words_of(secrets) | passwords | {*TOKEN_OF_LINK.findall(mails)}
    return Canaries(words, harmless=frozenset({MAIL_SENDER, secrets.firebase["client_email"]}))


def send_canaries_where_they_are_refused(anyone: ApiClient) -> None:
    """What is refused is what is most likely to be quoted."""
    email, password = f"{canary()}@example.org", canary()
    account = {"email": email, "password": password, "display_name": canary()}
    anyone.post("/accounts", account)
    anyone.post("/accounts", account)
    anyone.post("/accounts", {**account, canary(): canary()})
    anyone.post("/accounts", {**account, "email": canary()})
    anyone.post("/accounts", content=f"{{not JSON: {canary()}", headers={"Content-Type": "application/json"})
    anyone.post("/sessions", {"email": email, "password": canary()})
    anyone.post("/sessions/refresh", {"refresh_token": canary()})
    anyone.put(f"/password-resets/{canary()}", {"password": canary()})
    anyone.post("/password-resets", {"email": email})
    anyone.post("/accounts/verifications", {"token": canary()})
    anyone.get("/movies", params={"q": canary(), canary(): canary(), "cursor": canary()})
    anyone.get(f"/movies/{canary()}", headers={"If-None-Match": canary(), "User-Agent": canary()})
    anyone.get("/me", headers={"Authorization": f"Bearer {canary()}"})
    anyone.get("/me", headers={"X-Api-Key": canary()})
    customer = anyone.sign_in(email, password)
    customer.rent(anyone.find_movie("metropolis")["id"], key=canary(), payment_method="test-declined")
    customer.rent(canary(), payment_method=canary())
    customer.post(f"/rentals/{canary()}/playback-sessions", {"device_id": canary(), "device_name": canary()})
    customer.call("DELETE", "/me", json={"password": canary()})
    customer.call("PATCH", "/me", json={"display_name": canary(), "country": canary()})


def test_no_log_has_a_secret_or_a_person(platform, canaries):
    # Given
    send_canaries_where_they_are_refused(ApiClient(platform.api_url))

    # When
    rows = list(StoreScan(platform.command.home, platform.aws).log_rows())

    # Then every service has logged, and every part, and nothing of that is anybody's
    places = {place for place, _ in rows}
    assert all(any(f"-{service.capitalize()}Api-" in place for place in places) for service in SERVICES)
    assert {f"log {part}.log" for part in ("postgres", "redis", "cassandra", "fcm", "localstack")} <= places
    assert leaks(rows, canaries) == {}
