"""What Stats answers to other services."""

from typing import Annotated

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.ids import CustomerId, MovieId
from videoclub.values import Instant


class Viewing(ContractModel):
    """A film a customer rented; `watched_s` is how many seconds of it were played."""

    movie_id: MovieId
    rented_at: Instant
    watched_s: Annotated[int, Field(ge=0)] = 0
    completed: bool = False


class History(ContractModel):
    """What one customer rented, oldest first."""

    customer_id: CustomerId
    viewings: list[Viewing]


class HistoryRequest(ContractModel):
    """The history of one customer."""

    customer_id: CustomerId


class SnapshotRequest(ContractModel):
    """Nothing to say."""


class SnapshotPlace(ContractModel):
    """Where the snapshot of all histories lies on S3: its manifest, and the prefix of the keys that it names.

    The form of the files is in docs/histories.md. There is no manifest until the first snapshot was made.
    """

    bucket: str
    manifest_key: str
    prefix: str


READ_HISTORY = Operation("stats", "read_history", HistoryRequest, History)
LOCATE_SNAPSHOT = Operation("stats", "locate_snapshot", SnapshotRequest, SnapshotPlace)
