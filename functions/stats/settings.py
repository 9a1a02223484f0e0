"""What Stats must be told to run; functions, buckets and queues are named where they are used."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from videoclub.settings import Settings


class StatsSettings(Settings):
    """Settings of histories and their ingest."""

    database_url: str
    cursor_key: Annotated[str, Field(min_length=32)]


class ApiSettings(StatsSettings):
    """Settings of the API."""

    reports_bucket: str
    bot_function: str
    dead_letters_queue_url: str
    events_queue_arn: str


class InternalSettings(StatsSettings):
    """Settings of what other services ask."""

    histories_bucket: str


class BotSettings(StatsSettings):
    """Settings of the bot. `report_sinks` are `s3`, or `s3,ga4` for Google Analytics beside it."""

    reports_bucket: str
    rental_function: str
    movies_function: str
    users_function: str
    aws_lambda_function_name: str
    """The bot itself, by the name Lambda gives it: it starts itself again when its time is up."""
    report_sinks: Annotated[str, Field(pattern="^s3(,ga4)?$")] = "s3"
    ga4_measurement_id: str = ""
    ga4_api_secret: Annotated[str, Field(repr=False)] = ""
    ga4_url: str = "https://www.google-analytics.com"

    @property
    def with_ga4(self) -> bool:
        """Whether reports go to Google Analytics as well."""
        return self.report_sinks.endswith("ga4")

    @model_validator(mode="after")
    def _with_credentials(self) -> Self:
        if self.with_ga4 and not (self.ga4_measurement_id and self.ga4_api_secret):
            raise ValueError("the sink ga4 needs ga4_measurement_id and ga4_api_secret")
        return self


class SnapshotSettings(StatsSettings):
    """Settings of snapshots of all histories."""

    histories_bucket: str


class SweepSettings(StatsSettings):
    """How long what is needed for a time only is kept.

    An event may come again while its queue (14 days) and then its dead-letter queue (14 days) keep it.
    """

    event_retention_days: Annotated[int, Field(ge=29)] = 45
    hour_retention_days: Annotated[int, Field(ge=2)] = 400

    @property
    def event_retention(self) -> timedelta:
        """Events are known by their ids for so long."""
        return timedelta(days=self.event_retention_days)

    @property
    def hour_retention(self) -> timedelta:
        """Hours of viewings are kept for so long; reports have their sums."""
        return timedelta(days=self.hour_retention_days)
