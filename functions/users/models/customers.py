"""What admins ask about customers over HTTP, and what they are told."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from users.account import Status
from users.customer import Customer, normalise_tags
from users.customer_export import ExportLink
from users.customer_query import AllOf, Condition, CustomerQuery, Sort
from users.customers import CustomerChange
from users.models.segments import Country, Genre, Locale, Rented, Spent, Tag
from users.rental_facts import CURRENCY
from videoclub.errors import FieldError, ValidationFailed
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.values import GivenInstant, Instant, Money

QUERY_MAX_CHARS = 100


class ListCustomers(PageQuery):
    """Filters, all of which must hold, sort and page. Spans include their beginning and leave out their end.

    `q` is looked for in names and addresses: each word of three letters or more anywhere, a shorter one at the
    beginning of a word.
    """

    q: Annotated[str, Field(min_length=1, max_length=QUERY_MAX_CHARS)] | None = None
    country: Country | None = None
    locale: Locale | None = None
    created_after: GivenInstant | None = None
    created_before: GivenInstant | None = None
    status: Status | None = None
    tag: Tag | None = None
    rented_min: Rented | None = None
    rented_max: Rented | None = None
    spent_min: Spent | None = None
    spent_max: Spent | None = None
    last_rented_before: GivenInstant | None = None
    last_rented_after: GivenInstant | None = None
    favourite_genre: Genre | None = None
    sort: Sort = "-created_at"

    @property
    def asked(self) -> CustomerQuery:
        """The question that the filters make."""
        return CustomerQuery(AllOf(tuple(self._conditions())), self.q, self.sort)

    def _conditions(self) -> Iterator[Condition]:
        filters = (
            Condition("country", "=", self.country),
            Condition("locale", "=", self.locale),
            Condition("created_at", ">=", self.created_after),
            Condition("created_at", "<", self.created_before),
            Condition("status", "=", self.status),
            Condition("tag", "=", self.tag),
            Condition("rented", ">=", self.rented_min),
            Condition("rented", "<=", self.rented_max),
            Condition("spent", ">=", self.spent_min),
            Condition("spent", "<=", self.spent_max),
            Condition("last_rented_at", "<", self.last_rented_before),
            Condition("last_rented_at", ">=", self.last_rented_after),
            Condition("favourite_genre", "=", self.favourite_genre),
        )
        return (condition for condition in filters if condition.value is not None)


class PatchCustomer(RequestModel):
    """What to change; tags replace those there are, null takes all of them away."""

    status: Status | None = None
    tags: Annotated[tuple[str, ...], AfterValidator(normalise_tags)] | None = None

    def applied_to(self, customer: Customer) -> CustomerChange:
        """What the customer becomes. Raises ValidationFailed for a status that is taken away."""
        given = self.model_fields_set
        if "status" in given and self.status is None:
            raise ValidationFailed(FieldError("/status", "missing", "every customer has one"))
        return CustomerChange(self.status or customer.status, (self.tags or ()) if "tags" in given else customer.tags)


def euros(amount: Decimal) -> Money:
    """A sum of money, which may be more than any price."""
    return Money.model_construct(amount=amount, currency=CURRENCY)


class CustomerAnswer(AnswerModel):
    """A customer. `spent` counts euros; who never rented has no `last_rented_at` and no `favourite_genre`."""

    id: str
    email: str
    display_name: str
    locale: str
    country: str | None
    birth_year: int | None
    status: Status
    tags: list[str]
    created_at: Instant
    rented: int
    spent: Money
    last_rented_at: Instant | None
    favourite_genre: str | None
    links: dict[str, str]

    @classmethod
    def of(cls, customer: Customer, base_url: str) -> Self:
        activity = customer.activity
        return cls(
            id=customer.id,
            email=customer.email,
            display_name=customer.display_name,
            locale=customer.locale,
            country=customer.country,
            birth_year=customer.birth_year,
            status=customer.status,
            tags=list(customer.tags),
            created_at=customer.created_at,
            rented=activity.rented,
            spent=euros(activity.spent),
            last_rented_at=activity.last_rented_at,
            favourite_genre=activity.favourite_genre,
            links={"self": f"{base_url}/customers/{customer.id}"},
        )


class CustomerList(Page[CustomerAnswer]):
    """A page of customers; the first page of a segment's tells their `count`."""

    count: int | None = None

    @classmethod
    def items_of(cls, customers: Sequence[Customer], base_url: str) -> list[CustomerAnswer]:
        return [CustomerAnswer.of(customer, base_url) for customer in customers]


class CustomerExportAnswer(AnswerModel):
    """Where a list too large for an answer can be fetched, until `expires_at`."""

    url: str
    expires_at: Instant
    customers: int

    @classmethod
    def of(cls, link: ExportLink) -> Self:
        return cls(url=link.url, expires_at=link.expires_at, customers=link.customers)
