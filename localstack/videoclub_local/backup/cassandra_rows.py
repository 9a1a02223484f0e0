"""A row of Cassandra as a line of JSON: what it holds, when each cell was written and when it goes by itself."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

TYPES = frozenset({"text", "int", "bigint", "boolean", "timestamp", "date", "decimal"})
"""The CQL types that a backup knows."""


@dataclass(frozen=True)
class Cell:
    """A value as JSON has it, and its times since 1970; `expires_s` None: it stays."""

    value: Any
    written_us: int
    expires_s: int | None


@dataclass(frozen=True)
class Row:
    """The values of the key, and the cells by column; a cell that is null is none."""

    key: list[Any]
    cells: dict[str, Cell]

    @property
    def expires_s(self) -> int | None:
        """When the last of it goes; None: it stays."""
        times = [cell.expires_s for cell in self.cells.values()]
        return None if None in times or not times else max(time for time in times if time is not None)

    @property
    def content(self) -> bytes:
        """The row without its times to live, which are known to the second only."""
        cells = {name: [cell.value, cell.written_us] for name, cell in self.cells.items()}
        return json.dumps([self.key, cells], separators=(",", ":")).encode()

    @property
    def line(self) -> bytes:
        """The whole row."""
        cells = {name: [cell.value, cell.written_us, cell.expires_s] for name, cell in self.cells.items()}
        return json.dumps([self.key, cells], separators=(",", ":")).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> "Row":
        """What `line` gave."""
        key, cells = json.loads(line)
        return cls(key, {name: Cell(*cell) for name, cell in cells.items()})

    def groups(self) -> list[list[str]]:
        """Columns whose cells share their times, the longest-living first: the row itself lives as long as those."""
        groups: dict[tuple[float, int], list[str]] = defaultdict(list)
        for name, cell in self.cells.items():
            groups[-(cell.expires_s or float("inf")), cell.written_us].append(name)
        return [groups[times] for times in sorted(groups)] or [[]]

    def living(self, now_s: float) -> "Row | None":
        """What of it is not over; None when all is."""
        cells = {name: cell for name, cell in self.cells.items() if cell.expires_s is None or cell.expires_s > now_s}
        return Row(self.key, cells) if cells or not self.cells else None


def plain(value: Any, kind: str) -> Any:
    """A value of the CQL type `kind`, as the driver gives it, for JSON."""
    match kind:
        case "timestamp":
            return round(value.replace(tzinfo=UTC).timestamp() * 1000)
        case "date" | "decimal":
            return str(value)
        case _:
            return value


def typed(value: Any, kind: str) -> Any:
    """The reverse of `plain`."""
    match kind:
        case "timestamp":
            return datetime.fromtimestamp(value / 1000, UTC)
        case "decimal":
            return Decimal(value)
        case "date":
            return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date()
        case _:
            return value
