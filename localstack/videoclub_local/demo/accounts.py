"""The three people whom `up` lets you sign in as. Their passwords are made on each installation, never kept here."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo login; `locale` is a BCP 47 tag, `country` an ISO 3166-1 code."""

    email: str
    display_name: str
    role: Literal["customer", "admin", "developer"]
    locale: Literal["en", "fr"]
    country: str
    birth_year: int


DEMO_ACCOUNTS = (
    DemoAccount("customer@example.com", "Camille Moreau", "customer", "fr", "FR", 1991),
    DemoAccount("admin@example.com", "Alex Martin", "admin", "en", "GB", 1984),
    DemoAccount("developer@example.com", "Dana Keller", "developer", "en", "DE", 1988),
)
