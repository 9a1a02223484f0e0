"""What Movies must be told to run."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from videoclub.settings import Settings
from videoclub.values import Duration


class MoviesSettings(Settings):
    """Settings of the catalogue. The two windows and the media serve films that state none of their own."""

    database_url: str
    cursor_key: Annotated[str, Field(min_length=32)]
    sealing_key: Annotated[str, Field(min_length=32)]
    """Seals registration tokens and webhooks' secrets; with another key they cannot be read any more."""
    notifier_function: str | None = None
    webhooks_function: str | None = None
    topics_function: str | None = None
    teller_function: str | None = None
    webhooks_to_loopback: bool = False
    """For one machine alone: webhooks may lead to that machine itself, and by plain http."""
    default_start_within: Duration = timedelta(days=30)
    default_watch_within: Duration = timedelta(hours=48)
    default_media_key: str = "clips/heart.mp4"
    default_duration_s: Annotated[int, Field(gt=0)] = 45


class TellerSettings(MoviesSettings):
    """Settings of those who tell the other services: also the event bus."""

    event_bus: str


class FirebaseSettings(MoviesSettings):
    """Settings of those who speak to Firebase: also which secret holds its service account."""

    firebase_secret_id: str


class ExchangeSettings(MoviesSettings):
    """Settings of those who import and export: the bucket, the queue of chunks, and what is large.

    At 15 to 40 ms a row, `import_rows_at_once` stays far below the 29 s that the gateway waits. A Lambda answer has at
    most 6 MB as JSON, whose escapes may double a text: hence `export_inline_max_bytes`. An export has no more
    films than an import may have rows.
    """

    exchange_bucket: str
    imports_queue_url: str
    import_rows_at_once: Annotated[int, Field(ge=0)] = 200
    import_chunk_rows: Annotated[int, Field(gt=0)] = 100
    import_rows_max: Annotated[int, Field(gt=0)] = 50_000
    export_inline_max_bytes: Annotated[int, Field(gt=0)] = 3_000_000
    export_movies_max: Annotated[int, Field(gt=0)] = 50_000
