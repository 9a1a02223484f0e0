"""Finishes what was left half-done: by a crash, a lost answer, a provider or a bus that did not answer.

Every reminder that is still there some minutes after its time is looked at once. Each look may be repeated, and by
several sweepers at once: it only does again what its step does.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import repeat

from rental.cancelling import Cancelling
from rental.ending import is_over_for_good
from rental.errors import PaymentDeclined, RequestInProgress
from rental.news import News
from rental.ports import Payments, PaymentUncertain, Reminders, RentalStore
from rental.reminder import MINUTE, Reminder, Step, minute_of, minutes_between
from rental.rental import Rental, State, payment_id_of
from rental.renting import Renting
from videoclub.clock import Clock
from videoclub.errors import ServiceUnavailable
from videoclub.log import logger

LOOK_AFTER = timedelta(minutes=5)
"""A minute's reminders are looked at this long after it: clocks may differ by two minutes either way, and requests
that are still running are left alone."""
LOOK_AGAIN_AFTER = timedelta(minutes=10)
"""What cannot be settled now is put off by this much."""
GIVE_UP_AFTER = timedelta(hours=1)
"""A film claimed this long ago, without an answer on its payment, is free again."""
LATE_CHARGE_AFTER = timedelta(days=1)
"""What was given up is looked at once more by then, and a charge that turned up is refunded."""
LOOK_BACK_AT_FIRST = timedelta(days=1)
"""Where the first sweep of an installation begins."""
LOOKS_AT_ONCE = 8
STOP_BEFORE_DEADLINE = timedelta(seconds=10)
"""A sweep begins no new minute when its time is nearly up; the next one goes on there."""


class Outcome(StrEnum):
    """What a look came to."""

    NOTHING = "nothing"
    """The step never happened, or is told already."""
    FINISHED = "finished"
    """It is complete and told now."""
    GIVEN_UP = "given_up"
    """It could not be paid: the film is free again, and what was charged is refunded."""
    PUT_OFF = "put_off"
    """It cannot be settled now."""


@dataclass(frozen=True)
class Tally:
    """What a sweep did. `until` is the first minute it left to the next one, `behind` whether that is in the past."""

    outcomes: Counter[Outcome]
    until: datetime
    behind: bool


@dataclass(frozen=True)
class Sweeping:
    """Sweeps rentals."""

    rentals: RentalStore
    reminders: Reminders
    payments: Payments
    news: News
    renting: Renting
    cancelling: Cancelling

    def sweep(self, *, clock: Clock, deadline: datetime) -> Tally:
        """Go through the minutes that are due, in order, until all are done or `deadline` is near.

        Raises ServiceUnavailable when the store does not answer; nothing is lost, the next sweep begins there.
        """
        outcomes = Counter[Outcome]()
        end = clock() - LOOK_AFTER
        until = self.reminders.read_progress() or minute_of(end - LOOK_BACK_AT_FIRST)
        with ThreadPoolExecutor(LOOKS_AT_ONCE) as pool:
            for minute in minutes_between(until, end):
                if clock() + STOP_BEFORE_DEADLINE > deadline:
                    return Tally(outcomes, until, behind=True)
                if due := self.reminders.due_in(minute):
                    outcomes.update(pool.map(self._look, due, repeat(clock())))
                    self.reminders.tear_up(*due)
                until = minute + MINUTE
                self.reminders.save_progress(until)
        return Tally(outcomes, until, behind=False)

    def _look(self, reminder: Reminder, now: datetime) -> Outcome:
        try:
            return self._steps[reminder.step](reminder, now)
        except (PaymentUncertain, RequestInProgress, ServiceUnavailable):
            logger("rental").info("put_off", rental_id=reminder.rental_id, step=reminder.step)
        except Exception:  # noqa: BLE001 - one rental that something is wrong with must not hold up the others
            logger("rental").exception("look_failed", rental_id=reminder.rental_id, step=reminder.step)
        self.reminders.file(replace(reminder, due=now + LOOK_AGAIN_AFTER))
        return Outcome.PUT_OFF

    @property
    def _steps(self) -> dict[Step, Callable[[Reminder, datetime], Outcome]]:
        return {
            Step.CREATED: self._see_to_created,
            Step.STARTED: self._see_to_started,
            Step.CANCELLED: self._see_to_cancelled,
            Step.EXPIRED: self._see_to_expired,
        }

    def _see_to_created(self, reminder: Reminder, now: datetime) -> Outcome:
        rental = self.rentals.find_rental(reminder.rental_id)
        if rental is not None:
            self.rentals.list_rental(rental)
        else:
            claimed = self.rentals.find_claim(reminder.customer_id, reminder.movie_id)
            if claimed is None or claimed.id != reminder.rental_id:
                return self._see_to_unclaimed(reminder, now)
            if now - claimed.rented_at > GIVE_UP_AFTER and self._is_unpaid(claimed):
                self._give_up(reminder, now)
                self.reminders.file(replace(reminder, due=now + LATE_CHARGE_AFTER))
                return Outcome.GIVEN_UP
            try:
                rental = self.renting.finish(claimed)
            except PaymentDeclined:
                return Outcome.GIVEN_UP
        self.news.tell(rental, Step.CREATED)
        return Outcome.FINISHED

    def _see_to_unclaimed(self, reminder: Reminder, now: datetime) -> Outcome:
        """It was refused, declined or given up, or died before it claimed: nothing may be charged for it."""
        if self.payments.find_charge(payment_id_of(reminder.rental_id)) is None:
            return Outcome.NOTHING
        self._give_up(reminder, now)
        return Outcome.GIVEN_UP

    def _give_up(self, reminder: Reminder, now: datetime) -> None:
        """Let the authority decide that this will be no rental; then free the film and give the money back."""
        if not self.rentals.give_up_rental(reminder.rental_id, now=now):
            raise RequestInProgress("It has just been recorded.")
        self.rentals.release(reminder.customer_id, reminder.movie_id, reminder.rental_id)
        self.payments.refund(payment_id_of(reminder.rental_id))

    def _is_unpaid(self, claimed: Rental) -> bool:
        return not claimed.is_free and self.payments.find_charge(claimed.payment_id) is None

    def _see_to_started(self, reminder: Reminder, now: datetime) -> Outcome:
        rental = self.rentals.find_rental(reminder.rental_id)
        if rental is None or rental.first_played_at is None:
            return Outcome.NOTHING
        self.rentals.list_rental(rental)
        self.news.tell(rental, Step.STARTED)
        return Outcome.FINISHED

    def _see_to_cancelled(self, reminder: Reminder, now: datetime) -> Outcome:
        rental = self.rentals.find_rental(reminder.rental_id)
        if rental is None or rental.cancelled_at is None:
            return Outcome.NOTHING
        self.cancelling.finish(rental)
        self.news.tell(rental, Step.CANCELLED)
        return Outcome.FINISHED

    def _see_to_expired(self, reminder: Reminder, now: datetime) -> Outcome:
        rental = self.rentals.find_rental(reminder.rental_id)
        if rental is None or not self._ends_by(rental, reminder, now):
            return Outcome.NOTHING
        self.rentals.release(rental.customer_id, rental.movie_id, rental.id)
        self.news.tell(rental, Step.EXPIRED)
        return Outcome.FINISHED

    def _ends_by(self, rental: Rental, reminder: Reminder, now: datetime) -> bool:
        """Whether it has expired by this reminder; a first play has filed another one."""
        expired = rental.state_at(now) == State.EXPIRED and reminder.due >= rental.expires_at
        return expired and is_over_for_good(self.rentals, rental, now)
