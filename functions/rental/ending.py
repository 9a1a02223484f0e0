"""When a rental is over, so that nothing may bring it back: then its film is free for the customer to rent again."""

from datetime import datetime

from rental.ports import RentalStore
from rental.rental import Rental, State


def is_over_for_good(rentals: RentalStore, rental: Rental, now: datetime) -> bool:
    """Whether it has ended at `now`; one that nobody started is closed first.

    Without that, an environment whose clock is slow could still start it when its film is already rented anew.
    """
    if rental.state_at(now) == State.EXPIRED and rental.first_played_at is None:
        rental = rentals.close_rental(rental, now=now)
    return not rental.is_playable_at(now)
