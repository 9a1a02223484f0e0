"""Fills the shop with the demo: logins, films, customers and half a year of rentals. May be repeated."""

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from videoclub_local.demo.catalogue import DEMO_FOLDER
from videoclub_local.deploy.aws import LOCAL_REGION
from videoclub_local.deploy.stack import Stack
from videoclub_local.jobs import run_job
from videoclub_local.logins import ensure_logins
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.private_files import write_private
from videoclub_local.project import Project


def seed_demo(platform: Platform) -> None:
    """Bring the demo into the services and let Suggestions work on it. Raises PartError.

    The history ends at the moment of the first seeding, so that a repetition finds the same rentals and adds nothing.
    """
    project = platform.project
    order = {
        "now": _moment_of_first_seeding(project).isoformat(),
        "logins": {role: asdict(login) for role, login in ensure_logins(project.home).items()},
        "functions": Stack(platform.aws).physical_names(),
    }
    _run_seeding(platform, order)
    make_suggestions(platform)
    write_private(_marker(project), _version())


def is_seeded(project: Project) -> bool:
    """Whether this version of the demo has been brought in."""
    return _marker(project).is_file() and _marker(project).read_text() == _version()


def make_suggestions(platform: Platform) -> None:
    """Let Stats write its snapshot and Suggestions learn from it: LocalStack forgets both at each restart."""
    run_job("stats-snapshot", {}, platform.aws)
    run_job("suggestions", {}, platform.aws)


def report_on_yesterday(platform: Platform) -> None:
    """Let the stats bot write the report of the day before, which LocalStack forgets at each restart."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    run_job("stats-bot", {"period": yesterday.isoformat()}, platform.aws)


def _moment_of_first_seeding(project: Project) -> datetime:
    file = project.home / "seeded-at"
    if not file.is_file():
        write_private(file, datetime.now(UTC).isoformat(timespec="seconds"))
    return datetime.fromisoformat(file.read_text())


def _marker(project: Project) -> Path:
    return project.home / "seeded"


def _version() -> str:
    """Changes when the demo does."""
    files = sorted(file for file in DEMO_FOLDER.rglob("*") if file.suffix in (".py", ".csv", ".json"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _run_seeding(platform: Platform, order: dict[str, object]) -> None:
    """Run `videoclub_local.seeding` in a process of its own, in an environment like that of the functions."""
    done = subprocess.run(
        [sys.executable, "-m", "videoclub_local.seeding"],
        input=json.dumps(order),
        env={
            "AWS_ENDPOINT_URL": platform.addresses.endpoint_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": LOCAL_REGION,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log_file = platform.project.logs / "seed.log"
        log_file.write_text(done.stdout + done.stderr)
        reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise PartError(f"The demo could not be brought in: {reason}. The log is {log_file}.")
