"""A part that is killed comes back with `up`, and with it all that was acknowledged before."""

from uuid import uuid4

import pytest

from api_client import ApiClient, eventually
from canaries import canary


@pytest.fixture
def api(platform) -> ApiClient:
    return ApiClient(platform.https_api_url, verify=platform.tls)


@pytest.fixture
def movie_id(api) -> str:
    return api.find_movie("metropolis")["id"]


def bring_back(platform, part: str, killed_pid: int) -> None:
    status = platform.command.status()
    assert status["state"] == "degraded"
    back = platform.command.run("up", "--detach")
    assert back.returncode == 0, back.stderr
    status = platform.command.status()
    assert status["state"] == "up"
    assert next(each["pid"] for each in status["parts"] if each["name"] == part) != killed_pid


def test_accounts_outlive_postgres(platform, api):
    # Given an account
    account = {"email": f"{uuid4()}@example.org", "password": canary(), "display_name": canary()}
    created = api.post("/accounts", account).json()
    # When PostgreSQL is killed and brought back
    bring_back(platform, "postgres", platform.command.kill_part("postgres"))
    # Then its owner signs in, and functions that were connected before answer
    customer = eventually(lambda: api.sign_in(account["email"], account["password"]))
    assert customer.get("/me").json()["id"] == created["id"]
    assert api.find_movie("metropolis")


def test_rentals_outlive_cassandra(platform, api, movie_id):
    # Given a rental
    customer = api.sign_up()
    rental = customer.rent(movie_id).json()
    # When Cassandra is killed and brought back
    bring_back(platform, "cassandra", platform.command.kill_part("cassandra"))
    # Then the rental is there, and so is the rule that a film is rented once
    found = eventually(lambda: customer.get(f"/rentals/{rental['id']}").json().get("id"))
    assert found == rental["id"]
    assert customer.rent(movie_id).status_code == 409


def test_positions_outlive_redis_and_renting_does_not_need_it(platform, api, movie_id):
    # Given a film played up to a position
    customer = api.sign_up()
    rental = customer.rent(movie_id).json()
    body = {"device_id": "tv", "confirm_start": True}
    session = customer.post(f"/rentals/{rental['id']}/playback-sessions", body).json()
    assert customer.put(f"/playback-sessions/{session['id']}", {"position_s": 21, "state": "paused"}).is_success
    # When Redis is killed, films are rented all the same
    pid = platform.command.kill_part("redis")
    assert customer.rent(api.find_movie("nosferatu")["id"]).status_code == 201
    # And when it is brought back
    bring_back(platform, "redis", pid)
    # Then the position is there
    playback = eventually(lambda: customer.get(f"/rentals/{rental['id']}/playback").json())
    assert playback["position_s"] == 21


def test_everything_outlives_localstack(platform, api, movie_id):
    # Given a rental
    customer = api.sign_up()
    rental = customer.rent(movie_id).json()
    # When LocalStack is killed, its functions end with it
    pid = platform.command.kill_part("localstack")
    eventually(lambda: not [line for line in platform.command.processes() if "awslambdaric" in line])
    # And when it is brought back, deployed anew
    bring_back(platform, "localstack", pid)
    # Then the same addresses and sessions go on
    assert customer.get(f"/rentals/{rental['id']}").json()["id"] == rental["id"]
