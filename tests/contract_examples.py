"""Recorded requests and answers between services, which both sides of each contract are held against."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("events") / "contracts"


def contract_example(operation: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Request and answer of an operation, called `movies.quote_movie`."""
    example = json.loads((FOLDER / f"{operation}.json").read_text(encoding="utf-8"))
    return example["request"], example["answer"]
