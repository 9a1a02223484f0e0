"""Runs on S3: `runs/<run>/run.json`, and an object for each part that is done, so that nobody waits for anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from suggestions.adapters.bucket import Bucket
from suggestions.run import PartDone, Run

PREFIX = "runs/"


@dataclass(frozen=True)
class S3Runs:
    """The RunStore in a bucket, which forgets old runs by its own rule."""

    bucket: Bucket

    def write_run(self, run: Run) -> None:
        self.bucket.put(f"{PREFIX}{run.run_id}/run.json", run.model_dump_json(indent=1).encode())

    def find_run(self, run_id: str) -> Run | None:
        content = self.bucket.get(f"{PREFIX}{run_id}/run.json")
        return Run.model_validate_json(content) if content else None

    def list_runs(self) -> Sequence[str]:
        return self.bucket.list_folders(PREFIX)

    def write_part(self, run_id: str, done: PartDone) -> None:
        self.bucket.put(f"{PREFIX}{run_id}/parts/{done.part:04}.json", done.model_dump_json().encode())

    def read_parts(self, run_id: str) -> list[PartDone]:
        contents = (self.bucket.get(key) for key in self.bucket.list_keys(f"{PREFIX}{run_id}/parts/"))
        return [PartDone.model_validate_json(content) for content in contents if content]
