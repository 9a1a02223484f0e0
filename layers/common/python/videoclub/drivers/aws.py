# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
"""AWS clients with limits that fit a request. The endpoint comes from `AWS_ENDPOINT_URL` alone."""

from functools import cache
from threading import Lock
from typing import Any

CONNECT_TIMEOUT_S = 2
READ_TIMEOUT_S = 10

_making = Lock()


def client(service: str, *, read_timeout_s: int = READ_TIMEOUT_S, attempts: int = 3) -> Any:
    """The environment's client of an AWS service; made on first use, as boto3 takes a tenth of a second to load."""
    with _making:  # a client may be shared by threads, but not made by two at once
        return _client(service, read_timeout_s, attempts)


@cache
def _client(service: str, read_timeout_s: int, attempts: int) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,  # pyright: ignore[reportArgumentType]
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=read_timeout_s,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            signature_version="s3v4" if service == "s3" else None,
        ),
    )


def errors() -> tuple[type[Exception], ...]:
    """What a failed call raises, for an `except` clause: an error answer, no answer, or a broken connection."""
    from botocore.exceptions import BotoCoreError, ClientError

    return (BotoCoreError, ClientError)
