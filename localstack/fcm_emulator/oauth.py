"""Google's OAuth 2.0 token endpoint, as far as service accounts use it (RFC 7523).

The assertion's `aud` is not compared: client libraries always write https://oauth2.googleapis.com/token there, wherever
they send it. Its signature must be present but is not verified, as the emulator knows no account's public key.
"""

import base64
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from fcm_emulator.wire import Response, json_response

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_LIFETIME_SECONDS = 3599
MAX_ASSERTION_LIFETIME_SECONDS = 3600
CLOCK_SKEW_SECONDS = 300

EMULATOR_OWNER = "owner"
"""The bearer token that every Firebase emulator accepts; for curl and for tests."""


class OAuth:
    """Issues access tokens and recognises them again. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds of the Unix clock."""
        self._clock = clock
        self._lock = threading.Lock()
        self._expiry_by_token: dict[str, float] = {}

    def exchange(self, body: bytes) -> Response:
        """`POST /token`: an access token for a signed assertion."""
        form = {name: values[-1] for name, values in parse_qs(body.decode("ascii", "replace")).items()}
        if form.get("grant_type") != JWT_GRANT:
            return _refusal("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', '')}")
        if problem := self._problem(form.get("assertion", "")):
            return _refusal("invalid_grant", problem)
        token = f"ya29.emulator-{secrets.token_urlsafe(32)}"
        now = self._clock()
        with self._lock:
            self._expiry_by_token = {t: expiry for t, expiry in self._expiry_by_token.items() if expiry > now}
            self._expiry_by_token[token] = now + TOKEN_LIFETIME_SECONDS
        return json_response(
            {"access_token": token, "expires_in": TOKEN_LIFETIME_SECONDS, "token_type": "Bearer"},
            headers={"Cache-Control": "no-store"},
        )

    def accepts(self, token: str) -> bool:
        """Whether this token was issued here and is not yet expired."""
        with self._lock:
            return token == EMULATOR_OWNER or self._expiry_by_token.get(token, 0) > self._clock()

    def _problem(self, assertion: str) -> str | None:
        header, claims, signature = _decoded(assertion)
        if header.get("alg") != "RS256" or not signature:
            return "Invalid JWT Signature."
        issued, expires = claims.get("iat"), claims.get("exp")
        if not claims.get("iss") or not isinstance(issued, int | float) or not isinstance(expires, int | float):
            return "Invalid JWT: iss, iat and exp are required."
        now = self._clock()
        in_time = issued - CLOCK_SKEW_SECONDS <= now < expires + CLOCK_SKEW_SECONDS
        if not in_time or expires - issued > MAX_ASSERTION_LIFETIME_SECONDS:
            return (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim."
            )
        return None


def _decoded(assertion: str) -> tuple[Mapping[str, Any], Mapping[str, Any], str]:
    """Header, claims and signature of a JWT; empty ones for what is no JWT."""
    parts = assertion.split(".")
    if len(parts) != len(("header", "claims", "signature")):
        return {}, {}, ""
    try:
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except ValueError:
        return {}, {}, ""
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return {}, {}, ""
    return header, claims, parts[2]


def _refusal(error: str, description: str) -> Response:
    return json_response({"error": error, "error_description": description}, 400)
