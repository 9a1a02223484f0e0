"""A change of the API that would break a client of the last release is seen, and told in words."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RELEASED = ROOT / "infra" / "openapi-released.json"

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None and os.environ.get("CI") != "true", reason="comparing documents needs Go on this machine"
)


def compare(new: Path) -> subprocess.CompletedProcess[str]:
    command = [ROOT / ".ci" / "breaking-changes", RELEASED, new]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_nothing_that_was_released_is_broken():
    compared = compare(ROOT / "infra" / "openapi.json")
    assert compared.returncode == 0, compared.stdout + compared.stderr


def without_a_route(document: dict[str, Any]) -> None:
    del document["paths"]["/trending"]


def without_a_member_of_an_answer(document: dict[str, Any]) -> None:
    rental = document["components"]["schemas"]["RentalAnswer"]
    del rental["properties"]["expires_at"]
    rental["required"].remove("expires_at")


def with_a_member_more_to_send(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["RentMovie"]["required"].append("expected_price")


def without_a_parameter(document: dict[str, Any]) -> None:
    search = document["paths"]["/movies"]["get"]
    search["parameters"] = [parameter for parameter in search["parameters"] if parameter["name"] != "genre"]


def with_another_type(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["MovieSummary"]["properties"]["year"]["type"] = "string"


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (without_a_route, "/trending"),
        (without_a_member_of_an_answer, "expires_at"),
        (with_a_member_more_to_send, "expected_price"),
        (without_a_parameter, "genre"),
        (with_another_type, "year"),
    ],
)
def test_a_break_fails_and_is_told(break_it: Callable[[dict[str, Any]], None], told: str, tmp_path: Path):
    # Given
    document = deepcopy(json.loads(RELEASED.read_text()))
    break_it(document)
    (tmp_path / "openapi.json").write_text(json.dumps(document))

    # When
    compared = compare(tmp_path / "openapi.json")

    # Then
    assert compared.returncode == 1, compared.stderr
    assert told in compared.stdout
