"""Settings of Rental."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from videoclub.settings import Settings

CHECKPOINT_EVERY_MAX_S = 50
"""With a heartbeat of ten seconds on top, losing all of Redis costs a minute of progress at most."""


class RentalSettings(Settings):
    """Where its stores are and what its rules allow. Names ending in `_s` are seconds."""

    cassandra_hosts: str
    cassandra_port: int = 9042
    cassandra_username: str
    cassandra_password: str
    cassandra_keyspace: str = "rental"
    cassandra_protocol_version: int = 5  # 4 for Amazon Keyspaces
    redis_url: str
    cursor_key: str
    movies_function: str
    event_bus: str
    media_bucket: str
    day_shards: int = 8  # may grow; with fewer, the rentals of the others would be out of sight
    event_timeout_s: int = 2
    streams_per_customer: int = 2
    streams_per_movie: int = 1
    heartbeat_every_s: int = 10
    checkpoint_every_s: Annotated[int, Field(gt=0, le=CHECKPOINT_EVERY_MAX_S)] = 30
    resume_from_fraction: float = 0.05
    resume_until_fraction: float = 0.90
    media_url_max_s: int = 4 * 3600

    @property
    def media_url_max(self) -> timedelta:
        """No media URL lives longer than this."""
        return timedelta(seconds=self.media_url_max_s)

    @property
    def session_ttl(self) -> timedelta:
        """A session without a heartbeat for this long is over."""
        return timedelta(seconds=3 * self.heartbeat_every_s)

    @property
    def checkpoint_every(self) -> timedelta:
        """While a film plays, its position is kept durably and the seconds played are told this often."""
        return timedelta(seconds=self.checkpoint_every_s)
