"""How many partitions the listing of a day is spread over, so that none grows large or hot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DayShards:
    """A day keeps its number for ever, as its rows are found by it; another one is for days that have not begun."""

    at_first: int
    later: Mapping[date, int] = field(default_factory=dict[date, int])
    """From the day named on, until the next day named."""

    def of(self, day: date) -> int:
        """The number of a UTC day."""
        begun = [since for since in self.later if since <= day]
        return self.later[max(begun)] if begun else self.at_first
