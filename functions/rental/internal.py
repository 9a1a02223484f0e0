"""What other services may ask of Rental."""

from rental.positions import open_position, seal_position
from rental.rental import Rental
from rental.wiring import wired
from videoclub.contracts.health import Health, HealthRequest, check_health
from videoclub.contracts.rental import (
    RENTALS_OF_CUSTOMER,
    RENTALS_OF_DAY_SHARD,
    CustomerRental,
    CustomerRentals,
    CustomerRentalsRequest,
    DayShard,
    DayShardRequest,
    RentalFact,
)
from videoclub.internal import Operations

operations = Operations("rental")


@operations.serves(RENTALS_OF_DAY_SHARD)
def rentals_of_day_shard(request: DayShardRequest) -> DayShard:
    """A page of the rentals of one shard of a day, newest first."""
    query = {"day": request.day, "shard": request.shard}
    after = open_position(wired().cursors, request.after, query)
    rentals = wired().renting.rentals_of_day_shard(request.day, request.shard, after=after, limit=request.limit)
    last = rentals[-1].position if len(rentals) == request.limit else None
    return DayShard(
        rentals=[_fact(rental) for rental in rentals],
        next=seal_position(wired().cursors, last, query),
        shards=wired().day_shards,
    )


@operations.serves(RENTALS_OF_CUSTOMER)
def rentals_of_customer(request: CustomerRentalsRequest) -> CustomerRentals:
    """A page of a customer's rentals, newest first."""
    query = {"customer_id": request.customer_id}
    after = open_position(wired().cursors, request.after, query)
    rentals = wired().renting.rentals_of_customer(request.customer_id, after=after, limit=request.limit)
    last = rentals[-1].position if len(rentals) == request.limit else None
    return CustomerRentals(
        rentals=[_customer_rental(rental) for rental in rentals], next=seal_position(wired().cursors, last, query)
    )


@operations.serves(check_health("rental"))
def read_health(request: HealthRequest) -> Health:
    """Are Cassandra and Redis there?"""
    return wired().health.read_health()


def _fact(rental: Rental) -> RentalFact:
    return RentalFact(
        rental_id=rental.id,
        customer_id=rental.customer_id,
        movie_id=rental.movie_id,
        price=rental.price,
        rented_at=rental.rented_at,
        cancelled_at=rental.cancelled_at,
    )


def _customer_rental(rental: Rental) -> CustomerRental:
    return CustomerRental(
        rental_id=rental.id,
        movie_id=rental.movie_id,
        movie_title=rental.movie_title,
        price=rental.price,
        rented_at=rental.rented_at,
        first_played_at=rental.first_played_at,
        cancelled_at=rental.cancelled_at,
        expires_at=rental.expires_at,
    )


handler = operations.handler
