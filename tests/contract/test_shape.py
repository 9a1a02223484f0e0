"""The shape of a service, where import-linter's contracts cannot tell its use cases by name."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from videoclub_local.api_pages import SERVICES

FUNCTIONS = Path(__file__).parents[2] / "functions"
OUTER = {"adapters", "api", "authorizer", "internal", "jobs", "wiring"}
DOORWAYS = sorted(
    f"{path.parent.name}.{path.stem}"
    for path in FUNCTIONS.glob("*/*")
    if path.stem in {"api", "authorizer", "internal", "jobs"}
)
DRIVERS = {"boto3", "cassandra", "firebase_admin", "psycopg", "redis"}


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_import_nothing_from_further_out(service):
    graph = grimp.build_graph(service)
    inner = [name for name in graph.find_children(service) if name.rpartition(".")[2] not in OUTER]
    outward = {
        (name, imported)
        for name in inner
        for imported in graph.find_modules_directly_imported_by(name)
        if set(imported.split(".")[1:2]) & OUTER
    }
    assert outward == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_no_file_of_all_trades(service):
    names = {path.stem for path in (FUNCTIONS / service).rglob("*.py")}
    assert names.isdisjoint({"utils", "helpers", "common", "misc"})


@pytest.mark.parametrize("doorway", DOORWAYS)
def test_a_cold_start_loads_no_driver(doorway):
    # A driver costs a tenth of a second; it is loaded by the first request that needs it
    program = f"import sys, {doorway}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert DRIVERS.isdisjoint(loaded)
