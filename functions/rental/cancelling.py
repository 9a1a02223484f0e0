"""Cancelling a rental before its first play: the money goes back once, and the film can be rented again."""

from dataclasses import dataclass
from datetime import datetime

from rental.news import News
from rental.ports import Payments, PaymentUncertain, Reminders, RentalStore
from rental.reminder import Reminder, Step
from rental.rental import Rental
from videoclub.log import logger


@dataclass(frozen=True)
class Cancelling:
    """Cancels rentals."""

    rentals: RentalStore
    reminders: Reminders
    payments: Payments
    news: News

    def cancel_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Cancel, refund and tell; repeatable. Raises AlreadyStarted, RentalExpired, ServiceUnavailable.

        The authority decides between this and a first play at the same moment.
        """
        cancelled = rental.cancelled(now)
        reminder = Reminder.of(rental, Step.CANCELLED, now)
        self.reminders.file(reminder)
        if cancelled is not rental:
            cancelled = self.rentals.cancel_rental(rental, now=now)
        try:
            self.finish(cancelled)
        except PaymentUncertain:  # it is cancelled all the same; the sweeper sees to the money
            logger("rental").exception("refund_uncertain", rental_id=rental.id)
        else:
            self.news.conclude(cancelled, reminder)
        return cancelled

    def finish(self, cancelled: Rental) -> None:
        """List, refund and release what was cancelled; whoever comes by may do it. Raises PaymentUncertain."""
        self.rentals.list_rental(cancelled)
        self.rentals.release(cancelled.customer_id, cancelled.movie_id, cancelled.id)
        if not cancelled.is_free:
            self.payments.refund(cancelled.payment_id)
