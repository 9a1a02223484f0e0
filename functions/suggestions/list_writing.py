"""Writes the lists of one part of the customers, as a run planned it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from suggestions.composing import Composer
from suggestions.editions import Editions
from suggestions.movie_list import MovieList, version_at
from suggestions.ports.building import HistorySnapshots, Plan
from suggestions.ports.lists import ListWriter, RunStore
from suggestions.run import PartDone
from videoclub.clock import Clock
from videoclub.ids import CustomerId, MovieId

CUSTOMERS_AT_ONCE = 1_000


@dataclass(frozen=True)
class ListWriting:
    """What those do who get parts of a run. Doing a part again is harmless."""

    snapshots: HistorySnapshots
    editions: Editions
    runs: RunStore
    lists: ListWriter
    clock: Clock

    def write_part(self, run_id: str, part: int) -> PartDone:
        """Read the histories of a part, make a list for each customer, and record that it is done.

        A customer whose list has seen a later rental keeps it. Raises ServiceUnavailable.
        """
        plan, composer = self.editions.of_run(run_id)
        written = newer = 0
        for some in batched(self._histories(plan, part), CUSTOMERS_AT_ONCE, strict=False):
            taken, kept = self.lists.write_suggestions(_lists(plan, composer, some))
            written, newer = written + taken, newer + kept
        done = PartDone(part=part, written=written, newer=newer, finished_at=self.clock())
        self.runs.write_part(run_id, done)
        return done

    def _histories(self, plan: Plan, part: int) -> Iterator[tuple[CustomerId, list[MovieId]]]:
        for key in plan.parts[part]:
            yield from self.snapshots.read_shard(key).until(plan.edition.generated_at).histories()


def _lists(
    plan: Plan, composer: Composer, histories: tuple[tuple[CustomerId, list[MovieId]], ...]
) -> Iterator[tuple[CustomerId, MovieList]]:
    at, version = plan.edition.generated_at, version_at(plan.histories_as_of)
    composed = composer.compose([films for _, films in histories])
    for (customer_id, _), items in zip(histories, composed, strict=True):
        yield customer_id, MovieList(items, at, version)
