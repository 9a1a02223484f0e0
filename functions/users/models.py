"""What Users takes and answers over HTTP."""

import unicodedata
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from users.account import EMAIL_MAX_CHARS, Account, Email, Registration, parse_email
from users.password_policy import MAX_CHARS
from users.sessions import Grant
from videoclub.http import AnswerModel, RequestModel
from videoclub.identity import Role
from videoclub.values import Instant

DISPLAY_NAME_MAX_CHARS = 80
REFRESH_TOKEN_MAX_CHARS = 200


_BREAKS_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode categories: controls, lone surrogates, separators of lines and paragraphs."""


def _one_line(text: str) -> str:
    if any(unicodedata.category(character) in _BREAKS_A_LINE for character in text):
        raise ValueError("must be one line without control characters")
    return text


type EmailText = Annotated[Email, Field(max_length=EMAIL_MAX_CHARS), AfterValidator(parse_email)]
type Password = Annotated[str, StringConstraints(strip_whitespace=False)]
"""Taken as typed, spaces included."""


class SignUp(RequestModel):
    """A new account. How strong a password must be, `users.password_policy` says."""

    email: EmailText
    password: Password
    display_name: Annotated[str, Field(min_length=1, max_length=DISPLAY_NAME_MAX_CHARS), AfterValidator(_one_line)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    birth_year: int | None = None

    @property
    def registration(self) -> Registration:
        """What the account is made of, without the password."""
        return Registration(self.email, self.display_name, self.locale, self.country, self.birth_year)


class SignIn(RequestModel):
    """Who is there?"""

    email: EmailText
    password: Annotated[Password, Field(max_length=MAX_CHARS)]


class RefreshSession(RequestModel):
    """The refresh token last received."""

    refresh_token: Annotated[str, Field(max_length=REFRESH_TOKEN_MAX_CHARS)]


class AccountAnswer(AnswerModel):
    """An account, as its owner sees it."""

    id: str
    email: str
    display_name: str
    locale: str
    country: str | None
    birth_year: int | None
    roles: list[Role]
    created_at: Instant

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(
            id=account.id,
            email=account.email,
            display_name=account.display_name,
            locale=account.locale,
            country=account.country,
            birth_year=account.birth_year,
            roles=list(account.roles),
            created_at=account.created_at,
        )


class SessionAnswer(AnswerModel):
    """What to call the API with for `expires_in` seconds, and what to exchange for more."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    refresh_token: str

    @classmethod
    def of(cls, grant: Grant) -> Self:
        return cls(
            access_token=grant.access_token.text,
            expires_in=grant.access_token.expires_in,
            refresh_token=str(grant.refresh_token),
        )
