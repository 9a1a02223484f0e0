"""Whether the time of an answer tells that an address has an account: known and unknown ones, asked in turns."""

import json
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from users.account import Email, Registration, parse_email
from users.errors import InvalidCredentials
from users.settings import UsersSettings
from users.wiring import Wiring, wire
from videoclub.clock import utc_now
from videoclub_local.secrets import new_signing_key

ROUNDS = 200
WARM_UP_ROUNDS = 10
DIFFERENCE_MAX = 0.10
"""How far the two medians may lie apart."""
_PASSWORD = "seven purple bicycles"  # noqa: S105 - of an account that lives as long as the measuring
_UNLIMITED = 1_000_000


@dataclass(frozen=True)
class Answered:
    """Two medians of one kind of request."""

    asked: str
    known_ms: float
    unknown_ms: float

    @property
    def difference(self) -> float:
        """How far they lie apart, as a part of the larger."""
        return abs(self.known_ms - self.unknown_ms) / max(self.known_ms, self.unknown_ms)


def measure_sign_in(url: str) -> list[Answered]:
    """Sign in with a wrong password, and ask for mails, with the use cases as deployed on a database of their own."""
    users = _users(url)
    known = parse_email("known@example.com")
    users.accounts.create_account(Registration(known, "Somebody"), _PASSWORD, now=utc_now())

    def sign_in(email: Email) -> None:
        with suppress(InvalidCredentials):
            users.sessions.sign_in(email, "not the password", device="bench", address="bench", now=utc_now())

    def ask_reset(email: Email) -> None:
        users.mail_links.request_mail(email, "reset-password", address="bench", api_url="", now=utc_now())

    def ask_verification(email: Email) -> None:
        users.mail_links.request_mail(email, "verify-email", address="bench", api_url="", now=utc_now())

    return [
        _measure("POST /sessions, wrong password", sign_in, known),
        _measure("POST /password-resets", ask_reset, known),
        _measure("POST /accounts/verifications", ask_verification, known),
    ]


def _measure(asked: str, ask: Callable[[Email], None], known: Email) -> Answered:
    known_ms, unknown_ms = list[float](), list[float]()
    for number in range(WARM_UP_ROUNDS + ROUNDS):
        for email, times in ((known, known_ms), (parse_email(f"{uuid4()}@example.com"), unknown_ms)):
            begun = time.perf_counter()
            ask(email)
            if number >= WARM_UP_ROUNDS:
                times.append((time.perf_counter() - begun) * 1000)
    return Answered(asked, statistics.median(known_ms), statistics.median(unknown_ms))


def _users(url: str) -> Wiring:
    settings = UsersSettings(
        database_url=url,
        cursor_key="bench",
        token_signing_keys=json.dumps({"keys": [new_signing_key()]}),
        event_bus="",
        movies_function="",
        rental_function="",
        suggestions_function="",
        stats_function="",
        sign_in_failures_per_account=_UNLIMITED,
        sign_in_failures_per_address=_UNLIMITED,
        mails_per_address=_UNLIMITED,
    )
    return wire(settings)
