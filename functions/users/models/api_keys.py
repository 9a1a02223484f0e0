"""What Users takes and answers about API keys."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from users.api_key import ApiKey
from users.models.accounts import DisplayName
from videoclub.api_keys import SCOPES
from videoclub.http import AnswerModel, Page, RequestModel
from videoclub.values import GivenInstant, Instant


def _known(scope: str) -> str:
    if scope not in SCOPES:
        raise ValueError(f"is none of {', '.join(SCOPES)}")
    return scope


type Scope = Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)}), AfterValidator(_known)]


class CreateApiKey(RequestModel):
    """A key for a program: what people call it, what it is for, and until when it lives."""

    name: DisplayName
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(SCOPES))]
    expires_at: GivenInstant | None = None


class ApiKeyAnswer(AnswerModel):
    """A key as its owner sees it; `last_used_at` is true to some minutes."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: Instant
    expires_at: Instant | None
    last_used_at: Instant | None

    @classmethod
    def of(cls, kept: ApiKey, **further: Any) -> Self:
        return cls(
            id=kept.id,
            name=kept.name,
            prefix=kept.prefix,
            scopes=list(kept.scopes),
            created_at=kept.created_at,
            expires_at=kept.expires_at,
            last_used_at=kept.last_used_at,
            **further,
        )


class NewApiKeyAnswer(ApiKeyAnswer):
    """A key just made, with its text, which is shown this once."""

    key: str


class ApiKeyPage(Page[ApiKeyAnswer]):
    """A page of keys."""
