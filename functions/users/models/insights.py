"""Insights over HTTP."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from users.customer import Customer
from users.insight import Cohorts, Computed, FavouriteGenres, GenreFans, Lapsed, Measure, Rfm, RfmCell, TopSpender
from users.models.customers import CustomerAnswer, euros
from videoclub.http import AnswerModel, Page, PageQuery, QueryModel
from videoclub.values import GivenInstant, Instant, Money

TOP_DEFAULT, TOP_MAX = 20, 100
SPAN_DEFAULT = timedelta(days=30)
SILENT_DAYS_DEFAULT, SILENT_DAYS_MAX = 90, 3650


class QuintileAnswer(AnswerModel):
    """Those who score `score` in a measure: 5 is best. `lowest` and `highest` are what they measure."""

    measure: Measure
    score: int
    customers: int
    lowest: str
    highest: str


class RfmCellAnswer(AnswerModel):
    """Those with the same three scores."""

    recency: int
    frequency: int
    monetary: int
    customers: int
    spent: Money

    @classmethod
    def of(cls, cell: RfmCell) -> Self:
        return cls(
            recency=cell.recency,
            frequency=cell.frequency,
            monetary=cell.monetary,
            customers=cell.customers,
            spent=euros(cell.spent),
        )


class RfmAnswer(AnswerModel):
    """Everybody who ever rented, scored from 1 to 5 by how lately, how often and for how much; equal values alike."""

    computed_at: Instant
    customers: int
    quintiles: list[QuintileAnswer]
    items: list[RfmCellAnswer]

    @classmethod
    def of(cls, computed: Computed[Rfm]) -> Self:
        rfm = computed.answer
        return cls(
            computed_at=computed.computed_at,
            customers=rfm.customers,
            quintiles=[QuintileAnswer(**vars(quintile)) for quintile in rfm.quintiles],
            items=[RfmCellAnswer.of(cell) for cell in rfm.cells],
        )


class CohortAnswer(AnswerModel):
    """Those who signed up in a month (UTC): how many of them rented in it and in each month since, and their share."""

    month: str
    customers: int
    active: list[int]
    retained: list[float]


class CohortsAnswer(AnswerModel):
    """The cohorts of the last two years, the oldest first."""

    computed_at: Instant
    items: list[CohortAnswer]

    @classmethod
    def of(cls, computed: Computed[Cohorts]) -> Self:
        items = [
            CohortAnswer(
                month=cohort.month,
                customers=cohort.customers,
                active=list(cohort.active),
                retained=[round(active / cohort.customers, 4) for active in cohort.active],
            )
            for cohort in computed.answer.cohorts
        ]
        return cls(computed_at=computed.computed_at, items=items)


class GenreFansAnswer(AnswerModel):
    """Those whose favourite a genre is; `rented` and `spent` are theirs in all genres."""

    genre: str
    rank: int
    customers: int
    share: float
    rented: int
    spent: Money

    @classmethod
    def of(cls, fans: GenreFans) -> Self:
        return cls(
            genre=fans.genre,
            rank=fans.rank,
            customers=fans.customers,
            share=round(fans.share, 4),
            rented=fans.rented,
            spent=euros(fans.spent),
        )


class FavouriteGenresAnswer(AnswerModel):
    """The genres by how many like them best."""

    computed_at: Instant
    items: list[GenreFansAnswer]

    @classmethod
    def of(cls, computed: Computed[FavouriteGenres]) -> Self:
        items = [GenreFansAnswer.of(fans) for fans in computed.answer.genres]
        return cls(computed_at=computed.computed_at, items=items)


class TopSpendersQuery(QueryModel):
    """A span of time, `to` excluded, the last 30 days unless given; and how many, lowered to the most there are."""

    since: Annotated[GivenInstant | None, Field(alias="from")] = None
    until: Annotated[GivenInstant | None, Field(alias="to")] = None
    limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, TOP_MAX))] = TOP_DEFAULT

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """The span asked for."""
        until = self.until or now
        return self.since or until - SPAN_DEFAULT, until


class TopSpenderAnswer(AnswerModel):
    """Somebody who spent much; `share` is of what everybody spent in that time. An erased account has no customer."""

    rank: int
    customer: CustomerAnswer | None
    rented: int
    spent: Money
    share: float

    @classmethod
    def of(cls, spender: TopSpender, customer: Customer | None, base_url: str) -> Self:
        return cls(
            rank=spender.rank,
            customer=CustomerAnswer.of(customer, base_url) if customer else None,
            rented=spender.rented,
            spent=euros(spender.spent),
            share=round(spender.share, 6),
        )


class TopSpendersAnswer(AnswerModel):
    """Who spent the most from `since` on and before `until`."""

    since: Instant
    until: Instant
    items: list[TopSpenderAnswer]


class LapsedQuery(PageQuery):
    """Who has not rented for so many days."""

    days: Annotated[int, Field(ge=1, le=SILENT_DAYS_MAX)] = SILENT_DAYS_DEFAULT


class LapsedAnswer(AnswerModel):
    """A customer who rents no longer. `usual_gap_days` is the mean time between their rentals."""

    customer: CustomerAnswer
    silent_days: int
    usual_gap_days: float | None

    @classmethod
    def of(cls, lapsed: Lapsed, base_url: str) -> Self:
        gap = lapsed.usual_gap_days
        return cls(
            customer=CustomerAnswer.of(lapsed.customer, base_url),
            silent_days=lapsed.silent_days,
            usual_gap_days=None if gap is None else round(gap, 1),
        )


class LapsedPage(Page[LapsedAnswer]):
    """A page of lapsed customers, those who spent the most first."""
