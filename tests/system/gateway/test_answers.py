"""What the gateway answers by itself, and what it adds for browsers and caches."""

import re

import pytest

from api_client import ApiClient, problem


@pytest.fixture
def anyone(gateway) -> ApiClient:
    return gateway.anyone


@pytest.fixture
def visitor(platform) -> ApiClient:
    """Who asks for the site's files, which LocalStack's stack alone has."""
    return ApiClient(platform.api_url)


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("GET", "/movies/1/nowhere"), ("DELETE", "/movies")])
def test_a_route_that_nobody_declared_is_a_problem(anyone, method, path):
    refused = anyone.call(method, path)
    assert problem(refused) == (404, "not-found")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == f"{anyone.base_url}/problems/not-found"
    assert refused.json()["instance"] == refused.headers["x-request-id"]


def test_the_page_of_a_problem_is_there(visitor):
    assert visitor.get("/problems/not-found").status_code == 200


def test_another_site_may_call_the_api(anyone):
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    allowed = anyone.call("OPTIONS", "/rentals", headers=asked)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "idempotency-key" in allowed.headers["access-control-allow-headers"]
    for path in ("/movies", "/me", "/nowhere"):
        assert (
            anyone.get(path, headers={"Origin": "https://other.example"}).headers["access-control-allow-origin"] == "*"
        )


def test_answers_are_not_to_be_sniffed_framed_or_kept(gateway):
    headers = gateway.developer.get("/me").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_the_site_is_asked_for_each_time_and_its_assets_are_kept(visitor):
    page = visitor.get("/")
    assert page.headers["cache-control"] == "no-cache"
    unchanged = visitor.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    script = re.search(r"assets/[^\"]+\.js", page.text)
    assert script
    asset = visitor.get(f"/{script[0]}")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/", "/config.json", "/openapi.json", "/docs", "/problems/not-found"])
def test_files_are_not_to_be_sniffed_or_framed(visitor, path):
    headers = visitor.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/assets/nope.js", "/assets/posters/nope.svg", "/problems/nope"])
def test_a_file_that_is_missing_is_a_problem(visitor, path):
    refused = visitor.get(path)
    assert problem(refused) == (404, "not-found")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.json()["instance"] == refused.headers["x-request-id"]
