"""What a person is told of all that is held on them."""

from threading import Event

import pytest

from videoclub.contracts.personal_data import PersonalData

SERVICES = ["movies", "rental", "stats", "suggestions"]


def holding(service):
    return lambda request: PersonalData(service=service, data={"held_on": request.customer_id})


@pytest.fixture
def services(club):
    club.services.answers = {(service, "export_customer"): holding(service) for service in SERVICES}
    return club.services


def test_the_export_has_what_every_service_holds(club, services):
    # Given
    person = club.sign_up()

    # When
    answer = club.call("GET", "/me/export", token=club.token_of(person))

    # Then
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="videoclub-')
    assert sorted(answer.json["services"]) == sorted([*SERVICES, "users"])
    assert answer.json["services"]["users"]["account"] == {"email": person.email}
    assert all(answer.json["services"][each] == {"held_on": person.account["id"]} for each in SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_fails_makes_the_export_fail_by_its_name(club, services, service):
    # Given
    del services.answers[(service, "export_customer")]

    # When
    answer = club.call("GET", "/me/export", token=club.token_of(club.sign_up()))

    # Then
    assert (answer.status, answer.json["code"]) == (503, "service-unavailable")
    assert service in answer.json["detail"]
    assert "services" not in answer.json


def test_a_service_that_is_slow_does_too(open_club):
    # Given
    club, over = open_club(export_timeout_s=0), Event()
    club.services.answers = {(service, "export_customer"): lambda _: over.wait(5) for service in SERVICES}

    # When
    answer = club.call("GET", "/me/export", token=club.token_of(club.sign_up()))

    # Then
    over.set()
    assert answer.status == 503


def test_there_is_none_without_an_account(club, services):
    # Given
    token = club.token_of(club.sign_up())
    club.accounts.kept.clear()

    # When / Then
    assert club.call("GET", "/me/export").status == 401
    assert club.call("GET", "/me/export", token=token).status == 401
