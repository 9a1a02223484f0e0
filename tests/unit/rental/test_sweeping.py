"""The sweeper finishes what was left half-done, and tells what has expired."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from fakes.rental import CountingPayments, FixedQuotes, InMemoryReminders, InMemoryRentals, RecordedEvents
from rental.cancelling import Cancelling
from rental.errors import RequestInProgress
from rental.news import News
from rental.reminder import Reminder, Step, minute_of
from rental.rental import Rental
from rental.renting import RentalRequest, Renting
from rental.starting import Starting
from rental.sweeping import GIVE_UP_AFTER, LATE_CHARGE_AFTER, LOOK_AFTER, LOOK_AGAIN_AFTER, Outcome, Sweeping, Tally
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, RentalId

NOW = datetime(2026, 11, 21, 20, 0, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DUE = LOOK_AFTER + MINUTE
HOUR = timedelta(hours=1)


class Crash(BaseException):
    """The environment dies."""


@dataclass
class Shop:
    rentals: InMemoryRentals = field(default_factory=InMemoryRentals)
    reminders: InMemoryReminders = field(default_factory=lambda: InMemoryReminders(progress=minute_of(NOW)))
    quotes: FixedQuotes = field(default_factory=FixedQuotes)
    payments: CountingPayments = field(default_factory=CountingPayments)
    events: RecordedEvents = field(default_factory=RecordedEvents)

    @property
    def news(self) -> News:
        return News(self.events, self.reminders)

    @property
    def renting(self) -> Renting:
        return Renting(self.rentals, self.reminders, self.quotes, self.payments, self.news)

    @property
    def cancelling(self) -> Cancelling:
        return Cancelling(self.rentals, self.reminders, self.payments, self.news)

    @property
    def starting(self) -> Starting:
        return Starting(self.rentals, self.reminders, self.news)

    def rent(self, key="key", now=NOW) -> Rental:
        movie_id = next(iter(self.quotes.quotes), None) or self.quotes.offer().movie_id
        return self.renting.rent_movie(RentalRequest(CustomerId("ana"), movie_id, "test-ok", key), now=now)

    def sweep(self, at: datetime, *, deadline: timedelta = HOUR) -> Tally:
        sweeping = Sweeping(self.rentals, self.reminders, self.payments, self.news, self.renting, self.cancelling)
        return sweeping.sweep(clock=lambda: at, deadline=at + deadline)

    def told(self) -> list[str]:
        return [event.type for event in self.events.told]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def dies(*_, **__):
    raise Crash


def died_at(shop: Shop, monkeypatch: pytest.MonkeyPatch, part: object, method: str) -> None:
    """A request that rents, and dies when it calls this method."""
    with monkeypatch.context() as patch:
        patch.setattr(type(part), method, dies)
        with pytest.raises(Crash):
            shop.rent()


@pytest.mark.parametrize(
    ("part", "method"),
    [("payments", "charge"), ("rentals", "insert_rental"), ("rentals", "list_rental"), ("events", "publish")],
)
def test_finishes_a_rental_that_died_half_way(shop, monkeypatch, part, method):
    # Given
    died_at(shop, monkeypatch, getattr(shop, part), method)
    # When
    tally = shop.sweep(NOW + DUE)
    # Then it is recorded, listed, paid and told, once
    [rental] = shop.rentals.recorded.values()
    assert shop.rentals.listed == {rental.id: rental}
    assert list(shop.payments.charged) == [rental.payment_id]
    assert shop.told() == ["rental.created"]
    assert tally.outcomes == Counter({Outcome.FINISHED: 1})
    # And the next sweep finds nothing
    assert not shop.sweep(NOW + 2 * DUE).outcomes


def test_a_request_that_died_before_its_claim_leaves_nothing(shop, monkeypatch):
    died_at(shop, monkeypatch, shop.rentals, "claim")
    assert shop.sweep(NOW + DUE).outcomes == Counter({Outcome.NOTHING: 1})
    assert not shop.rentals.recorded
    assert not shop.payments.charged


def test_leaves_requests_that_may_still_run_alone(shop, monkeypatch):
    died_at(shop, monkeypatch, shop.rentals, "insert_rental")
    assert not shop.sweep(NOW + LOOK_AFTER).outcomes
    assert not shop.rentals.recorded


def test_tells_what_the_bus_did_not_take(shop):
    shop.events.broken = True
    shop.rent()
    shop.events.broken = False
    shop.sweep(NOW + DUE)
    assert shop.told() == ["rental.created"]


def test_puts_off_what_it_cannot_tell(shop):
    # Given a bus that stays away
    shop.events.broken = True
    shop.rent()
    assert shop.sweep(NOW + DUE).outcomes == Counter({Outcome.PUT_OFF: 1})
    # When it is back
    shop.events.broken = False
    shop.sweep(NOW + DUE + LOOK_AGAIN_AFTER + DUE)
    assert shop.told() == ["rental.created"]


def test_a_rental_that_something_is_wrong_with_holds_up_no_other(shop, monkeypatch):
    # Given two rentals half-done, one of which breaks the sweeper
    died_at(shop, monkeypatch, shop.rentals, "list_rental")
    [rental] = shop.rentals.recorded.values()
    broken = Reminder(Step.CREATED, NOW, RentalId("broken"), rental.customer_id, rental.movie_id)
    shop.reminders.file(broken)
    find_rental = InMemoryRentals.find_rental

    def find(self, rental_id):
        if rental_id == broken.rental_id:
            raise ValueError("a bug")
        return find_rental(self, rental_id)

    monkeypatch.setattr(InMemoryRentals, "find_rental", find)
    # When / Then
    assert shop.sweep(NOW + DUE).outcomes == Counter({Outcome.FINISHED: 1, Outcome.PUT_OFF: 1})


def test_gives_up_what_cannot_be_paid(shop):
    # Given a provider that does not charge, and says so
    shop.payments.lose_charges = True
    with pytest.raises(RequestInProgress):
        shop.rent("first")
    # When an hour has passed
    assert shop.sweep(NOW + DUE).outcomes == Counter({Outcome.PUT_OFF: 1})
    late = NOW + GIVE_UP_AFTER + 2 * LOOK_AGAIN_AFTER
    assert shop.sweep(late).outcomes == Counter({Outcome.GIVEN_UP: 1})
    # Then the film is free
    shop.payments.lose_charges = False
    assert shop.rent("second", now=late).rented_at == late
    # And a charge that turns up late is given back
    [reminder] = [one for one in shop.reminders.filed.values() if one.step == Step.CREATED]
    late_charge = f"rental-{reminder.rental_id}"
    shop.payments.charge(late_charge, shop.quotes.offer().price, "test-ok")
    shop.sweep(late + LATE_CHARGE_AFTER + DUE)
    assert shop.payments.refunded == {late_charge}


def test_a_declined_payment_frees_the_film(shop, monkeypatch):
    died_at(shop, monkeypatch, shop.payments, "charge")
    shop.payments.declines = True
    assert shop.sweep(NOW + DUE).outcomes == Counter({Outcome.GIVEN_UP: 1})
    assert not shop.rentals.claims


def test_gives_back_what_was_charged_without_a_claim(shop, monkeypatch):
    # Given a charge whose claim another request gave up
    died_at(shop, monkeypatch, shop.rentals, "insert_rental")
    [claimed] = shop.rentals.claims.values()
    shop.rentals.release(claimed.customer_id, claimed.movie_id, claimed.id)
    # When
    shop.sweep(NOW + DUE)
    # Then
    assert shop.payments.refunded == {claimed.payment_id}
    assert not shop.rentals.recorded


@pytest.mark.parametrize("method", ["list_rental", "release"])
def test_finishes_a_cancellation_that_died_half_way(shop, monkeypatch, method):
    # Given
    rental = shop.rent()
    with monkeypatch.context() as patch:
        patch.setattr(InMemoryRentals, method, dies)
        with pytest.raises(Crash):
            shop.cancelling.cancel_rental(rental, now=NOW + MINUTE)
    # When
    shop.sweep(NOW + MINUTE + DUE)
    # Then
    assert shop.payments.refunded == {rental.payment_id}
    assert shop.rentals.listed[rental.id].cancelled_at == NOW + MINUTE
    assert not shop.rentals.claims
    assert shop.told() == ["rental.created", "rental.cancelled"]


def test_refunds_when_the_provider_answers_again(shop):
    rental = shop.rent()
    shop.payments.is_down = True
    shop.cancelling.cancel_rental(rental, now=NOW)
    shop.payments.is_down = False
    shop.sweep(NOW + DUE)
    assert shop.payments.refunded == {rental.payment_id}


def test_finishes_a_first_play_that_died_half_way(shop, monkeypatch):
    # Given
    rental = shop.rent()
    with monkeypatch.context() as patch:
        patch.setattr(InMemoryRentals, "list_rental", dies)
        with pytest.raises(Crash):
            shop.starting.start_rental(rental, now=NOW + MINUTE)
    # When
    shop.sweep(NOW + MINUTE + DUE)
    # Then
    assert shop.rentals.listed[rental.id].first_played_at == NOW + MINUTE
    assert shop.told() == ["rental.created", "rental.started"]


@pytest.mark.parametrize("played_after", [None, timedelta(days=2), timedelta(days=29, hours=23)])
def test_tells_the_end_of_a_rental_once(shop, played_after):
    # Given a rental, played or not
    rental = shop.rent()
    if played_after is not None:
        rental = shop.starting.start_rental(rental, now=NOW + played_after)
    # When its time is over, and long after
    shop.sweep(rental.expires_at + LOOK_AFTER)
    assert "rental.expired" not in shop.told()
    shop.sweep(rental.expires_at + DUE)
    shop.sweep(rental.expires_at + timedelta(days=40))
    # Then that is told once, and the film is free
    assert shop.told().count("rental.expired") == 1
    assert shop.events.told[-1].occurred_at == rental.expires_at
    assert not shop.rentals.claims


def test_a_rental_that_was_told_expired_is_not_started_by_a_slow_clock(shop):
    rental = shop.rent()
    shop.sweep(rental.expires_at + DUE)
    with pytest.raises(Exception, match="ended"):
        shop.starting.start_rental(rental, now=rental.expires_at - MINUTE)


def test_a_cancelled_rental_does_not_expire(shop):
    rental = shop.rent()
    shop.cancelling.cancel_rental(rental, now=NOW)
    shop.sweep(rental.expires_at + DUE)
    assert "rental.expired" not in shop.told()


def test_stops_before_its_deadline_and_goes_on_there(shop):
    shop.events.broken = True
    shop.rent()
    shop.events.broken = False
    stopped = shop.sweep(NOW + DUE, deadline=timedelta(seconds=5))
    assert (stopped.behind, stopped.until, shop.told()) == (True, minute_of(NOW), [])
    assert not shop.sweep(NOW + DUE).behind
    assert shop.told() == ["rental.created"]


def test_a_store_that_is_away_loses_nothing(shop, monkeypatch):
    died_at(shop, monkeypatch, shop.rentals, "list_rental")
    shop.reminders.broken = True
    with pytest.raises(ServiceUnavailable):
        shop.sweep(NOW + DUE)
    shop.reminders.broken = False
    shop.sweep(NOW + DUE)
    assert shop.told() == ["rental.created"]
