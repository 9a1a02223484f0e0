"""A customer as admins see them: the account, and what its rentals come to."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from users.account import Email, Status
from videoclub.ids import AccountId

TAGS_MAX = 20
TAG_MAX_CHARS = 40
TAGS_MAX_BYTES = 2_000
"""Of all tags of a customer in UTF-8: they lie in indexes, whose entries may have 2,704."""


@dataclass(frozen=True)
class Activity:
    """What somebody's rentals come to, cancelled ones left out. `spent` is in euros.

    `favourite_genre` is the main genre of most of their rentals; of several the one rented last.
    """

    rented: int = 0
    spent: Decimal = Decimal("0.00")
    last_rented_at: datetime | None = None
    favourite_genre: str | None = None


@dataclass(frozen=True)
class Customer:
    """A customer. `locale` is BCP 47, `country` ISO 3166-1 alpha-2; `version` counts changes of the account."""

    id: AccountId
    email: Email
    display_name: str
    locale: str
    country: str | None
    birth_year: int | None
    status: Status
    tags: tuple[str, ...]
    created_at: datetime
    version: int
    activity: Activity = Activity()

    @property
    def etag(self) -> str:
        """A strong entity tag: it changes with the account, and with what they rent."""
        digest = hashlib.sha256(repr(self.activity).encode()).hexdigest()
        return f'"{self.version}-{digest[:8]}"'

    def matches(self, if_match: str) -> bool:
        """Whether an If-Match header names this state of the customer (RFC 9110, 13.1.1: weak tags never do)."""
        return bool({tag.strip() for tag in if_match.split(",")} & {self.etag, "*"})


def normalise_tag(text: str) -> str:
    """The one form of a tag: NFKC, case-folded, single spaces. Raises ValueError."""
    tag = " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())
    if not 1 <= len(tag) <= TAG_MAX_CHARS or not tag.isprintable():
        raise ValueError(f"has from 1 to {TAG_MAX_CHARS} printable characters")
    return tag


def normalise_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Each tag once, in alphabetical order. Raises ValueError for too many, and for too many bytes."""
    kept = sorted(set(map(normalise_tag, tags)))
    if len(kept) > TAGS_MAX:
        raise ValueError(f"at most {TAGS_MAX} tags")
    if sum(len(tag.encode()) for tag in kept) > TAGS_MAX_BYTES:
        raise ValueError(f"at most {TAGS_MAX_BYTES} bytes of tags")
    return tuple(kept)
