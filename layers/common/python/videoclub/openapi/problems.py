"""How the document tells of refusals: one schema, and for each status of a route which problems it may be."""

from collections.abc import Iterable
from typing import Any

from videoclub.http.problem_document import MEDIA_TYPE
from videoclub.openapi.schemas import Schema, reference
from videoclub.problems import PROBLEMS, ProblemType

_TEXT: Schema = {"type": "string"}
PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "title": "Problem",
    "description": "An error answer (RFC 9457). Further members depend on the type of problem.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "A page that says what to do."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "instance": {"type": "string", "description": "The request's id, also in X-Request-Id."},
        "code": {"type": "string", "enum": list(PROBLEMS)},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": dict.fromkeys(("pointer", "code", "message"), _TEXT),
            },
        },
        "links": {"type": "object", "additionalProperties": _TEXT, "description": "What may help, by name."},
    },
}


def problem_answers(slugs: Iterable[str]) -> dict[str, Any]:
    """The error answers of a route that may refuse by the problems named, by status."""
    by_status: dict[int, list[ProblemType]] = {}
    for slug in sorted(slugs):
        by_status.setdefault(PROBLEMS[slug].status, []).append(PROBLEMS[slug])
    return {str(status): _answer(problems) for status, problems in sorted(by_status.items())}


def _answer(problems: list[ProblemType]) -> dict[str, Any]:
    schema = reference("Problem") | {"properties": {"code": {"enum": [problem.slug for problem in problems]}}}
    examples = {problem.slug: {"$ref": f"#/components/examples/{problem.slug}"} for problem in problems}
    return {
        "description": "; ".join(f"`{problem.slug}`: {problem.title}" for problem in problems),
        "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
        "content": {
            MEDIA_TYPE: {
                "schema": schema,
                "examples": examples,
            }
        },
    }


def problem_examples() -> dict[str, Any]:
    """An example of each problem there is, by slug."""
    return {slug: {"summary": problem.title, "value": _example(problem)} for slug, problem in PROBLEMS.items()}


def _example(problem: ProblemType) -> dict[str, Any]:
    return {
        "type": f"https://api.example.org/v1/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.advice,
        "instance": "5f2b1c7e-6a43-4c0e-9f1d-2b8a7c9d0e11",
        "code": problem.slug,
    }
