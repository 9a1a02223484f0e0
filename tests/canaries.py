"""What tests leave with the platform so that it is known again, and what else must be in no log."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args
from uuid import uuid4

from rental.models import RentMovie
from store_scan import Row
from videoclub_local.secrets import Secrets

_PAYMENT_METHODS = get_args(RentMovie.model_fields["payment_method"].annotation)
# An address is tried where a word begins, and not at each of its letters: a line can have 70,000 in a row.
_SHAPES = {
    "what a test wrote": r"canary[0-9a-f]{32}",
    "an e-mail address": r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}\b",
    "an access token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}",
    "a refresh token": r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[\w-]{43}\b",
    "an API key": r"\bvc_[A-Za-z0-9]{8}_[\w-]{43}",
    "a secret of a webhook": r"\bwhsec_\w+",
    "a hash of a password": r"\$argon2",
    "a password in a URL": r"\w://[^\s/:@]+:[^\s/@]+@",
    "a private key": r"PRIVATE KEY-----",
    "a payment method": rf"\b(?:{'|'.join(_PAYMENT_METHODS)})\b",
}
_PATTERNS: Mapping[str, re.Pattern[str]] = {kind: re.compile(shape) for kind, shape in _SHAPES.items()}
_WORD = re.compile(r"[\w-]{16,}")


def canary() -> str:
    """A password, a name or a part of an address that no log may have: it is known by its shape."""
    return f"canary{uuid4().hex}"


@dataclass(frozen=True)
class Canaries:
    """All of it: by shape, and of one installation by its very words, of at least 16 letters, digits, `_` and `-`."""

    words: frozenset[str] = field(repr=False)
    harmless: frozenset[str] = frozenset()
    """What has a shape and is nobody's."""

    def kinds_in(self, line: str) -> set[str]:
        """What a line of a log has that it must not have."""
        kinds = {kind for kind, shape in _PATTERNS.items() if set(shape.findall(line)) - self.harmless}
        return kinds | ({"a secret of the installation"} if self.words.intersection(_WORD.findall(line)) else set())


def words_of(secrets: Secrets) -> frozenset[str]:
    """Every secret that an installation made for itself; of private keys the part that is private."""
    words: Iterable[str] = (
        *secrets.postgres_passwords.values(),
        *secrets.redis_passwords.values(),
        secrets.cassandra_password,
        *secrets.cursor_keys.values(),
        secrets.movies_sealing_key,
        *(key["d"] for key in secrets.token_signing_keys),
    )
    return frozenset(words)


def leaks(rows: Iterable[Row], canaries: Canaries) -> dict[str, set[str]]:
    """What was found in which log."""
    found: dict[str, set[str]] = {}
    for place, line in rows:
        if kinds := canaries.kinds_in(line):
            found.setdefault(place, set()).update(kinds)
    return found
