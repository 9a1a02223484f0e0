"""The first play of a rental: decided once, by the authority, against a cancellation at the same moment."""

from dataclasses import dataclass
from datetime import datetime

from rental.news import News
from rental.ports import Reminders, RentalStore
from rental.reminder import Reminder, Step
from rental.rental import Rental


@dataclass(frozen=True)
class Starting:
    """Starts the watch window of rentals."""

    rentals: RentalStore
    reminders: Reminders
    news: News

    def start_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record and tell the first play; a second one changes nothing. Raises RentalExpired, ServiceUnavailable."""
        started = rental.started(now)
        if started is rental:
            return rental
        reminder = Reminder.of(started, Step.STARTED, now)
        self.reminders.file(reminder, Reminder.of(started, Step.EXPIRED, started.expires_at))
        started = self.rentals.start_rental(rental, now=now)
        self.rentals.list_rental(started)
        self.news.conclude(started, reminder, Reminder.of(rental, Step.EXPIRED, rental.expires_at))
        return started
