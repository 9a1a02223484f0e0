"""The mails of the local platform: LocalStack's SES keeps them instead of sending them."""

from dataclasses import dataclass
from typing import Any

import httpx

from videoclub_local.deploy.aws import Aws

TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True)
class KeptMail:
    """A mail that was sent."""

    to: str
    subject: str
    text: str


def verify_mail_sender(aws: Aws, address: str) -> None:
    """Let SES send from this address, as its owner does on AWS by the link that SES mails."""
    aws.client("ses").verify_email_identity(EmailAddress=address)


def kept_mails(endpoint_url: str, to: str) -> list[KeptMail]:
    """The mails sent to an address, oldest first."""
    answer = httpx.get(f"{endpoint_url}/_aws/ses", timeout=TIMEOUT_SECONDS).raise_for_status()
    return [_mail(message) for message in answer.json()["messages"] if to in message["Destination"]["ToAddresses"]]


def _mail(message: dict[str, Any]) -> KeptMail:
    return KeptMail(message["Destination"]["ToAddresses"][0], message["Subject"], message["Body"]["text_part"])
