"""What other services may ask of Stats."""

from stats.viewing import Viewing as RentedFilm
from stats.wiring import snapshot_place, wired
from videoclub.contracts.health import Health, HealthRequest, check_health
from videoclub.contracts.personal_data import PersonalData, PersonalDataRequest, export_customer
from videoclub.contracts.stats import (
    LOCATE_SNAPSHOT,
    READ_HISTORY,
    History,
    HistoryRequest,
    SnapshotPlace,
    SnapshotRequest,
    Viewing,
)
from videoclub.ids import CustomerId
from videoclub.internal import Operations

operations = Operations("stats")


@operations.serves(READ_HISTORY)
def read_history(request: HistoryRequest) -> History:
    """The history of one customer."""
    return _history(request.customer_id, wired().histories.read_history(request.customer_id))


@operations.serves(LOCATE_SNAPSHOT)
def locate_snapshot(request: SnapshotRequest) -> SnapshotPlace:
    """Where all histories lie as files."""
    return snapshot_place()


@operations.serves(export_customer("stats"))
def export_customer_data(request: PersonalDataRequest) -> PersonalData:
    """What Stats holds on a person."""
    return PersonalData(service="stats", data=wired().customer_data.export_customer(request.customer_id))


@operations.serves(check_health("stats"))
def read_health(request: HealthRequest) -> Health:
    """Whether PostgreSQL answers."""
    return wired().health.read_health()


handler = operations.handler


def _history(customer_id: CustomerId, films: list[RentedFilm]) -> History:
    viewings = [
        Viewing(
            movie_id=film.movie_id,
            rented_at=film.rented_at,
            watched_s=film.watched_s,
            completed=film.completed_at is not None,
        )
        for film in films
    ]
    return History(customer_id=customer_id, viewings=viewings)
