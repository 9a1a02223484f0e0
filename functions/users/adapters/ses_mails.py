"""Mails by Amazon SES."""

from dataclasses import dataclass
from email.headerregistry import Address

from users.mail import Mail
from videoclub.errors import ServiceUnavailable

SENDER_NAME = "Videoclub"
"""In ASCII: not every mail server reads an encoded name."""
SES_TIMEOUT_S = 10


@dataclass(frozen=True)
class SesMails:
    """Sends from the address `sender`."""

    sender: str

    def send_mail(self, mail: Mail) -> None:
        from videoclub.drivers import aws

        text = {"Data": mail.text, "Charset": "UTF-8"}
        try:
            aws.client("ses", read_timeout_s=SES_TIMEOUT_S, attempts=1).send_email(
                Source=str(Address(SENDER_NAME, addr_spec=self.sender)),
                Destination={"ToAddresses": [mail.to]},
                Message={"Subject": {"Data": mail.subject, "Charset": "UTF-8"}, "Body": {"Text": text}},
            )
        except aws.errors() as error:
            raise ServiceUnavailable("SES did not take the mail.") from error
