"""Settings of Rental."""

import json
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from rental.day_shards import DayShards
from videoclub.settings import Settings

CHECKPOINT_EVERY_MAX_S = 50
"""With a heartbeat of ten seconds on top, losing all of Redis costs a minute of progress at most."""


def _from_json(value: Any) -> Any:
    """Variables of the environment are texts, members of a secret are not."""
    return json.loads(value) if isinstance(value, str) else value


class RentalSettings(Settings):
    """Where its stores are and what its rules allow. Names ending in `_s` are seconds."""

    cassandra_hosts: str
    cassandra_port: int = 9042
    cassandra_auth: Literal["password", "sigv4"] = "password"
    """`sigv4` for Amazon Keyspaces: the function's role signs in, without a user and a password."""
    cassandra_username: str | None = None
    cassandra_password: Annotated[str | None, Field(repr=False)] = None
    cassandra_tls: bool = False
    cassandra_ca_file: str | None = None
    """Who vouches for the hosts' certificates; without it, whom the machine trusts."""
    cassandra_keyspace: str = "rental"
    cassandra_protocol_version: int = 5  # 4 for Amazon Keyspaces
    redis_url: str
    cursor_key: str
    movies_function: str
    event_bus: str
    media_bucket: str
    day_shards: Annotated[int, Field(gt=0)] = 8
    """Partitions of a day's listing, and of a minute's reminders. Never changed: with another number, what was written
    by this one would be out of sight."""
    day_shards_later: Annotated[dict[date, Annotated[int, Field(gt=0)]], BeforeValidator(_from_json)] = Field(
        default_factory=dict[date, int]
    )
    """Other numbers for listings from a day on, each told before that day begins: `{"2026-12-01": 64}`."""
    event_timeout_s: int = 2
    streams_per_customer: int = 2
    streams_per_movie: int = 1
    heartbeat_every_s: int = 10
    checkpoint_every_s: Annotated[int, Field(gt=0, le=CHECKPOINT_EVERY_MAX_S)] = 30
    resume_from_fraction: float = 0.05
    resume_until_fraction: float = 0.90
    media_url_max_s: int = 4 * 3600

    @model_validator(mode="after")
    def _with_credentials(self) -> Self:
        if self.cassandra_auth == "password" and None in (self.cassandra_username, self.cassandra_password):
            raise ValueError("cassandra_username and cassandra_password are missing")
        if self.cassandra_auth == "sigv4" and not self.cassandra_tls:
            raise ValueError("cassandra_auth sigv4 needs cassandra_tls")
        return self

    @property
    def shards(self) -> DayShards:
        return DayShards(self.day_shards, self.day_shards_later)

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
