"""Rental asks Cassandra for nothing that Amazon Keyspaces lacks.

Source: the SELECT grammar and the list of supported APIs in the Amazon Keyspaces developer guide.
"""

import re
from pathlib import Path

import pytest

from rental.adapters import cassandra_progress, rental_statements, simulated_payments
from videoclub_local.migrations import cql_statements

RENTAL = Path(rental_statements.__file__).parents[1]
LACKING = {
    "filtering": r"allow\s+filtering",
    "secondary index": r"create\s+(custom\s+)?index|\bcontains\b",
    "materialised view": r"materialized\s+view",
    "counter": r"\bcounter\b",
    "user-defined function": r"create\s+(or\s+replace\s+)?(type|function|aggregate|trigger)",
    "truncation": r"\btruncate\b",
    "comparison of tuples": r"\)\s*(<|>|<=|>=|=|in)\s*\(",
    "grouping": r"group\s+by|per\s+partition\s+limit|\bdistinct\b",
    "conditional batch": r"begin\s+(unlogged\s+)?batch",
    "adding only what is missing": r"\badd\s+if\s+not\s+exists",
}


def statements() -> list[str]:
    schema = [
        statement
        for file in sorted((RENTAL / "migrations").glob("*.cql"))
        for statement in cql_statements(file.read_text(encoding="utf-8"))
    ]
    texts = [
        text
        for module in (cassandra_progress, rental_statements, simulated_payments)
        for name, text in vars(module).items()
        if isinstance(text, str) and name.strip("_").isupper() and not name.startswith("__")
    ]
    return schema + texts


def test_every_statement_of_the_adapters_is_looked_at():
    # Given the places where CQL may be written
    known = {"cassandra_progress.py", "rental_statements.py", "simulated_payments.py"}
    # When the adapters are searched for verbs of CQL
    verb = re.compile(r'"(SELECT|INSERT|UPDATE|DELETE|BEGIN) ')
    found = {file.name for file in (RENTAL / "adapters").glob("*.py") if verb.search(file.read_text(encoding="utf-8"))}
    # Then there are no others, but those whose names say that they are
    assert found - known == set()
    assert len(statements()) > 25


@pytest.mark.parametrize(("feature", "pattern"), LACKING.items(), ids=LACKING)
def test_uses_nothing_that_keyspaces_lacks(feature: str, pattern: str):
    offending = [text for text in statements() if re.search(pattern, text, re.IGNORECASE)]
    assert offending == [], feature


def test_reads_at_no_serial_consistency():
    """Keyspaces reads at ONE, LOCAL_ONE and LOCAL_QUORUM; SERIAL is for the condition of a lightweight transaction."""
    session = (RENTAL / "adapters" / "cassandra_session.py").read_text(encoding="utf-8")
    assert re.findall(r"^\s*consistency_level=ConsistencyLevel\.(\w+)", session, re.MULTILINE) == ["LOCAL_QUORUM"]
    assert ".consistency_level =" not in session
