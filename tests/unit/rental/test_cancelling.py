"""Cancelling: before the first play, once, with the money back."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from fakes.rental import CountingPayments, InMemoryReminders, InMemoryRentals, RecordedEvents, a_rental
from rental.cancelling import Cancelling
from rental.errors import AlreadyStarted, RentalExpired
from rental.news import News
from rental.reminder import Step
from rental.rental import Rental, State
from rental.starting import Starting
from videoclub.values import Money

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@dataclass
class Desk:
    rentals: InMemoryRentals = field(default_factory=InMemoryRentals)
    reminders: InMemoryReminders = field(default_factory=InMemoryReminders)
    payments: CountingPayments = field(default_factory=CountingPayments)
    events: RecordedEvents = field(default_factory=RecordedEvents)

    @property
    def news(self) -> News:
        return News(self.events, self.reminders)

    def rental(self, **changes) -> Rental:
        rental = a_rental(NOW, **changes)
        self.payments.charge(rental.payment_id, rental.price, rental.payment_method)
        self.rentals.claim(rental, ttl=timedelta(days=30))
        return self.rentals.insert_rental(rental)

    def cancel(self, rental: Rental, now=LATER) -> Rental:
        return Cancelling(self.rentals, self.reminders, self.payments, self.news).cancel_rental(rental, now=now)

    def start(self, rental: Rental, now=LATER) -> Rental:
        return Starting(self.rentals, self.reminders, self.news).start_rental(rental, now=now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_gives_the_money_back_and_frees_the_film(desk):
    # Given a rental that nobody played
    rental = desk.rental()
    # When it is cancelled
    cancelled = desk.cancel(rental)
    # Then the money is back, the film free, the listing says so, and it is told
    assert (cancelled.state_at(LATER), cancelled.cancelled_at) == (State.CANCELLED, LATER)
    assert desk.payments.refunded == {rental.payment_id}
    assert not desk.rentals.claims
    assert desk.rentals.listed[rental.id] == cancelled
    assert [event.type for event in desk.events.told] == ["rental.cancelled"]
    assert Step.CANCELLED not in desk.reminders.steps()


def test_a_second_cancellation_gives_the_same_answer(desk):
    rental = desk.rental()
    first = desk.cancel(rental)
    second = desk.cancel(desk.rentals.recorded[rental.id], now=LATER + timedelta(hours=1))
    assert first == second
    assert len({event.event_id for event in desk.events.told}) == 1


def test_what_was_played_stays(desk):
    rental = desk.rental()
    desk.start(rental)
    with pytest.raises(AlreadyStarted):
        desk.cancel(desk.rentals.recorded[rental.id])
    assert not desk.payments.refunded


def test_a_first_play_a_moment_before_wins(desk):
    # Given a rental as it was read before somebody played it
    rental = desk.rental()
    desk.start(rental)
    # When it is cancelled, and started again, from that reading
    with pytest.raises(AlreadyStarted):
        desk.cancel(rental)
    assert desk.start(rental).first_played_at == LATER
    assert not desk.payments.refunded


def test_a_cancellation_a_moment_before_wins(desk):
    rental = desk.rental()
    desk.cancel(rental)
    with pytest.raises(RentalExpired):
        desk.start(rental)
    assert desk.rentals.recorded[rental.id].first_played_at is None


def test_what_has_ended_cannot_be_cancelled(desk):
    rental = desk.rental()
    with pytest.raises(RentalExpired):
        desk.cancel(rental, now=rental.start_by)


def test_a_provider_that_does_not_answer_leaves_a_reminder(desk):
    rental = desk.rental()
    desk.payments.is_down = True
    assert desk.cancel(rental).state_at(LATER) == State.CANCELLED
    assert Step.CANCELLED in desk.reminders.steps()


def test_a_lost_event_leaves_a_reminder(desk):
    rental = desk.rental()
    desk.events.broken = True
    assert desk.cancel(rental).state_at(LATER) == State.CANCELLED
    assert Step.CANCELLED in desk.reminders.steps()


def test_a_free_rental_has_nothing_to_give_back(desk):
    rental = desk.rental(price=Money.eur("0"))
    desk.payments.is_down = True
    desk.cancel(rental)
    assert Step.CANCELLED not in desk.reminders.steps()


def test_a_first_play_moves_the_reminder_of_the_end(desk):
    rental = desk.rental()
    started = desk.start(rental)
    [reminder] = desk.reminders.filed.values()
    assert (reminder.step, reminder.due) == (Step.EXPIRED, started.expires_at)
    assert [event.type for event in desk.events.told] == ["rental.started"]


def test_a_second_play_tells_nothing(desk):
    rental = desk.rental()
    started = desk.start(rental)
    assert desk.start(started, now=LATER + timedelta(hours=1)) == started
    assert len(desk.events.told) == 1
