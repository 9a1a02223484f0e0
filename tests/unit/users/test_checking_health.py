"""The health of the platform."""

from threading import Barrier

import pytest

from videoclub.contracts.health import Health, StoreHealth

OTHERS = ("movies", "rental", "stats", "suggestions")


@pytest.fixture
def club(club):
    for service in OTHERS:
        store = StoreHealth(name="store", reachable=True, latency_ms=0.5)
        answer = Health(service=service, stores=[store])
        club.services.answers = {**club.services.answers, (service, "check_health"): lambda _, answer=answer: answer}
    return club


def test_all_services_up(club):
    # When
    answer = club.call("GET", "/health")

    # Then
    assert (answer.status, answer.json["status"]) == (200, "up")
    assert [service["name"] for service in answer.json["services"]] == sorted(("users", *OTHERS))
    rental = next(service for service in answer.json["services"] if service["name"] == "rental")
    assert rental == {
        "name": "rental",
        "status": "up",
        "stores": [{"name": "store", "reachable": True, "latency_ms": 0.5}],
    }


def test_a_service_that_does_not_answer_is_named(club):
    # Given
    club.services.answers = {key: answer for key, answer in club.services.answers.items() if key[0] != "stats"}

    # When
    answer = club.call("GET", "/health")

    # Then
    assert (answer.status, answer.json["status"]) == (503, "degraded")
    down = [service for service in answer.json["services"] if service["status"] == "down"]
    assert down == [{"name": "stats", "status": "down", "stores": []}]


def test_a_store_that_does_not_answer_is_named(club):
    # Given
    club.accounts.reachable = False

    # When
    answer = club.call("GET", "/health")

    # Then
    assert answer.status == 503
    users = next(service for service in answer.json["services"] if service["name"] == "users")
    assert users["status"] == "down"
    assert users["stores"][0]["reachable"] is False


def test_services_are_asked_at_once(club):
    # Given: nobody answers before all are asked
    together = Barrier(len(OTHERS), timeout=5)

    def wait(service):
        together.wait()
        return Health(service=service, stores=[])

    club.services.answers = {(each, "check_health"): lambda _, each=each: wait(each) for each in OTHERS}

    # When / Then
    assert club.call("GET", "/health").status == 200
