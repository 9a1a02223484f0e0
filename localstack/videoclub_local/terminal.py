"""Where the command writes: results to standard output, all else to standard error."""

import sys
from typing import TextIO

from rich.console import Console

UNBROKEN_COLUMNS = 250  # where nobody looks: a program that reads lines wants them whole


def _console(stream: TextIO, *, stderr: bool) -> Console:
    return Console(stderr=stderr, soft_wrap=True, highlight=False, width=None if stream.isatty() else UNBROKEN_COLUMNS)


out = _console(sys.stdout, stderr=False)
err = _console(sys.stderr, stderr=True)
