"""Models and plans on S3; a pointer to the latest is written last.

`models/<version>/model.npz` and `movie_ids.json`, `models/latest.json`; `runs/<run>/plan.json.gz`, `plans/latest.json`.
"""

import gzip
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from suggestions.adapters.bucket import Bucket
from suggestions.model import Model
from suggestions.numbered_model import NumberedModel
from suggestions.ports.building import Plan, PublishedModel
from videoclub.errors import ServiceUnavailable

MODELS, LATEST_MODEL, LATEST_PLAN = "models/", "models/latest.json", "plans/latest.json"
BINARY = "application/octet-stream"


@dataclass(frozen=True)
class S3Models:
    """The ModelStore in a bucket; of old models only the one before the latest is kept."""

    bucket: Bucket

    def find_latest(self) -> PublishedModel | None:
        content = self.bucket.get(LATEST_MODEL)
        return PublishedModel.model_validate_json(content) if content else None

    def read_model(self, version: str) -> NumberedModel:
        model, movie_ids = (self.bucket.get(f"{MODELS}{version}/{name}") for name in ("model.npz", "movie_ids.json"))
        if model is None or movie_ids is None:
            raise ServiceUnavailable("The model is gone.")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "model.npz")
            file.write_bytes(model)
            return NumberedModel(Model.load(file), json.loads(movie_ids))

    def publish(self, model: NumberedModel, published: PublishedModel) -> None:
        before = self.find_latest()
        folder = f"{MODELS}{published.version}/"
        with tempfile.TemporaryDirectory() as temporary:
            file = Path(temporary, "model.npz")
            model.model.save(file)
            self.bucket.put(f"{folder}model.npz", file.read_bytes(), BINARY)
        self.bucket.put(f"{folder}movie_ids.json", json.dumps(list(model.movie_ids)).encode())
        self.bucket.put(LATEST_MODEL, published.model_dump_json().encode())
        self._delete_all_but({published.version, before.version if before else published.version})

    def _delete_all_but(self, kept: set[str]) -> None:
        old = [version for version in self.bucket.list_folders(MODELS) if version not in kept]
        keys = [key for version in old for key in self.bucket.list_keys(f"{MODELS}{version}/")]
        if keys:
            self.bucket.delete(keys)


@dataclass(frozen=True)
class S3Plans:
    """The PlanStore in a bucket."""

    bucket: Bucket

    def write_plan(self, plan: Plan) -> None:
        content = gzip.compress(plan.model_dump_json().encode(), compresslevel=1)
        self.bucket.put(_plan_key(plan.run_id), content, "application/gzip")
        self.bucket.put(LATEST_PLAN, json.dumps({"run_id": plan.run_id}).encode())

    def read_plan(self, run_id: str) -> Plan:
        content = self.bucket.get(_plan_key(run_id))
        if content is None:
            raise ServiceUnavailable("The plan of the run is gone.")
        return Plan.model_validate_json(gzip.decompress(content))

    def find_latest(self) -> str | None:
        content = self.bucket.get(LATEST_PLAN)
        return json.loads(content)["run_id"] if content else None


def _plan_key(run_id: str) -> str:
    return f"runs/{run_id}/plan.json.gz"
