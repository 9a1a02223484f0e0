"""How long the proofs run: CI has minutes. `VIDEOCLUB_PROOF=long` asks for as many as the claims are made for."""

import os

LONG = os.environ.get("VIDEOCLUB_PROOF") == "long"


def bounded[Value](usual: Value, long: Value) -> Value:
    """The size of a proof."""
    return long if LONG else usual
