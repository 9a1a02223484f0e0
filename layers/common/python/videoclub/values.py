"""Values that cross the edges in one agreed form: instants, durations, money, titles in two languages."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from videoclub.clock import rfc3339
from videoclub.lazy_model import LazyModel

_DAYS_AS_HOURS = 3
"""Durations up to this many days are told in hours: a watch window is `PT48H`, a start window `P30D`."""
CENT = Decimal("0.01")
MONEY_MAX = Decimal(10_000)


def iso_duration(duration: timedelta) -> str:
    """An ISO 8601 duration of whole seconds, in the largest unit that divides it (`P30D`, `PT48H`, `PT90M`, `PT5S`)."""
    seconds = int(duration.total_seconds())
    if seconds % 86_400 == 0 and seconds > _DAYS_AS_HOURS * 86_400:
        return f"P{seconds // 86_400}D"
    for unit, letter in ((3600, "H"), (60, "M")):
        if seconds % unit == 0:
            return f"PT{seconds // unit}{letter}"
    return f"PT{seconds}S"


Instant = Annotated[AwareDatetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]
"""An instant, RFC 3339 in UTC with `Z` in JSON."""


def _written_out(given: Any) -> Any:
    if not isinstance(given, datetime) and not (isinstance(given, str) and _YEAR_FIRST.match(given)):
        raise ValueError('an instant of RFC 3339, as "2026-11-21T12:00:00Z"')
    return given


_YEAR_FIRST = re.compile(r"\d{4}-", re.ASCII)

GivenInstant = Annotated[AwareDatetime, Strict(False), BeforeValidator(_written_out)]
"""An instant that a client sends, RFC 3339 with any zone; pydantic alone takes "0.5" for seconds since 1970."""

Duration = Annotated[timedelta, PlainSerializer(iso_duration, return_type=str, when_used="json")]
"""A length of time, ISO 8601 in JSON."""


def _in_cents(amount: Decimal) -> Decimal:
    if amount != amount.quantize(CENT):
        raise ValueError("at most two decimals")
    return amount.quantize(CENT)


def _no_number(amount: Any) -> Any:
    if isinstance(amount, int | float):
        raise ValueError('a decimal string, as "3.99"; a JSON number would be a binary float')  # noqa: TRY004 - pydantic reports ValueErrors
    return amount


class Money(LazyModel):
    """An amount in a currency: `{"amount": "3.99", "currency": "EUR"}`. Never a float, on any side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Annotated[
        Decimal,
        BeforeValidator(_no_number),
        Field(ge=0, le=MONEY_MAX),
        AfterValidator(_in_cents),
        WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d{1,2})?$", "examples": ["3.99"]}),
    ]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "EUR"

    @classmethod
    def eur(cls, amount: Decimal | str) -> Self:
        """That many euros."""
        return cls(amount=Decimal(amount), currency="EUR")


class Text(LazyModel):
    """The same words in English, French or both; at least one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    fr: Annotated[str, Field(min_length=1, max_length=2000)] | None = None

    @model_validator(mode="after")
    def _in_some_language(self) -> Self:
        if self.en is None and self.fr is None:
            raise ValueError("needs en or fr")
        return self

    @model_serializer
    def _in_languages_given(self) -> dict[str, str]:
        return {language: words for language, words in (("en", self.en), ("fr", self.fr)) if words is not None}

    def best(self, locale: str) -> str:
        """The words in `locale` (`fr`, `fr-CA`, `en` …), else in the other language."""
        first, second = (self.fr, self.en) if locale.startswith("fr") else (self.en, self.fr)
        return first or second or ""


def instant(text: str) -> datetime:
    """Parse an RFC 3339 instant. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return parsed
