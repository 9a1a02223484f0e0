"""How long a receiver asks to be left alone."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

from videoclub.clock import utc_now

LONGEST_RETRY_AFTER = timedelta(days=1)


def parse_retry_after(text: str) -> timedelta | None:
    """The pause that a Retry-After asks for, in seconds or until a date (RFC 9110, 10.2.3), a day at most."""
    try:
        asked = timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text) - utc_now()
    except (OverflowError, TypeError, ValueError):
        return None
    return min(max(asked, timedelta(0)), LONGEST_RETRY_AFTER)
