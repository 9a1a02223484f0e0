"""What Users takes about links in mails."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from users.models.accounts import EmailText, Password
from videoclub.http import RequestModel

TOKEN_MAX_CHARS = 100


class VerifyEmail(RequestModel):
    """Either the address to mail a link to, or the token of such a link."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ada@example.org"}]})

    email: EmailText | None = None
    token: Annotated[str, Field(min_length=1, max_length=TOKEN_MAX_CHARS)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.email is None) == (self.token is None):
            raise ValueError("send either email or token")
        return self


class RequestPasswordReset(RequestModel):
    """Whose password is to be another?"""

    email: EmailText


class ResetPassword(RequestModel):
    """The new password. How strong it must be, `users.password_policy` says."""

    password: Password
