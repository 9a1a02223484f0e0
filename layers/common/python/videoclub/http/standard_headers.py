"""What every answer tells browsers, whichever route gave it: how careful to be with it, and which sites may read it."""

import base64
import hashlib
import re
from collections.abc import Mapping

HSTS_S = 365 * 24 * 3600
"""So long a browser that was here by https never comes by http."""
EXPOSED = "Content-Disposition, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
"""What another site's script may read besides the body."""

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def standard_headers(content_type: str, body: str, *, base_url: str, cors_origin: str) -> Mapping[str, str]:
    """The headers of an answer of an API at `base_url`.

    `cors_origin` is the origin whose scripts may read answers, `*` for all of them, empty for none but the API's own.
    They send tokens or keys, never cookies: credentials are not allowed.
    """
    headers = {
        "Content-Security-Policy": _content_security_policy(content_type, body),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if base_url.startswith("https:"):  # a platform on loopback is reached by http too, and so are its neighbours
        headers["Strict-Transport-Security"] = f"max-age={HSTS_S}"
    if cors_origin:
        headers |= {"Access-Control-Allow-Origin": cors_origin, "Access-Control-Expose-Headers": EXPOSED}
    return headers


def _content_security_policy(content_type: str, body: str) -> str:
    """Nothing may be loaded or framed; a page of ours has the style that is written in it."""
    policy = "default-src 'none'; frame-ancestors 'none'"
    if content_type.startswith("text/html") and (hashes := [_hash(style) for style in _STYLE.findall(body)]):
        return f"{policy}; style-src {' '.join(hashes)}"
    return policy


def _hash(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
