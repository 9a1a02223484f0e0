"""The Python that functions run on: the base interpreter, outside every virtual environment."""

from __future__ import annotations

import sys

BASE_INTERPRETER: str = getattr(sys, "_base_executable", sys.executable)
"""Path of the interpreter that the emulator's virtual environment was made from."""

PYTHON_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
"""For example 3.13: the only runtime whose functions run here."""
