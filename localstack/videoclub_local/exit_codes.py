"""What the command's exit codes mean; scripts may rely on them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """2 is the usual one for a command line that cannot be understood."""

    OK = 0
    FAILED = 1
    DOWN = 3
    DEGRADED = 4
    INTERRUPTED = 130
