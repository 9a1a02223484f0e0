"""The warden's process: kills the registered process groups when its standard input closes. See warden.py.

Standard library only: it runs isolated from every environment, so that it costs little memory.
"""

import os
import signal
import sys


def main() -> None:
    """Read `+group` and `-group` lines until the pipe closes, then kill what is left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            continue


if __name__ == "__main__":
    main()
