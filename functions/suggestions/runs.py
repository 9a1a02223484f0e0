"""The runs of the job, as admins see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suggestions.ports.lists import RunStore
from suggestions.run import RunProgress
from videoclub.cursors import Cursors
from videoclub.errors import NotFound


@dataclass(frozen=True)
class Runs:
    """What became of each run."""

    store: RunStore
    cursors: Cursors

    def list_runs(self, *, limit: int, cursor: str | None, now: datetime) -> tuple[Sequence[RunProgress], str | None]:
        """A page, the latest first, and the cursor of the next. Raises ValidationFailed for a bad cursor."""
        position = self.cursors.open(cursor, query={})
        run_ids = sorted(self.store.list_runs(), reverse=True)
        further = [run_id for run_id in run_ids if position is None or run_id < str(position[0])]
        shown = [run for run_id in further[:limit] if (run := self._find_run(run_id, now))]
        return shown, self.cursors.seal([further[limit - 1]], query={}) if len(further) > limit else None

    def read_run(self, run_id: str, *, now: datetime) -> RunProgress:
        """One run. Raises NotFound."""
        run = self._find_run(run_id, now)
        if run is None:
            raise NotFound("There is no such run, or it has been forgotten.")
        return run

    def _find_run(self, run_id: str, now: datetime) -> RunProgress | None:
        run = self.store.find_run(run_id)
        return run.after(self.store.read_parts(run_id), now=now) if run else None
