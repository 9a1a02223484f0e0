"""What other services may ask of Rental."""

from rental.playback_session import Progress
from rental.positions import open_position, seal_position
from rental.rental import Rental
from rental.wiring import wired
from videoclub.clock import utc_now
from videoclub.contracts.health import Health, HealthRequest, check_health
from videoclub.contracts.personal_data import PersonalData, PersonalDataRequest, export_customer
from videoclub.contracts.rental import (
    CONTINUE_WATCHING,
    RENTALS_OF_CUSTOMER,
    RENTALS_OF_DAY_SHARD,
    BegunFilm,
    ContinueWatching,
    ContinueWatchingRequest,
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
        shards=wired().day_shards.of(request.day),
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


@operations.serves(CONTINUE_WATCHING)
def continue_watching(request: ContinueWatchingRequest) -> ContinueWatching:
    """What the customer has begun and can play on."""
    begun, _ = wired().resuming.continue_watching(request.customer_id, after=None, limit=request.limit, now=utc_now())
    return ContinueWatching(items=[_begun_film(progress) for progress in begun])


@operations.serves(export_customer("rental"))
def export_customer_data(request: PersonalDataRequest) -> PersonalData:
    """What Rental holds on a person."""
    return PersonalData(service="rental", data=wired().customer_data.export_customer(request.customer_id))


@operations.serves(check_health("rental"))
def read_health(request: HealthRequest) -> Health:
    """Are Cassandra and Redis there?"""
    return wired().health.read_health()


def _begun_film(progress: Progress) -> BegunFilm:
    return BegunFilm(
        rental_id=progress.rental_id,
        movie_id=progress.movie_id,
        position_s=progress.position_s,
        duration_s=progress.duration_s,
        last_watched_at=progress.last_watched_at,
    )


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
