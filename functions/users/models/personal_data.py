"""What Users takes and answers about a person's data as a whole."""

from typing import Annotated, Self

from pydantic import Field, JsonValue

from users.exporting import Export
from users.models.accounts import Password
from users.password_policy import MAX_CHARS
from videoclub.http import AnswerModel, RequestModel
from videoclub.values import Instant


class ExportAnswer(AnswerModel):
    """All that each service holds on a person, by the service's name."""

    exported_at: Instant
    services: dict[str, dict[str, JsonValue]]

    @classmethod
    def of(cls, export: Export) -> Self:
        return cls(
            exported_at=export.exported_at,
            services={service: dict(data) for service, data in export.services.items()},
        )


class EraseAccount(RequestModel):
    """The person's password, since this cannot be undone."""

    password: Annotated[Password, Field(max_length=MAX_CHARS)]


class ErasureAnswer(AnswerModel):
    """The account was erased at this instant; the other services follow."""

    erased_at: Instant
