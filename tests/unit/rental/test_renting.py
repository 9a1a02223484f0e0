"""Renting: once, for the price agreed, whatever fails on the way."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes.rental import (
    CountingPayments,
    FixedQuotes,
    InMemoryReminders,
    InMemoryRentals,
    RecordedEvents,
    a_rental,
)
from rental.errors import (
    AlreadyRented,
    IdempotencyKeyReused,
    MovieArchived,
    PaymentDeclined,
    PriceChanged,
    RequestInProgress,
)
from rental.news import News
from rental.reminder import Step
from rental.rental import State, payment_id_of
from rental.renting import RentalRequest, Renting
from videoclub.errors import NotFound
from videoclub.ids import CustomerId, MovieId
from videoclub.values import Money

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


@dataclass
class Shop:
    rentals: InMemoryRentals = field(default_factory=InMemoryRentals)
    reminders: InMemoryReminders = field(default_factory=InMemoryReminders)
    quotes: FixedQuotes = field(default_factory=FixedQuotes)
    payments: CountingPayments = field(default_factory=CountingPayments)
    events: RecordedEvents = field(default_factory=RecordedEvents)

    @property
    def renting(self) -> Renting:
        return Renting(self.rentals, self.reminders, self.quotes, self.payments, News(self.events, self.reminders))

    def request(self, key: str = "key", customer: str = "ana", **changes) -> RentalRequest:
        movie_id = next(iter(self.quotes.quotes), None) or self.quotes.offer().movie_id
        return replace(RentalRequest(CustomerId(customer), movie_id, "test-ok", key), **changes)

    def rent(self, *args, now=NOW, **changes):
        return self.renting.rent_movie(self.request(*args, **changes), now=now)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_freezes_price_and_windows(shop):
    # Given a rental
    rental = shop.rent()
    # When the film gets dearer
    shop.quotes.offer(movie_id=rental.movie_id, price=Money.eur("9.99"))
    # Then the rental is as it was agreed
    kept = shop.renting.read_rental(rental.customer_id, rental.id)
    assert (kept.price, kept.start_within, kept.watch_within) == (
        Money.eur("3.99"),
        timedelta(days=30),
        timedelta(hours=48),
    )


def test_rents_and_charges_once_for_one_key(shop):
    first = shop.rent()
    again = shop.rent(now=NOW + timedelta(hours=3))
    assert again == first
    assert len(shop.payments.charged) == 1
    assert len({event.event_id for event in shop.events.told}) == 1


def test_refuses_a_key_used_for_something_else(shop):
    shop.rent()
    with pytest.raises(IdempotencyKeyReused):
        shop.rent(payment_method="free-credit")


def test_keys_of_two_customers_do_not_meet(shop):
    assert shop.rent(customer="ana").id != shop.rent(customer="bob").id


def test_refuses_a_second_live_rental_and_names_the_first(shop):
    first = shop.rent("first")
    with pytest.raises(AlreadyRented) as refusal:
        shop.rent("second")
    assert refusal.value.links == {"rental": f"/rentals/{first.id}"}
    assert len(shop.payments.charged) == 1


def test_tells_that_a_film_was_rented(shop):
    rental = shop.rent()
    [event] = shop.events.told
    assert (event.type, event.rental_id, event.price) == ("rental.created", rental.id, Money.eur("3.99"))


def test_a_lost_event_does_not_lose_the_rental(shop):
    shop.events.broken = True
    assert shop.rent().state_at(NOW) == State.READY
    # And there is a reminder to tell it later
    assert Step.CREATED in shop.reminders.steps()


def test_a_rental_that_is_complete_leaves_a_reminder_of_its_end_only(shop):
    rental = shop.rent()
    [reminder] = shop.reminders.filed.values()
    assert (reminder.step, reminder.due) == (Step.EXPIRED, rental.start_by)


def test_a_film_that_costs_nothing_charges_nothing(shop):
    shop.quotes.offer(price=Money.eur("0"))
    assert shop.rent(payment_method="test-declined").state_at(NOW) == State.READY
    assert not shop.payments.charged


def test_a_payment_given_back_is_not_taken_for_paid(shop):
    # Given a request whose charge was given back, as nobody had recorded its rental
    request = shop.request()
    payment_id = payment_id_of(request.rental_id)
    shop.payments.charge(payment_id, Money.eur("3.99"), "test-ok")
    shop.payments.refund(payment_id)
    # When its customer asks again
    with pytest.raises(PaymentDeclined):
        shop.rent()
    # Then the film is free for another request
    assert shop.rent("another").id in shop.rentals.recorded


def test_a_request_that_the_sweeper_gave_up_gets_its_money_back(shop):
    # Given a request that stopped for so long that it was given up
    shop.rentals.give_up_rental(shop.request().rental_id, now=NOW)
    # When it goes on
    with pytest.raises(PaymentDeclined):
        shop.rent()
    # Then nothing stays charged, and the film is free
    assert set(shop.payments.charged) == shop.payments.refunded
    assert not shop.rentals.claims


def test_refuses_an_unknown_film(shop):
    with pytest.raises(NotFound):
        shop.rent(movie_id=MovieId("nothing"))


def test_refuses_an_archived_film(shop):
    shop.quotes.offer(archived=True)
    with pytest.raises(MovieArchived):
        shop.rent()


def test_refuses_when_the_price_moved_and_tells_the_new_one(shop):
    with pytest.raises(PriceChanged) as refusal:
        shop.rent(expected_price=Money.eur("2.99"))
    assert refusal.value.extensions["price"] == {"amount": "3.99", "currency": "EUR"}


def test_a_declined_payment_leaves_nothing_behind(shop):
    # Given a payment that was declined
    shop.payments.declines = True
    with pytest.raises(PaymentDeclined):
        shop.rent()
    assert not shop.rentals.recorded
    # When the same request comes again and is paid
    shop.payments.declines = False
    # Then it is rented
    assert shop.rent().id in shop.rentals.recorded


def test_a_payment_that_answers_too_late_counts(shop):
    shop.payments.lose_answers = True
    rental = shop.rent()
    assert list(shop.payments.charged) == [rental.payment_id]


def test_an_unsettled_payment_keeps_the_claim_for_the_same_key(shop):
    # Given a provider that neither charges nor answers
    shop.payments.lose_charges = True
    with pytest.raises(RequestInProgress):
        shop.rent()
    # When it is back and the customer asks again
    shop.payments.lose_charges = False
    rental = shop.rent(now=NOW + timedelta(minutes=2))
    # Then the rental is the one that was claimed, charged once
    assert rental.rented_at == NOW
    assert len(shop.payments.charged) == 1


def test_finishes_what_a_request_that_died_had_claimed(shop):
    # Given a claim whose request died before it charged
    request = shop.request("died")
    dead = a_rental(NOW, id=request.rental_id, customer_id=request.customer_id, movie_id=request.movie_id)
    shop.rentals.claim(dead, ttl=timedelta(days=30))
    # When the customer tries anew under another key
    with pytest.raises(AlreadyRented):
        shop.rent("new")
    # Then the first rental is there, and paid
    assert dead.id in shop.rentals.recorded
    assert list(shop.payments.charged) == [dead.payment_id]


def test_shows_a_rental_to_its_customer_only(shop):
    rental = shop.rent(customer="ana")
    with pytest.raises(NotFound):
        shop.renting.read_rental(CustomerId("bob"), rental.id)


def test_pages_the_rentals_in_one_state(shop):
    # Given rentals of three films, one of them expired
    ana = CustomerId("ana")
    old = a_rental(NOW - timedelta(days=40), customer_id=ana)
    live = [a_rental(NOW - timedelta(days=days), customer_id=ana) for days in (1, 2, 3)]
    for rental in (old, *live):
        shop.rentals.list_rental(shop.rentals.insert_rental(rental))
    # When the ready ones are read by two
    first, after = shop.renting.list_rentals(ana, state=State.READY, after=None, limit=2, now=NOW)
    second, end = shop.renting.list_rentals(ana, state=State.READY, after=after, limit=2, now=NOW)
    # Then the expired one is not among them and the last page says so
    assert [*first, *second] == live
    assert end is None


def test_the_page_that_ends_the_list_has_no_next(shop):
    rental = shop.rent()
    page, after = shop.renting.list_rentals(rental.customer_id, state=None, after=None, limit=1, now=NOW)
    assert (list(page), after) == ([rental], None)


def test_a_past_rental_keeps_its_first_play_and_frees_the_film(shop):
    # Given a rental of last week that was played the same evening
    quote = shop.quotes.offer()
    played_at = NOW - timedelta(days=7)
    past = a_rental(played_at - timedelta(hours=1), movie_id=quote.movie_id, first_played_at=played_at)
    # When it is recorded, twice
    recorded = [shop.renting.record_past_rental(past, now=NOW) for _ in range(2)]
    # Then it is over, once, without an event, and the film can be rented again
    assert recorded[0] == recorded[1] == shop.renting.read_rental(past.customer_id, past.id)
    assert (recorded[0].first_played_at, recorded[0].state_at(NOW)) == (played_at, State.EXPIRED)
    assert not shop.events.told
    assert shop.rent(customer=past.customer_id).movie_id == past.movie_id


def test_a_past_rental_that_is_still_live_holds_the_film(shop):
    quote = shop.quotes.offer()
    live = a_rental(NOW - timedelta(days=1), movie_id=quote.movie_id)
    shop.renting.record_past_rental(live, now=NOW)
    with pytest.raises(AlreadyRented):
        shop.rent(customer=live.customer_id)


def test_a_claim_that_outlived_its_rental_does_not_hold_the_film(shop):
    # Given a rental that has expired, whose claim the store still has
    first = shop.rent("first")
    later = first.expires_at + timedelta(minutes=1)
    # When the customer rents the film again
    second = shop.rent("second", now=later)
    # Then it is a new rental
    assert second.id != first.id
    assert second.rented_at == later
