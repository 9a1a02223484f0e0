"""What the API takes and gives of prices over time."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator

from movies.movie import DatedPrice
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.values import GivenInstant, Instant, Money

_END_OF_PLANS = datetime(2200, 1, 1, tzinfo=UTC)


def _on_the_millisecond(at: datetime) -> datetime:
    """Cut to what the answers show. Raises ValueError for a time nobody plans for."""
    if not datetime.min.replace(tzinfo=UTC) + timedelta(days=1) < at < _END_OF_PLANS:
        raise ValueError(f"is not before {_END_OF_PLANS.year}")
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


class PricesQuery(PageQuery):
    """A page of prices."""


class AddPrice(RequestModel):
    """A price from `valid_from` on; from now on without one."""

    price: Money
    valid_from: Annotated[GivenInstant, AfterValidator(_on_the_millisecond)] | None = None


class PriceAnswer(AnswerModel):
    """A price from `valid_from` until `valid_until`, which the last one lacks."""

    id: str
    price: Money
    valid_from: Instant
    valid_until: Instant | None = None

    @classmethod
    def of(cls, price: DatedPrice) -> Self:
        """The answer for `price`."""
        return cls(id=price.id, price=price.price, valid_from=price.valid_from, valid_until=price.valid_until)


class PricePage(Page[PriceAnswer]):
    """Prices of a film, the latest first."""
