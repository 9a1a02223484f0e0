"""Settings of Suggestions."""

from datetime import timedelta

from suggestions.rebuilding import Lengths
from videoclub.settings import Settings


class SuggestionsSettings(Settings):
    """Where its store and Stats are, and how long lists are and live. Names ending in `_s` are seconds."""

    redis_url: str
    cursor_key: str
    stats_function: str
    stats_timeout_s: int = 30
    rebuild_redis_timeout_s: float = 5.0
    list_ttl_days: int = 7
    suggestions_per_customer: int = 50
    trending_length: int = 100
    similar_length: int = 50

    @property
    def list_ttl(self) -> timedelta:
        """A list that no rebuild replaces is gone after this."""
        return timedelta(days=self.list_ttl_days)

    @property
    def lengths(self) -> Lengths:
        return Lengths(self.suggestions_per_customer, self.trending_length, self.similar_length)
