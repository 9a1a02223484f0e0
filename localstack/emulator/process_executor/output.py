"""What the processes of an environment write."""

from __future__ import annotations

import os
from pathlib import Path

_READ_LIMIT = 4 * 1024 * 1024
_TRUNCATE_ABOVE = 16 * 1024 * 1024


class OutputFile:
    """Takes the standard output and error of an environment's processes, and gives them out piece by piece.

    A file and not a pipe: it needs no reading thread, never blocks the function, is complete the moment the function
    answers, and can be read by people while LocalStack runs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._taken = 0

    def take(self) -> str:
        """The text written since the last call; of more than 4 MiB only the last part."""
        size = os.fstat(self.fd).st_size
        if size == self._taken:
            return ""
        start = max(self._taken, size - _READ_LIMIT)
        data = os.pread(self.fd, size - start, start)
        self._taken = size
        if size > _TRUNCATE_ABOVE:
            # The writers append, so the next byte lands at the new end.
            os.ftruncate(self.fd, 0)
            self._taken = 0
        text = data.decode("utf-8", "replace")
        return text if text.endswith("\n") else text + "\n"

    def everything(self) -> str:
        """All that is in the file; empty when it is closed."""
        try:
            return self.path.read_text("utf-8", "replace")
        except OSError:
            return ""

    def close(self) -> None:
        """Close the file; it is not deleted."""
        os.close(self.fd)
