"""What Users takes and answers about accounts and sessions."""

import json
import unicodedata
from dataclasses import asdict
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from users.account import EMAIL_MAX_CHARS, Account, Email, Profile, Registration, parse_email
from users.password_policy import MAX_CHARS
from users.session import Session
from users.sessions import Grant
from videoclub.http import AnswerModel, Page, RequestModel
from videoclub.http.merge_patch import merge_patch
from videoclub.http.parsing import parse_body
from videoclub.identity import Role
from videoclub.ids import SessionId
from videoclub.values import Instant

DISPLAY_NAME_MAX_CHARS = 80
REFRESH_TOKEN_MAX_CHARS = 200


_BREAKS_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode categories: controls, lone surrogates, separators of lines and paragraphs."""


def one_line(text: str) -> str:
    """The text, if it is one line that can be shown. Raises ValueError."""
    if any(unicodedata.category(character) in _BREAKS_A_LINE for character in text):
        raise ValueError("must be one line without control characters")
    return text


type EmailText = Annotated[Email, Field(max_length=EMAIL_MAX_CHARS), AfterValidator(parse_email)]
Password = Annotated[str, StringConstraints(strip_whitespace=False)]
"""Taken as typed, spaces included."""


type DisplayName = Annotated[str, Field(min_length=1, max_length=DISPLAY_NAME_MAX_CHARS), AfterValidator(one_line)]
type Locale = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
type Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class SignUp(RequestModel):
    """A new account. How strong a password must be, `users.password_policy` says."""

    email: EmailText
    password: Password
    display_name: DisplayName
    locale: Locale = "en"
    country: Country | None = None
    birth_year: int | None = None

    @property
    def registration(self) -> Registration:
        """What the account is made of, without the password."""
        return Registration(self.email, self.display_name, self.locale, self.country, self.birth_year)


class UpdateAccount(RequestModel):
    """An account's fields that its owner may change, whole."""

    display_name: DisplayName
    locale: Locale
    country: Country | None = None
    birth_year: int | None = None


class PatchAccount(RequestModel):
    """The fields to change; null takes `country` or `birth_year` away."""

    display_name: str | None = None
    locale: str | None = None
    country: str | None = None
    birth_year: int | None = None

    def applied_to(self, account: Account) -> Profile:
        """The fields as they become. Raises ValidationFailed when one is missing or not what it should be."""
        changed = merge_patch(asdict(account.profile), self.model_dump(exclude_unset=True))
        return Profile(**parse_body(UpdateAccount, json.dumps(changed).encode()).model_dump())


class ChangePassword(RequestModel):
    """The password as it is, and as it is to be."""

    current_password: Annotated[Password, Field(max_length=MAX_CHARS)]
    new_password: Password


class SignIn(RequestModel):
    """Who is there? A browser asks for the refresh token in a cookie, which no script can read."""

    email: EmailText
    password: Annotated[Password, Field(max_length=MAX_CHARS)]
    refresh_by: Literal["body", "cookie"] = "body"


class RefreshSession(RequestModel):
    """The refresh token last received; absent when it is in the cookie."""

    refresh_token: Annotated[str, Field(max_length=REFRESH_TOKEN_MAX_CHARS)] | None = None


class AccountAnswer(AnswerModel):
    """An account, as its owner sees it."""

    id: str
    email: str
    display_name: str
    locale: str
    country: str | None
    birth_year: int | None
    roles: list[Role]
    email_verified: bool
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
            email_verified=account.email_verified_at is not None,
            created_at=account.created_at,
        )


class SessionAnswer(AnswerModel):
    """What to call the API with for `expires_in` seconds, and what to exchange for more.

    `refresh_token` is absent when it went into the cookie.
    """

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    refresh_token: str | None

    @classmethod
    def of(cls, grant: Grant, *, in_cookie: bool) -> Self:
        return cls(
            access_token=grant.access_token.text,
            expires_in=grant.access_token.expires_in,
            refresh_token=None if in_cookie else str(grant.refresh_token),
        )


class SessionItem(AnswerModel):
    """A device somebody is signed in on; `current` is the one that asks."""

    id: str
    device: str
    created_at: Instant
    last_used_at: Instant
    expires_at: Instant
    current: bool

    @classmethod
    def of(cls, session: Session, current: SessionId | None) -> Self:
        return cls(
            id=session.id,
            device=session.device,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            current=session.id == current,
        )


class SessionPage(Page[SessionItem]):
    """A page of devices."""
