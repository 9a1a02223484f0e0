"""The refresh token of a browser, in a cookie that no script can read and that goes to one route only."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from users.session import RefreshToken
from videoclub.errors import Forbidden

COOKIE = "videoclub_refresh"
PATH = "/sessions/refresh"
_OUR_OWN_PAGES = {"same-origin", "none"}
"""What Sec-Fetch-Site says of a request that a page of ours, or the person, made."""


def set_refresh_cookie(token: RefreshToken, *, base_url: str, max_age_s: int) -> str:
    """The Set-Cookie that hands a token to a browser; https makes it Secure."""
    return _cookie(str(token), base_url, max_age_s)


def clear_refresh_cookie(*, base_url: str) -> str:
    """The Set-Cookie that takes it away again."""
    return _cookie("", base_url, 0)


def read_refresh_cookie(headers: Mapping[str, str]) -> str | None:
    """The token that a browser sent along, None without one.

    SameSite keeps other sites out, but on one machine every port is the same site: so a page of another origin is
    refused as well, where the browser says so. Raises Forbidden.
    """
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    if cookie is None or not cookie.value:
        return None
    if headers.get("sec-fetch-site", "none") not in _OUR_OWN_PAGES:
        raise Forbidden("A session in a cookie is renewed by the site's own pages only.")
    return cookie.value


def _cookie(value: str, base_url: str, max_age_s: int) -> str:
    address = urlsplit(base_url)
    secure = "; Secure" if address.scheme == "https" else ""
    path = f"{address.path}{PATH}"
    return f"{COOKIE}={value}; Path={path}; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}"
