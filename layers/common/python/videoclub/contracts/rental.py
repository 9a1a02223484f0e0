"""What Rental answers to other services."""

from datetime import date
from typing import Annotated

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Instant, Money, Text

RENTALS_PER_CALL = 1000
CONTINUE_WATCHING_PER_CALL = 100


class DayShardRequest(ContractModel):
    """The rentals of one shard of a UTC day, page by page: `after` is the `next` of the page before."""

    day: date
    shard: Annotated[int, Field(ge=0)]
    limit: Annotated[int, Field(ge=1, le=RENTALS_PER_CALL)] = RENTALS_PER_CALL
    after: str | None = None


class RentalFact(ContractModel):
    """A rental as the reports count it: what was recorded, and whether it was cancelled since."""

    rental_id: RentalId
    customer_id: CustomerId
    movie_id: MovieId
    price: Money
    rented_at: Instant
    cancelled_at: Instant | None = None


class DayShard(ContractModel):
    """A page of rentals. `shards` is how many shards a day has."""

    rentals: list[RentalFact]
    next: str | None = None
    shards: int


class ContinueWatchingRequest(ContractModel):
    """What has this customer begun?"""

    customer_id: CustomerId
    limit: Annotated[int, Field(ge=1, le=CONTINUE_WATCHING_PER_CALL)] = 20


class BegunFilm(ContractModel):
    """A film begun and not finished, in seconds of the media that is served."""

    rental_id: RentalId
    movie_id: MovieId
    position_s: Annotated[int, Field(ge=0)]
    duration_s: Annotated[int, Field(gt=0)]
    last_watched_at: Instant


class ContinueWatching(ContractModel):
    """What can be played on, last watched first."""

    items: list[BegunFilm]


CONTINUE_WATCHING = Operation("rental", "continue_watching", ContinueWatchingRequest, ContinueWatching)
RENTALS_OF_DAY_SHARD = Operation("rental", "rentals_of_day_shard", DayShardRequest, DayShard)


class CustomerRentalsRequest(ContractModel):
    """A customer's rentals, newest first, page by page: `after` is the `next` of the page before."""

    customer_id: CustomerId
    limit: Annotated[int, Field(ge=1, le=RENTALS_PER_CALL)] = RENTALS_PER_CALL
    after: str | None = None


class CustomerRental(ContractModel):
    """A rental as its customer may see it; it ends at `expires_at` unless it was cancelled."""

    rental_id: RentalId
    movie_id: MovieId
    movie_title: Text
    price: Money
    rented_at: Instant
    first_played_at: Instant | None = None
    cancelled_at: Instant | None = None
    expires_at: Instant


class CustomerRentals(ContractModel):
    """A page of a customer's rentals."""

    rentals: list[CustomerRental]
    next: str | None = None


RENTALS_OF_CUSTOMER = Operation("rental", "rentals_of_customer", CustomerRentalsRequest, CustomerRentals)
