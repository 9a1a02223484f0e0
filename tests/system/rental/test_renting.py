"""Renting and cancelling through the gateway: every answer and every refusal that the API names."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import uuid4

import httpx
import pytest

from api_client import ApiClient, eventually, problem

OUTCOMES = {"nothing", "finished", "given_up", "put_off"}


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture(scope="module")
def customer(anyone) -> ApiClient:
    return anyone.sign_up()


@pytest.fixture
def movie(admin) -> str:
    """A film that nobody has rented."""
    return add_film(admin)


def add_film(admin: ApiClient, *, price: str = "2.49") -> str:
    film = {"title": {"en": f"Film {uuid4()}"}, "year": 1921, "runtime_min": 60, "genres": ["horror"]}
    answer = admin.post("/movies", film | {"price": {"amount": price, "currency": "EUR"}})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def cancel(customer: ApiClient, rental_id: str) -> httpx.Response:
    return customer.post(f"/rentals/{rental_id}/cancellation")


def play(customer: ApiClient, rental_id: str) -> httpx.Response:
    return customer.post(f"/rentals/{rental_id}/playback-sessions", {"device_id": "tv", "confirm_start": True})


class TestRenting:
    def test_a_rental_has_the_whole_answer(self, customer, movie):
        rented = customer.rent(movie)
        assert rented.status_code == 201
        rental = rented.json()
        assert rented.headers["location"] == rental["links"]["self"]
        assert (rental["state"], rental["price"]) == ("ready", {"amount": "2.49", "currency": "EUR"})
        assert set(rental) == {
            *("id", "movie_id", "movie_title", "state", "price", "rented_at"),
            *("start_by", "watch_within", "expires_at", "links"),
        }
        assert customer.get(f"/rentals/{rental['id']}").json() == rental
        assert rental in customer.get("/rentals", params={"state": "ready"}).json()["items"]

    def test_one_key_at_once_is_one_rental(self, customer, movie):
        # Given one key, used by many at the same time
        key = str(uuid4())
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: customer.rent(movie, key=key), range(12)))
        # Then all are answered the same, byte for byte; another body under it is refused
        assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
        other = customer.rent(movie, key=key, payment_method="free-credit")
        assert problem(other) == (422, "idempotency-key-reused")

    def test_a_key_is_required(self, customer, movie):
        answer = customer.post("/rentals", {"movie_id": movie, "payment_method": "test-ok"})
        assert problem(answer) == (400, "idempotency-key-required")

    def test_a_film_is_rented_once_at_a_time(self, customer, movie):
        rental = customer.rent(movie).json()
        again = customer.rent(movie)
        assert problem(again) == (409, "already-rented")
        assert again.json()["links"]["rental"] == rental["links"]["self"]

    def test_a_price_that_moved_is_told(self, customer, movie):
        moved = customer.rent(movie, expected_price={"amount": "0.01", "currency": "EUR"})
        assert problem(moved) == (409, "price-changed")
        assert moved.json()["price"] == {"amount": "2.49", "currency": "EUR"}

    def test_an_archived_film_is_not_rented(self, customer, admin, movie):
        assert admin.delete(f"/movies/{movie}").status_code == 204
        assert problem(customer.rent(movie)) == (409, "movie-archived")

    def test_an_unknown_film_is_not_rented(self, customer):
        assert problem(customer.rent(str(uuid4()))) == (404, "not-found")

    @pytest.mark.parametrize("method", ["test-ok", "test-timeout", "test-twice", "free-credit"])
    def test_pays(self, customer, movie, method):
        assert customer.rent(movie, payment_method=method).status_code == 201

    def test_a_declined_payment_leaves_the_key_and_the_film_free(self, customer, movie):
        key = str(uuid4())
        for _ in range(2):
            assert problem(customer.rent(movie, key=key, payment_method="test-declined")) == (402, "payment-declined")
        assert customer.rent(movie).status_code == 201

    def test_a_payment_that_is_being_settled_is_asked_for_again(self, customer, movie):
        # Given a provider that lost the request
        key = str(uuid4())
        first = customer.rent(movie, key=key, payment_method="test-timeout-once")
        assert problem(first) == (409, "request-in-progress")
        assert int(first.headers["retry-after"]) > 0
        # When it is sent again
        again = customer.rent(movie, key=key, payment_method="test-timeout-once")
        # Then it is rented
        assert again.status_code == 201

    def test_a_film_that_costs_nothing_is_rented_whatever_the_payment(self, customer, admin):
        free = add_film(admin, price="0")
        rental = customer.rent(free, payment_method="test-declined").json()
        assert Decimal(rental["price"]["amount"]) == 0
        assert cancel(customer, rental["id"]).status_code == 200

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"movie_id": "x"}, "/payment_method"),
            ({"movie_id": "", "payment_method": "test-ok"}, "/movie_id"),
            ({"movie_id": "x", "payment_method": "gold"}, "/payment_method"),
            ({"movie_id": "x", "payment_method": "test-ok", "surprise": 1}, "/surprise"),
        ],
    )
    def test_bad_input_is_named(self, customer, body, pointer):
        answer = customer.post("/rentals", body, headers={"Idempotency-Key": "k"})
        assert problem(answer) == (400, "validation-error")
        assert pointer in [error["pointer"] for error in answer.json()["errors"]]

    def test_says_nothing_to_strangers(self, anyone, movie):
        assert problem(anyone.rent(movie)) == (401, "unauthenticated")
        assert problem(cancel(anyone, str(uuid4()))) == (401, "unauthenticated")


class TestCancelling:
    def test_before_the_first_play_it_is_cancelled_and_the_film_free(self, customer, movie):
        # Given
        rental = customer.rent(movie).json()
        # When it is cancelled, twice
        cancelled, again = cancel(customer, rental["id"]), cancel(customer, rental["id"])
        # Then both say so, its lists do, and the film can be rented anew
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
        assert again.content == cancelled.content
        assert cancelled.json() in customer.get("/rentals", params={"state": "cancelled"}).json()["items"]
        assert problem(play(customer, rental["id"])) == (410, "rental-expired")
        assert customer.rent(movie).status_code == 201

    def test_after_the_first_play_it_stays(self, customer, movie):
        rental = customer.rent(movie).json()
        session = play(customer, rental["id"])
        assert session.status_code == 201
        assert problem(cancel(customer, rental["id"])) == (409, "already-started")
        customer.delete(f"/playback-sessions/{session.json()['id']}")

    def test_what_has_ended_is_not_cancelled(self, anyone, platform):
        # Given a rental of the demo's history
        regular = anyone.sign_in(**platform.logins["customer"])
        expired = regular.get("/rentals", params={"state": "expired"}).json()["items"][0]
        # When / Then
        assert problem(cancel(regular, expired["id"])) == (410, "rental-expired")
        assert problem(play(regular, expired["id"])) == (410, "rental-expired")

    def test_anothers_rental_looks_like_none(self, customer, anyone, movie):
        rental = customer.rent(movie).json()
        assert problem(cancel(anyone.sign_up(), rental["id"])) == (404, "not-found")
        assert problem(cancel(customer, "nothing")) == (404, "not-found")

    def test_a_cancelled_rental_leaves_the_history(self, customer, movie):
        # Given a rental in the history
        rental = customer.rent(movie).json()

        def is_in_history() -> bool:
            return movie in [item["movie_id"] for item in customer.get("/me/history").json()["items"]]

        eventually(is_in_history)
        # When it is cancelled, its event takes it out
        cancel(customer, rental["id"])
        eventually(lambda: not is_in_history())


def test_the_sweeper_runs_and_says_what_it_did(platform):
    swept = platform.run_job("rental-sweep")
    assert set(swept) == {*OUTCOMES, "silent_sessions", "until", "behind"}
    assert swept["behind"] is False
