"""Problem documents (RFC 9457): the one form of every error answer."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from videoclub.errors import DomainError
from videoclub.http.messages import HttpResponse
from videoclub.problems import PROBLEMS

MEDIA_TYPE = "application/problem+json"


def problem_document(
    slug: str,
    detail: str,
    *,
    request_id: str,
    base_url: str,
    extensions: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer for the catalogued problem `slug`."""
    problem = PROBLEMS[slug]
    document = dict(extensions or {}) | {
        "type": f"{base_url}/problems/{slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "instance": request_id,
        "code": slug,
    }
    return HttpResponse(
        problem.status,
        {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", **(headers or {})},
        json.dumps(document, ensure_ascii=False, default=str),
    )


def of_error(error: DomainError, *, request_id: str, base_url: str) -> HttpResponse:
    """The answer for a named refusal."""
    headers: dict[str, str] = {}
    if PROBLEMS[error.slug].status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    extensions = dict(error.extensions)
    if error.links:
        extensions["links"] = {name: f"{base_url}{path}" for name, path in error.links.items()}
    return problem_document(
        error.slug,
        error.detail,
        request_id=request_id,
        base_url=base_url,
        extensions=extensions,
        headers=headers,
    )


def internal_error(*, request_id: str, base_url: str) -> HttpResponse:
    """The answer for a fault of ours: it tells the request's id and nothing else."""
    detail = "Something broke on our side; the request id in `instance` finds it in the log."
    return problem_document("internal-error", detail, request_id=request_id, base_url=base_url)
