"""The links that the platform mails: LocalStack keeps the mails instead of sending them."""

import re

from api_client import eventually
from running_platform import RunningPlatform
from videoclub_local.mails import KeptMail, kept_mails


def mailed(platform: RunningPlatform, email: str, purpose: str) -> tuple[KeptMail, str]:
    """The first mail to an address for a purpose (`verify-email`), and the token of its link."""
    link = re.compile(rf"{re.escape(platform.api_url)}/#/{purpose}/(\S+)")

    def ask() -> tuple[KeptMail, str] | None:
        mails = kept_mails(platform.api_url.partition("/_aws/")[0], email)
        return next(((mail, found[1]) for mail in mails if (found := link.search(mail.text))), None)

    return eventually(ask)
