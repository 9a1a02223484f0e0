"""Where AWS is: an account and region, or the local emulator in their place."""

from typing import Any, Protocol

import boto3
from botocore.config import Config

from videoclub_local.parts import PartError

LOCAL_REGION = "us-east-1"
_LOCAL_CREDENTIALS = "test"  # LocalStack takes any, and these for account 000000000000


class Aws(Protocol):
    """Makes clients; a boto3.Session is one for the real AWS."""

    def client(self, service_name: str, *, config: Config | None = None) -> Any: ...


def own_aws() -> Aws:
    """AWS as the user's credentials, region and AWS_ENDPOINT_URL say. Raises PartError when they say nothing."""
    session = boto3.Session()
    if session.region_name is None or session.get_credentials() is None:
        raise PartError("AWS credentials and a region are missing; set AWS_PROFILE or run `aws configure`.")
    return session


class LocalAws:
    """Makes clients of the emulator alone, whatever AWS settings the user's shell has."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url
        self._session = boto3.Session(_LOCAL_CREDENTIALS, _LOCAL_CREDENTIALS, region_name=LOCAL_REGION)

    def client(self, service_name: str, *, config: Config | None = None) -> Any:
        return self._session.client(service_name, endpoint_url=self._endpoint_url, config=config)
