"""Accounts through the gateway: mails that LocalStack keeps, devices, API keys, a rotation of the signing keys."""

from datetime import timedelta
from uuid import uuid4

import httpx
import jwt
import pytest

from api_client import ApiClient, eventually, problem
from canaries import canary
from mailed_links import mailed
from videoclub.api_keys import API_KEY_CACHE_S

PASSWORD, NEW_PASSWORD = canary(), canary()


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture
def developer(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["developer"])


@pytest.fixture
def email(anyone) -> str:
    """The address of an account of this test's own."""
    email = f"{uuid4()}@example.org"
    account = {"email": email, "password": PASSWORD, "display_name": "Ana", "locale": "fr"}
    assert anyone.post("/accounts", account).status_code == 201
    return email


class TestMails:
    def test_an_address_is_confirmed_by_the_link_in_the_mail(self, anyone, platform, email):
        # Given
        mail, token = mailed(platform, email, "verify-email")
        assert (mail.to, mail.subject) == (email, "Confirmez votre adresse e-mail")

        # When
        answer = anyone.post("/accounts/verifications", {"token": token})

        # Then
        assert answer.status_code == 204
        assert anyone.sign_in(email, PASSWORD).get("/me").json()["email_verified"] is True
        assert problem(anyone.post("/accounts/verifications", {"token": token})) == (410, "link-expired")

    def test_a_forgotten_password_is_replaced_and_signs_out_everywhere(self, anyone, platform, email):
        # Given
        signed_in = anyone.post("/sessions", {"email": email, "password": PASSWORD}).json()
        assert anyone.post("/password-resets", {"email": email}).status_code == 202
        assert anyone.post("/password-resets", {"email": f"{uuid4()}@example.org"}).status_code == 202

        # When
        _, token = mailed(platform, email, "reset-password")
        answer = anyone.put(f"/password-resets/{token}", {"password": NEW_PASSWORD})

        # Then
        assert answer.status_code == 204
        refreshed = anyone.post("/sessions/refresh", {"refresh_token": signed_in["refresh_token"]})
        assert problem(refreshed) == (401, "unauthenticated")
        assert anyone.sign_in(email, NEW_PASSWORD).get("/me").status_code == 200
        assert problem(anyone.put(f"/password-resets/{token}", {"password": PASSWORD})) == (410, "link-expired")


class TestMe:
    def test_a_person_changes_what_is_theirs(self, anyone, email):
        # Given
        me = anyone.sign_in(email, PASSWORD)
        headers = {"Content-Type": "application/merge-patch+json", "If-Match": me.get("/me").headers["etag"]}

        # When
        changed = me.call("PATCH", "/me", content=b'{"display_name": "Zo\xc3\xa9"}', headers=headers)

        # Then
        assert (changed.status_code, changed.json()["display_name"]) == (200, "Zoé")
        assert problem(me.call("PATCH", "/me", content=b"{}", headers=headers)) == (412, "precondition-failed")
        headers["If-Match"] = changed.headers["etag"]
        for_oneself = me.call("PATCH", "/me", content=b'{"roles": ["admin"]}', headers=headers)
        assert problem(for_oneself) == (400, "validation-error")
        assert for_oneself.json()["errors"][0]["pointer"] == "/roles"

    def test_another_password_signs_out_the_other_devices(self, anyone, email):
        # Given
        elsewhere = anyone.post("/sessions", {"email": email, "password": PASSWORD}).json()
        me = anyone.sign_in(email, PASSWORD)
        assert [item["current"] for item in me.get("/sessions").json()["items"]] == [True, False]

        # When
        changed = me.put("/me/password", {"current_password": PASSWORD, "new_password": NEW_PASSWORD})

        # Then
        assert changed.status_code == 204
        assert len(me.get("/sessions").json()["items"]) == 1
        refreshed = anyone.post("/sessions/refresh", {"refresh_token": elsewhere["refresh_token"]})
        assert problem(refreshed) == (401, "unauthenticated")
        assert me.delete("/sessions").status_code == 204
        assert me.get("/sessions").json()["items"] == []

    def test_a_browser_stays_signed_in_by_its_cookie(self, platform, email):
        with httpx.Client(base_url=platform.api_url, timeout=30) as browser:
            # Given
            body = {"email": email, "password": PASSWORD, "refresh_by": "cookie"}
            signed_in = browser.post("/sessions", json=body)
            assert "refresh_token" not in signed_in.json()

            # When
            refreshed = browser.post("/sessions/refresh", json={})

            # Then
            assert refreshed.status_code == 201
            foreign = browser.post("/sessions/refresh", json={}, headers={"Sec-Fetch-Site": "cross-site"})
            assert problem(foreign) == (403, "forbidden")
            bearer = {"Authorization": f"Bearer {refreshed.json()['access_token']}"}
            assert browser.delete("/sessions/current", headers=bearer).status_code == 204
            assert not browser.cookies


class TestApiKeys:
    def test_a_key_opens_what_its_scopes_say_in_every_service_until_it_is_revoked(self, anyone, developer):
        # Given
        scopes = ["movies:read", "rental:read", "stats:read", "suggestions:read", "users:read"]
        made = developer.post("/api-keys", {"name": "A spider", "scopes": scopes}).json()
        key = {"X-Api-Key": made["key"]}

        # When
        paths = ("/developer/topics", "/rentals", "/me/history", "/trending", "/me")
        opened = {path: eventually(lambda path=path: _served(anyone, path, key)) for path in paths}

        # Then
        assert opened["/me"].json()["email"] == developer.get("/me").json()["email"]
        assert problem(anyone.call("POST", "/rentals", headers=key, json={})) == (403, "forbidden")
        assert problem(anyone.call("POST", "/api-keys", headers=key, json={})) == (403, "forbidden")
        assert problem(anyone.call("GET", "/reports", headers=key)) == (403, "forbidden")
        [listed] = [item for item in developer.get("/api-keys").json()["items"] if item["id"] == made["id"]]
        assert "last_used_at" in listed
        assert "key" not in listed
        assert developer.delete(f"/api-keys/{made['id']}").status_code == 204
        patience_s = timedelta(seconds=2 * API_KEY_CACHE_S).total_seconds()
        eventually(lambda: anyone.get("/developer/topics", headers=key).status_code == 401, timeout_s=patience_s)

    @pytest.mark.parametrize("path", ["/me", "/developer/topics", "/rentals", "/me/history"])
    def test_what_is_no_key_opens_nothing(self, anyone, path):
        for key in ("x", f"vc_AAAAAAAA_{'A' * 43}"):
            assert problem(anyone.get(path, headers={"X-Api-Key": key})) == (401, "unauthenticated")


def test_tokens_of_both_keys_are_good_after_a_rotation(anyone, platform, email):
    # Given
    before = anyone.sign_in(email, PASSWORD)

    # When
    rotated = platform.command.run("rotate-keys")

    # Then
    assert rotated.returncode == 0, rotated.stderr
    after = anyone.sign_in(email, PASSWORD)
    assert _key_id(before) != _key_id(after)
    for path in ("/me", "/rentals", "/me/history", "/movies"):
        assert [client.get(path).status_code for client in (before, after)] == [200, 200]


def _key_id(client: ApiClient) -> str:
    assert client.token
    return jwt.get_unverified_header(client.token)["kid"]


def _served(anyone: ApiClient, path: str, key: dict[str, str]) -> httpx.Response | None:
    """The answer, once every function that it takes has started."""
    answer = anyone.get(path, headers=key)
    assert answer.status_code in (200, 503), answer.text
    return answer if answer.status_code == 200 else None
