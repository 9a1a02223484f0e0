"""What lists are made by, kept by each environment: a model takes longer to load than most messages to work on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from suggestions.composing import Composer
from suggestions.numbered_model import NumberedModel
from suggestions.picking import Rules
from suggestions.ports.building import ModelStore, Plan, PlanStore

LOOKED_FOR_EVERY = timedelta(seconds=30)
"""After so long it is asked whether a later run has made its plan."""


@dataclass
class Editions:
    """The composer of a run, or of the latest one; the last that was asked for is kept, and its model."""

    plans: PlanStore
    models: ModelStore
    rules: Rules
    _kept: tuple[Plan, Composer] | None = None
    _model: tuple[str, NumberedModel] | None = None
    _looked_at: datetime | None = None

    def of_run(self, run_id: str) -> tuple[Plan, Composer]:
        """What the lists of a run are made by. Raises ServiceUnavailable."""
        if self._kept is None or self._kept[0].run_id != run_id:
            plan = self.plans.read_plan(run_id)
            self._kept = plan, Composer(plan.edition, self._read_model(plan.model_version), self.rules)
        return self._kept

    def latest(self, *, now: datetime) -> Composer | None:
        """What lists are made by now; None before the first run. Raises ServiceUnavailable."""
        if self._kept is None or self._looked_at is None or now >= self._looked_at + LOOKED_FOR_EVERY:
            run_id = self.plans.find_latest()
            if run_id is None:
                return None
            self.of_run(run_id)
            self._looked_at = now
        return self._kept[1] if self._kept else None

    def _read_model(self, version: str | None) -> NumberedModel | None:
        if version is None:
            return None
        if self._model is None or self._model[0] != version:
            self._model = version, self.models.read_model(version)
        return self._model[1]
