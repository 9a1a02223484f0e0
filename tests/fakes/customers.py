"""Customers in memory, and what a question about them means in plain Python."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import IO, Any
from unicodedata import combining, normalize

from users.account import Status
from users.customer import Activity, Customer
from users.customer_query import AllOf, AnyOf, Condition, CustomerQuery, Expression, Not
from users.insight import InsightName, TopSpender
from users.ports.customers import FoundCustomers
from users.ports.insights import Insight, KeptInsight
from users.segment import Segment
from videoclub.cursors import Key
from videoclub.ids import AccountId

_NEVER = datetime.min.replace(tzinfo=UTC)


def holds(expression: Expression, customer: Customer) -> bool:
    """Whether a question means a customer."""
    match expression:
        case Condition():
            return _condition_holds(expression, customer)
        case Not(part=part):
            return not holds(part, customer)
        case AllOf(parts=parts):
            return all(holds(part, customer) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, customer) for part in parts)


def _condition_holds(condition: Condition, customer: Customer) -> bool:
    op, wanted = condition.op, condition.value
    if condition.field == "tag":
        listed = wanted if isinstance(wanted, tuple) else (wanted,)
        return bool(set(listed) & set(customer.tags)) == (op != "!=")
    found: Any = getattr(customer, condition.field, None)
    if condition.field in vars(customer.activity):
        found = getattr(customer.activity, condition.field)
    if wanted is None or found is None:
        return (found == wanted) == (op == "=") if op in ("=", "!=") else False
    compare: dict[str, Callable[[], bool]] = {
        "=": lambda: found == wanted,
        "!=": lambda: found != wanted,
        "<": lambda: found < wanted,
        "<=": lambda: found <= wanted,
        ">": lambda: found > wanted,
        ">=": lambda: found >= wanted,
        "in": lambda: found in wanted,
    }
    return compare[op]()


def fold(text: str) -> str:
    """Blind to accents, case and punctuation."""
    bare = "".join(letter for letter in normalize("NFD", text) if not combining(letter)).lower()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def _has_words(customer: Customer, words: str) -> bool:
    text = f" {fold(customer.display_name)} {fold(customer.email)}"
    return all((word if len(word) > 2 else f" {word}") in text for word in fold(words).split())


def _place(customer: Customer, sort: str) -> Any:
    key = sort.removeprefix("-")
    if key == "display_name":
        return fold(customer.display_name)
    if key == "created_at":
        return customer.created_at
    return getattr(customer.activity, key) or (_NEVER if key == "last_rented_at" else 0)


@dataclass
class MemoryCustomers:
    kept: dict[AccountId, Customer] = field(default_factory=dict)

    def find_customer(self, customer_id: AccountId) -> Customer | None:
        return self.kept.get(customer_id)

    def name_customers(self, customer_ids: Sequence[AccountId]) -> Mapping[AccountId, Customer]:
        return {customer_id: self.kept[customer_id] for customer_id in customer_ids if customer_id in self.kept}

    def find_customers(self, query: CustomerQuery, after: Key | None, limit: int) -> FoundCustomers:
        found = list(self.read_customers(query))
        ids = [customer.id for customer in found]
        first = ids.index(AccountId(str(after[1]))) + 1 if after else 0
        page = found[first : first + limit]
        return FoundCustomers(page, [[str(_place(one, query.sort)), one.id] for one in page])

    def count_customers(self, query: CustomerQuery) -> int:
        return len(list(self.read_customers(query)))

    def read_customers(self, query: CustomerQuery) -> Iterator[Customer]:
        found = [one for one in self.kept.values() if holds(query.expression, one)]
        found = [one for one in found if query.words is None or _has_words(one, query.words)]
        yield from sorted(found, key=lambda one: (_place(one, query.sort), one.id), reverse=query.sort.startswith("-"))

    def update_customer(self, customer: Customer, *, status: Status, tags: Sequence[str]) -> bool:
        if self.kept[customer.id].version != customer.version:
            return False
        self.kept[customer.id] = replace(customer, status=status, tags=tuple(tags), version=customer.version + 1)
        return True

    def change(self, customer_id: AccountId, **activity: Any) -> None:
        """They have rented."""
        customer = self.kept[customer_id]
        self.kept[customer_id] = replace(customer, activity=Activity(**vars(customer.activity) | activity))


@dataclass
class MemorySegments:
    kept: dict[str, Segment] = field(default_factory=dict)

    def insert_segment(self, segment: Segment) -> None:
        self.kept[segment.id] = segment

    def find_segment(self, segment_id: str) -> Segment | None:
        return self.kept.get(segment_id)

    def read_segments(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[Segment]:
        ordered = sorted(self.kept.values(), key=lambda one: (one.created_at, one.id), reverse=True)
        return [one for one in ordered if after is None or (one.created_at, one.id) < after][:limit]

    def delete_segment(self, segment_id: str) -> bool:
        return self.kept.pop(segment_id, None) is not None


@dataclass
class ScriptedInsights:
    """Answers as told, after as long as told."""

    answers: Mapping[InsightName, Insight] = field(default_factory=dict)
    spenders: Sequence[TopSpender] = ()
    gaps: Mapping[AccountId, float] = field(default_factory=dict)
    kept: dict[InsightName, KeptInsight] = field(default_factory=dict)
    computed: list[InsightName] = field(default_factory=list)
    takes_s: float = 0.0
    clock_s: float = 0.0

    def compute(self, name: InsightName, *, now: datetime) -> Insight:
        self.computed.append(name)
        self.clock_s += self.takes_s
        return self.answers[name]

    def find_kept(self, name: InsightName) -> KeptInsight | None:
        return self.kept.get(name)

    def keep(self, name: InsightName, kept: KeptInsight) -> None:
        self.kept[name] = kept

    def top_spenders(self, since: datetime, until: datetime, limit: int) -> Sequence[TopSpender]:
        return self.spenders[:limit]

    def usual_gaps(self, customer_ids: Sequence[AccountId]) -> Mapping[AccountId, float]:
        return {customer_id: days for customer_id, days in self.gaps.items() if customer_id in customer_ids}


@dataclass
class MemoryFiles:
    """Files by name; a link to one tells its name and how long it is good."""

    files: dict[str, bytes] = field(default_factory=dict)

    def write_export(self, name: str, content: IO[bytes], *, media_type: str) -> None:
        self.files[name] = content.read()

    def presign_export(self, name: str, *, expires_in: timedelta) -> str:
        return f"https://files.test/{name}?expires_in={int(expires_in.total_seconds())}"
