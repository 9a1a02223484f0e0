"""What Suggestions holds on a person, and what it tells a home page."""

import json

import suggestions.internal
import suggestions.jobs

NOTHING = {"suggestions": None, "rented_lately": []}


def ask(operation, **request):
    return suggestions.internal.handler({"operation": operation, "request": request}, None)["answer"]


def erase(customer_id):
    event = {
        "event_id": "e-1",
        "type": "customer.erased",
        "occurred_at": "2026-11-21T09:30:00Z",
        "customer_id": customer_id,
    }
    record = {"messageId": "m-1", "eventSourceARN": "arn:aws:sqs:x:0:q", "body": json.dumps({"detail": event})}
    return suggestions.jobs.erase_customer({"Records": [record]}, None)


def rent(service, **films):
    for customer, rented in films.items():
        service.rented(customer, rented)
    service.rebuild()


def test_a_home_page_learns_what_trends_beside_the_customers_own_list(service):
    # Given
    rent(service, ann="a b", bob="a b c", cleo="a")

    # When
    own = ask("suggest_movies", customer_id="ann", trending=2)
    stranger = ask("suggest_movies", customer_id="somebody new", trending=1)

    # Then
    assert (own["source"], own["trending"]) == ("personal", ["a", "b"])
    assert (stranger["source"], stranger["trending"]) == ("trending", ["a"])
    assert ask("suggest_movies", customer_id="ann")["trending"] == []


def test_a_person_is_told_their_list(service):
    # Given
    rent(service, ann="a b", bob="a b c")

    # When
    held = ask("export_customer", customer_id="ann")

    # Then
    assert [item["movie_id"] for item in held["data"]["suggestions"]["items"]] == ["c"]
    assert ask("export_customer", customer_id="nobody we know")["data"] == NOTHING


def test_an_erased_person_has_none(service):
    # Given
    rent(service, ann="a b", bob="a b c")

    # When
    answers = [erase("ann"), erase("ann")]

    # Then
    assert answers == [{"batchItemFailures": []}] * 2
    assert ask("export_customer", customer_id="ann")["data"] == NOTHING
    assert ask("export_customer", customer_id="bob")["data"] != NOTHING


def test_without_the_store_the_erasure_is_tried_again(service):
    # Given
    service.lists.reachable = False

    # When / Then
    assert erase("ann") == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
