"""What Stats must be told to run."""

from typing import Annotated

from pydantic import Field

from videoclub.settings import Settings


class StatsSettings(Settings):
    """Settings of histories, ingest and bot; the two functions are named where they are called."""

    database_url: str
    cursor_key: Annotated[str, Field(min_length=32)]
    reports_bucket: str
    rental_function: str


class ApiSettings(StatsSettings):
    """Settings of the API: also which function the bot is."""

    bot_function: str
