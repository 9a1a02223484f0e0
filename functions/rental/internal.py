"""What other services may ask of Rental."""

from rental.positions import open_position, seal_position
from rental.rental import Rental
from rental.wiring import wired
from videoclub.contracts.health import Health, HealthRequest, check_health
from videoclub.contracts.rental import RENTALS_OF_DAY_SHARD, DayShard, DayShardRequest, RentalFact
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


handler = operations.handler
