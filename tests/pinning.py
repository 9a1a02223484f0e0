"""What is really sent to PostgreSQL, by libpq's own trace, and which of it would pin a session of RDS Proxy.

A pinned session serves one function until that ends, so that the proxy shares no connections any more.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-pinning.html
"""

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from psycopg import Connection
from psycopg.pq import Trace

_SENT = re.compile(
    r'^F\t\d+\t(?:Query\t |Parse\t "([^"]*)" )"(.*?)"[ \d]*$(?=\n[FB]\t|\n?\Z)', re.MULTILINE | re.DOTALL
)
_PINS = re.compile(
    r"^\s*(set(?!\s+local\b)|reset|prepare|execute|deallocate|discard|listen|unlisten|load|declare|create\s+temp(orary)?)\b"
    r"|\bset_config\s*\(|\b(nextval|setval)\s*\(|\bpg_(try_)?advisory_(un)?lock(_shared|_all)?\s*\(",
    re.IGNORECASE,
)
KNOWN = (
    re.compile(r"set_config\('(statement|lock|idle_in_transaction_session)_timeout', \$\d+, true\)", re.IGNORECASE),
    re.compile(r"^SELECT set_config\(\$1, \$2, true\)$"),
    re.compile(r'^DECLARE "(movie_export|customer_export|shard)" ', re.IGNORECASE),
    re.compile(r"^CREATE TEMPORARY TABLE touched \(id uuid\) ON COMMIT DROP$"),
)
"""Of jobs and of exports, which keep a connection while they last, and say so (docs/decisions.md, 162)."""


@dataclass
class _Trace:
    """A file that libpq writes; what was read of it already."""

    file: IO[bytes]
    read_bytes: int = 0

    def read(self) -> str:
        """What came since the last call; at a place of its own, as libpq writes on at the file's."""
        size = os.fstat(self.file.fileno()).st_size
        text = os.pread(self.file.fileno(), size - self.read_bytes, self.read_bytes)
        self.read_bytes = size
        return text.decode(errors="replace")


@dataclass
class Wire:
    """The connections that were opened under it, and what each has sent."""

    traces: list[_Trace] = field(default_factory=list[_Trace])

    def watching(self, connect: Callable[..., Connection[Any]]) -> Callable[..., Connection[Any]]:
        """`connect`, whose connections are watched."""

        def watched(*arguments: Any) -> Connection[Any]:
            connection = connect(*arguments)
            trace = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the connection
            connection.pgconn.trace(trace.fileno())
            connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
            self.traces.append(_Trace(trace))
            return connection

        return watched

    def pinning(self) -> list[str]:
        """What was sent since the last call that pins, and is not known to."""
        found: list[str] = []
        for trace in self.traces:
            for name, text in _SENT.findall(trace.read()):
                if name:
                    found.append(f"prepared as {name}: {text}")
                elif _PINS.search(text) and not any(it.search(text) for it in KNOWN):
                    found.append(text)
        return found
