"""What an account is."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from videoclub.identity import Role
from videoclub.ids import AccountId

EMAIL_MAX_CHARS = 254
"""RFC 5321: what fits a forward path."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")

Email = NewType("Email", str)
"""An address in the one form in which it is stored and compared; only `parse_email` makes it."""

type Status = Literal["active", "suspended"]


def parse_email(text: str) -> Email:
    """The address trimmed, in NFKC and case-folded, its domain as DNS has it (IDNA). Raises ValueError.

    So one mailbox is one account, and no two accounts look alike: what is before the `@` is ASCII, as mail servers
    without SMTPUTF8 want it, and a letter of another alphabet in the domain shows as `xn--`.
    """
    email = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())
    name, _, domain = email.rpartition("@")
    try:
        email = f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise ValueError("is not an e-mail address") from None
    if not name.isascii():
        raise ValueError("may have letters of ASCII only before the @")
    if len(email) > EMAIL_MAX_CHARS or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise ValueError("is not an e-mail address")
    return Email(email)


@dataclass(frozen=True)
class Registration:
    """What a person tells when signing up. `locale` is BCP 47, `country` ISO 3166-1 alpha-2."""

    email: Email
    display_name: str
    locale: str = "en"
    country: str | None = None
    birth_year: int | None = None


@dataclass(frozen=True)
class Profile:
    """What a person may change about their account."""

    display_name: str
    locale: str
    country: str | None
    birth_year: int | None


@dataclass(frozen=True)
class Account:
    """A person's account. `version` counts its changes; `email_verified_at` is when they proved to read its mailbox."""

    id: AccountId
    email: Email
    display_name: str
    locale: str
    country: str | None
    birth_year: int | None
    roles: tuple[Role, ...]
    status: Status
    created_at: datetime
    version: int = 1
    email_verified_at: datetime | None = None

    @property
    def profile(self) -> Profile:
        return Profile(self.display_name, self.locale, self.country, self.birth_year)

    @property
    def etag(self) -> str:
        """The entity tag of this state."""
        return f'"{self.version}"'

    def matches(self, if_match: str) -> bool:
        """Does If-Match name this state?"""
        return bool({tag.strip() for tag in if_match.split(",")} & {self.etag, "*"})

    @property
    def is_suspended(self) -> bool:
        return self.status == "suspended"


@dataclass(frozen=True)
class Credentials:
    """An account with the hash of its password; None when it has none."""

    account: Account
    password_hash: str | None
