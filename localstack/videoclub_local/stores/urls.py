"""URLs of stores, as they may be shown."""

from urllib.parse import urlsplit, urlunsplit


def without_password(url: str) -> str:
    """The URL without user and password, and without parameters, which may carry one too."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
