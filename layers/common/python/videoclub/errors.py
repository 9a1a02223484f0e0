"""Named refusals. The domain raises them without knowing HTTP; `videoclub.problems` gives each its status and title.

A service adds its own next to its use cases: a subclass of `DomainError` with the `slug` of a catalogued problem.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


class DomainError(Exception):
    """Something the caller asked for cannot be done, and the caller can understand why.

    `detail` is one sentence for a person. `links` name paths of this API that help, and `extensions` are further
    members of the problem document; their names use letters, digits and `_` only, and their values must be JSON.
    `retry_after_s` says when asking again may help.
    """

    slug: ClassVar[str]
    retry_after_s: int | None = None

    def __init__(self, detail: str, *, links: Mapping[str, str] | None = None, **extensions: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.links = links or {}
        self.extensions = extensions


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. `pointer` is a JSON Pointer into the body, or `/name` of a query parameter."""

    pointer: str
    code: str
    message: str


class ValidationFailed(DomainError):
    """The request is malformed: `errors` names each field."""

    slug = "validation-error"

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("The request has invalid fields; see errors.", errors=[vars(error) for error in errors])
        self.errors = errors


class Unauthenticated(DomainError):
    """No credentials, or credentials that are not ours, expired or revoked."""

    slug = "unauthenticated"


class Forbidden(DomainError):
    """The caller is known but may not do this."""

    slug = "forbidden"


class NotFound(DomainError):
    """There is no such thing, or none that this caller may see: the two look alike."""

    slug = "not-found"


class NotAcceptable(DomainError):
    """The route has its answer in none of the media types that the caller accepts."""

    slug = "not-acceptable"


class PreconditionFailed(DomainError):
    """The resource has changed since the caller read it."""

    slug = "precondition-failed"


class ServiceUnavailable(DomainError):
    """A store or service did not answer in time. The caller may try again after `retry_after_s` seconds."""

    slug = "service-unavailable"

    def __init__(self, detail: str, *, retry_after_s: int = 2) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s
