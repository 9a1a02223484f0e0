"""Models are built at their first use, wherever that is."""

import subprocess
import sys

FIRST_USE = """
from videoclub.values import Text

def texts():
    counts = {slug: sum(slug in found for found in ("ab", "b")) for slug in ("a", "b")}
    return [Text(en=slug) for slug, count in counts.items()]

print(*(text.en for text in texts()))
"""


def test_a_first_use_among_comprehensions_and_closures_is_like_any_other():
    # In a process of its own, as an interpreter may crash on it
    ran = subprocess.run([sys.executable, "-c", FIRST_USE], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "a b\n")


def test_a_model_costs_nothing_until_it_is_used():
    program = "from videoclub.values import Money; print(Money.__pydantic_complete__, Money.eur('1').amount)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False 1.00\n"
