"""A report as events for Google Analytics 4, and the limits of its Measurement Protocol, checked before sending.

Analytics answers 2xx even for what it drops, so nobody else would notice. Sources: Measurement Protocol (GA4), "Sending
events" and "Limitations"; Analytics help, "Event collection limits" (which counts characters as URL-encoded) and "Event
naming rules".
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from stats.report.figures import Amount, Report, ViewingReport

BATCH_MAX_EVENTS = 25
BATCH_MAX_BYTES = 130_000
PARAMETERS_MAX = 25
NAME_MAX_CHARS = 40
VALUE_MAX_CHARS = 100
BACKDATING_MAX = timedelta(hours=72)
RESERVED_PREFIXES = ("_", "firebase_", "ga_", "google_", "gtag.")
RESERVED_EVENTS = frozenset({
    "ad_activeview", "ad_click", "ad_exposure", "ad_impression", "ad_query", "ad_reward", "adunit_exposure",
    "app_clear_data", "app_exception", "app_install", "app_remove", "app_store_refund", "app_update", "app_upgrade",
    "click", "dynamic_link_app_open", "dynamic_link_app_update", "dynamic_link_first_open", "error", "file_download",
    "first_open", "first_visit", "form_start", "form_submit", "in_app_purchase", "notification_dismiss",
    "notification_foreground", "notification_open", "notification_receive", "os_update", "page_view", "scroll",
    "session_start", "user_engagement", "video_progress", "video_start", "view_complete", "view_search_results",
})  # fmt: skip
RESERVED_PARAMETERS = frozenset({"engagement_time_msec", "gclid", "session_id", "session_number"})
CLIENT_ID = "videoclub.reports"
"""Who sends: the platform. No customer is in a report."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

type Value = str | int | float


class LimitExceeded(ValueError):
    """Analytics would drop this; the message says what and why."""


@dataclass(frozen=True, slots=True)
class AnalyticsEvent:
    """One event with its parameters."""

    name: str
    parameters: Mapping[str, Value]


def events_of(report: Report) -> list[AnalyticsEvent]:
    """The figures of a report: the whole, then each film, genre and country."""
    return [AnalyticsEvent(name, {"period": report.period, **values}) for name, values in _lines(report)]


def batches_of(events: Sequence[AnalyticsEvent], *, at: datetime, now: datetime) -> list[bytes]:
    """Bodies of requests that tell `events` as of the instant `at`, each within the limits. Raises LimitExceeded."""
    if now - at > BACKDATING_MAX:
        raise LimitExceeded(f"an event may lie {BACKDATING_MAX} in the past, not {now - at}")
    batches: list[bytes] = []
    some: list[AnalyticsEvent] = []
    for event in events:
        check_event(event)
        if len(some) == BATCH_MAX_EVENTS or (some and len(_body([*some, event], at)) > BATCH_MAX_BYTES):
            batches.append(_body(some, at))
            some = []
        some.append(event)
    if some:
        batches.append(_body(some, at))
    if too_large := next((batch for batch in batches if len(batch) > BATCH_MAX_BYTES), None):
        raise LimitExceeded(f"one event takes {len(too_large)} bytes of {BATCH_MAX_BYTES}")
    return batches


def check_event(event: AnalyticsEvent) -> None:
    """Raises LimitExceeded for an event that Analytics would drop, or of which it would drop a part."""
    _check_name(event.name, RESERVED_EVENTS)
    if len(event.parameters) > PARAMETERS_MAX:
        raise LimitExceeded(f"{event.name} has {len(event.parameters)} parameters of {PARAMETERS_MAX}")
    for name, value in event.parameters.items():
        _check_name(name, RESERVED_PARAMETERS)
        if _chars(str(value)) > VALUE_MAX_CHARS:
            raise LimitExceeded(f"the value of {event.name}.{name} has {_chars(str(value))} of {VALUE_MAX_CHARS} chars")


def fitted(text: str) -> str:
    """`text`, shortened to what a parameter may hold."""
    while _chars(text) > VALUE_MAX_CHARS:
        text = text[:-1]
    return text


def _lines(report: Report) -> Iterator[tuple[str, dict[str, Value]]]:
    yield from _told(
        "videoclub_day",
        {
            "rentals": report.rentals,
            "cancelled": report.cancelled,
            "customers": report.customers,
            "new_customers": report.new_customers,
            **_viewing(report.viewing),
        },
        report.revenue,
    )
    for movie in report.movies:
        title = movie.title.best("en") if movie.title else ""
        values: dict[str, Value] = {"movie_id": fitted(movie.movie_id), "title": fitted(title), "genre": movie.genre}
        yield from _told("videoclub_movie", values | {"rentals": movie.rentals} | _viewing(movie), movie.revenue)
    for genre in report.genres:
        values = {"genre": fitted(genre.genre), "rentals": genre.rentals}
        yield from _told("videoclub_genre", values | _viewing(genre), genre.revenue)
    for country in report.countries:
        values = {"country": country.country, "rentals": country.rentals, "customers": country.customers}
        yield from _told("videoclub_country", values, country.revenue)


def _told(name: str, values: dict[str, Value], revenue: Sequence[Amount]) -> Iterator[tuple[str, dict[str, Value]]]:
    """The line with its revenue; further currencies are told apart, so that nothing counts twice."""
    first, *others = revenue or [None]
    yield name, values | _money(first)
    for each in others:
        yield f"{name}_revenue", {key: value for key, value in values.items() if isinstance(value, str)} | _money(each)


def _viewing(line: Any) -> dict[str, Value]:
    return {name: getattr(line, name) for name in ViewingReport.model_fields}


def _money(amount: Amount | None) -> dict[str, Value]:
    return {"value": float(amount.amount), "currency": amount.currency} if amount else {}


def _check_name(name: str, reserved: frozenset[str]) -> None:
    if not _NAME.fullmatch(name):
        raise LimitExceeded(f"the name {name!r} is not a letter and then letters, digits and _")
    if _chars(name) > NAME_MAX_CHARS:
        raise LimitExceeded(f"the name {name} has {len(name)} of {NAME_MAX_CHARS} characters")
    if name in reserved or name.startswith(RESERVED_PREFIXES):
        raise LimitExceeded(f"the name {name} is reserved")


def _chars(text: str) -> int:
    """Characters as Analytics counts them."""
    return len(quote(text, safe=""))


def _body(events: Sequence[AnalyticsEvent], at: datetime) -> bytes:
    body = {
        "client_id": CLIENT_ID,
        "timestamp_micros": int(at.timestamp() * 1_000_000),
        "consent": {"ad_user_data": "DENIED", "ad_personalization": "DENIED"},
        "events": [{"name": event.name, "params": dict(event.parameters)} for event in events],
    }
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
