"""What the rebuilding job is told."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from videoclub.lazy_model import LazyModel


class RebuildOrder(LazyModel):
    """Which rentals: those since a UTC day, or of the last `days`; all without either. A clock adds more members."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    since: date | None = None
    days: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.since and self.days:
            raise ValueError("since and days exclude each other")
        return self

    def first_day(self, now: datetime) -> date | None:
        """The first day to read; None for all."""
        if self.days:
            return now.astimezone(UTC).date() - timedelta(days=self.days - 1)
        return self.since
