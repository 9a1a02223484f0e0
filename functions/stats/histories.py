"""Watch histories: to the customer page by page, to other services whole."""

from dataclasses import dataclass

from stats.ports.viewings import ViewingStore
from stats.viewing import Viewing
from videoclub.clock import rfc3339
from videoclub.cursors import Cursors
from videoclub.ids import CustomerId, RentalId
from videoclub.values import instant


@dataclass(frozen=True)
class Histories:
    """What customers rented and watched. Cancelled rentals are no part of it."""

    viewings: ViewingStore
    cursors: Cursors

    def list_viewings(
        self, customer_id: CustomerId, *, limit: int, cursor: str | None
    ) -> tuple[list[Viewing], str | None]:
        """A page, newest first, and the cursor of the next one. Raises ValidationFailed for a bad cursor."""
        query = {"customer_id": customer_id}
        position = self.cursors.open(cursor, query=query)
        before = (instant(str(position[0])), RentalId(str(position[1]))) if position else None
        found = self.viewings.read_viewings(customer_id, limit + 1, before)
        shown = found[:limit]
        if len(found) <= limit:
            return shown, None
        return shown, self.cursors.seal([rfc3339(shown[-1].rented_at), shown[-1].rental_id], query=query)

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        """A customer's whole history, oldest first; empty for somebody unknown."""
        return self.viewings.read_history(customer_id)
