"""What Rental tells is taken in: each event once, whenever it comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from stats.ports.viewings import ViewingStore
from videoclub.events import AnyRentalEvent


@dataclass(frozen=True)
class Ingest:
    """Gathers viewings from events."""

    viewings: ViewingStore

    def take_events(self, events: Sequence[AnyRentalEvent]) -> int:
        """Take in events, all or none; answers how many were new. Raises ServiceUnavailable."""
        return self.viewings.record_events(events)
