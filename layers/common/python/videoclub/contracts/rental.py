"""What Rental answers to other services."""

from datetime import date
from typing import Annotated

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Instant, Money

RENTALS_PER_CALL = 1000


class DayShardRequest(ContractModel):
    """The rentals of one shard of a UTC day, page by page: `after` is the `next` of the page before."""

    day: date
    shard: Annotated[int, Field(ge=0)]
    limit: Annotated[int, Field(ge=1, le=RENTALS_PER_CALL)] = RENTALS_PER_CALL
    after: str | None = None


class RentalFact(ContractModel):
    """A rental: what was recorded, and whether it was cancelled since."""

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


RENTALS_OF_DAY_SHARD = Operation("rental", "rentals_of_day_shard", DayShardRequest, DayShard)
