"""Lists that move with what happens, through the gateway."""

from uuid import uuid4

import pytest

from api_client import ApiClient, eventually, problem


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


def suggested(customer: ApiClient) -> dict:
    answer = customer.get("/me/suggestions", params={"limit": 50})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_demo_has_personal_lists_with_reasons(anyone, platform):
    items = suggested(anyone.sign_in(**platform.logins["customer"]))["items"]
    assert "because_you_watched" in {item["reason"]["kind"] for item in items}
    assert all(item["reason"]["text"] for item in items)


def test_a_first_rental_makes_a_personal_list_within_seconds_and_an_archived_film_leaves_it(anyone, admin):
    # Given
    customer, film = anyone.sign_up(), anyone.find_movie("nosferatu")
    assert suggested(customer)["source"] == "trending"

    # When
    assert customer.rent(film["id"]).status_code == 201

    # Then
    answer = eventually(lambda: found if (found := suggested(customer))["source"] == "personal" else None)
    listed = [item["movie"]["id"] for item in answer["items"]]
    assert film["id"] not in listed
    assert film["id"] in answer["items"][0]["reason"]["movie_ids"]

    # Given
    gone = next(item["movie_id"] for item in anyone.get("/trending").json()["items"] if item["movie_id"] in listed)

    # When
    assert admin.delete(f"/movies/{gone}").status_code == 204

    # Then
    try:
        eventually(lambda: gone not in [item["movie_id"] for item in anyone.get("/trending").json()["items"]])
        assert gone not in [item["movie"]["id"] for item in suggested(customer)["items"]]
    finally:
        assert admin.post(f"/movies/{gone}/restore").status_code == 200
    eventually(lambda: gone in [item["movie_id"] for item in anyone.get("/trending").json()["items"]])


def test_the_job_tells_how_it_went_to_admins_only(anyone, admin, platform):
    # When
    run = platform.run_job("suggestions")

    # Then
    assert run["state"] == "done"
    assert run["lists"] == run["customers"] > 0
    read = admin.get(f"/suggestion-runs/{run['run_id']}").json()
    assert (read["state"], read["lists"]) == ("done", run["lists"])
    assert read["run_id"] in [each["run_id"] for each in admin.get("/suggestion-runs").json()["items"]]
    customer = anyone.sign_up()
    for path in ("/suggestion-runs", f"/suggestion-runs/{run['run_id']}"):
        assert problem(customer.get(path)) == (403, "forbidden")
        assert problem(anyone.get(path)) == (401, "unauthenticated")
    assert problem(admin.get(f"/suggestion-runs/{uuid4()}")) == (404, "not-found")


def test_similar_films_are_there_for_a_film_of_the_demo(anyone):
    film = anyone.find_movie("nosferatu")
    items = anyone.get(f"/movies/{film['id']}/similar").json()["items"]
    assert items
    assert film["id"] not in [item["movie_id"] for item in items]
