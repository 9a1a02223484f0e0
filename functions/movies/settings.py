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
    notifier_function: str | None = None
    default_start_within: Duration = timedelta(days=30)
    default_watch_within: Duration = timedelta(hours=48)
    default_media_key: str = "clips/heart.mp4"
    default_duration_s: Annotated[int, Field(gt=0)] = 45


class NotifierSettings(MoviesSettings):
    """Settings of the notifier: also which secret holds Firebase's service account."""

    firebase_secret_id: str
