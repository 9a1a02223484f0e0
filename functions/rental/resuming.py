"""Where rentals resume: the live store's word or the durable one, whichever is newer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rental.playback_session import Progress
from rental.ports import PlaybackStore, Position, ProgressStore
from rental.rental import Rental
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, RentalId


@dataclass(frozen=True)
class ResumeRules:
    """Which shares of a film's length are worth going on from."""

    from_fraction: float
    until_fraction: float


@dataclass(frozen=True)
class Resuming:
    """Finds how far rentals are played. Only the durable store is needed."""

    sessions: PlaybackStore
    kept: ProgressStore
    rules: ResumeRules

    def latest_progress(self, rental: Rental) -> Progress | None:
        """How far the rental is played; None when it never was."""
        if rental.first_played_at is None:
            return None
        kept = self.kept.find_progress(rental.customer_id, rental.id)
        return _newer(kept, self._live([rental.id]).get(rental.id))

    def resume_position(self, progress: Progress | None) -> int:
        """Where to go on, in seconds; a film seen to its end begins anew."""
        if progress is None or progress.fraction > self.rules.until_fraction:
            return 0
        return progress.position_s

    def continue_watching(
        self, customer_id: CustomerId, *, after: Position | None, limit: int, now: datetime
    ) -> tuple[Sequence[Progress], Position | None]:
        """What is begun, not finished and still playable, last watched first, and where the next page starts."""
        kept = self.kept.progress_of_customer(customer_id)
        live = self._live([progress.rental_id for progress in kept])
        begun = sorted(
            (_newer(progress, live.get(progress.rental_id)) for progress in kept),
            key=lambda progress: progress.place,
            reverse=True,
        )
        listed = [progress for progress in begun if self._is_listed(progress, now)]
        page = [progress for progress in listed if after is None or progress.place < after]
        return page[:limit], page[limit - 1].place if len(page) > limit else None

    def _is_listed(self, progress: Progress, now: datetime) -> bool:
        begun = self.rules.from_fraction <= progress.fraction <= self.rules.until_fraction
        return begun and now < progress.playable_until

    def _live(self, rental_ids: Sequence[RentalId]) -> dict[RentalId, Progress]:
        try:
            return self.sessions.progress(rental_ids) if rental_ids else {}
        except ServiceUnavailable:
            return {}


def _newer[Kept: Progress | None](kept: Kept, live: Progress | None) -> Kept | Progress:
    if live is None or (kept is not None and live.last_watched_at <= kept.last_watched_at):
        return kept
    return live
