"""Examples, composed of what the schemas say and of what members of that name look like."""

from typing import Any

from videoclub.openapi.schemas import ModelSchemas, Schema

_UUID = "3f0c7a52-9d1b-4c6e-8a47-5b2e9f1d6c03"
BY_NAME: dict[str, Any] = {
    "access_token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiI…",
    "birth_year": 1984,
    "character": "Count Orlok",
    "country": "FR",
    "countries": ["DE"],
    "decade": 1920,
    "currency": "EUR",
    "device": "Firefox on Linux",
    "device_id": "living-room",
    "device_name": "Living room",
    "display_name": "Ada",
    "email": "ada@example.org",
    "genre": "horror",
    "favourite_genre": "horror",
    "genres": ["horror", "fantasy"],
    "language": "de",
    "languages": ["de"],
    "locale": "fr-FR",
    "name": "F. W. Murnau",
    "original_title": "Nosferatu, eine Symphonie des Grauens",
    "password": "correct horse battery staple",
    "current_password": "correct horse battery staple",
    "new_password": "a better horse, a longer staple",
    "period": "2026-W47",
    "position_s": 312,
    "duration_s": 5640,
    "runtime_min": 94,
    "watched_s": 5640,
    "tag": "early-bird",
    "tags": ["early-bird"],
    "score": 0.87,
    "progress": 0.42,
    "topic": "movies.added",
    "topics": ["movies.added", "movies.price-changed"],
    "year": 1922,
    "en": "Nosferatu",
    "fr": "Nosferatu le vampire",
}
"""What a member of that name holds; used where the schema allows it."""
_BY_FORMAT = {"date-time": "2026-11-21T20:15:00.000Z", "date": "2026-11-21", "duration": "PT48H"}
_URL = "https://api.example.org/v1/movies/" + _UUID


def body_example(schema: Schema, schemas: ModelSchemas) -> Any:
    """A request: what it must hold; all that it may hold where it must hold nothing."""
    described = schemas.resolved(schema)
    required = described.get("required", [])
    if "examples" in described or not required:
        return answer_example(schema, schemas)
    return {name: _example(described["properties"][name], schemas, name) for name in required}


def answer_example(schema: Schema, schemas: ModelSchemas) -> Any:
    """An answer with all that it may hold."""
    return _example(schema, schemas, "")


def _example(schema: Schema, schemas: ModelSchemas, name: str) -> Any:
    described = schemas.resolved(schema)
    if choices := described.get("examples") or described.get("enum"):
        return choices[0]
    if "const" in described:
        return described["const"]
    if "anyOf" in described:
        return _example(described["anyOf"][0], schemas, name)
    match described.get("type"):
        case "object":
            return _object(described, schemas)
        case "array":
            return _array(described, schemas, name)
        case kind:
            return _scalar(kind, described, name)


def _object(described: Schema, schemas: ModelSchemas) -> Any:
    if members := described.get("properties"):
        return {name: _example(member, schemas, name) for name, member in members.items()}
    return {"self": _example(described["additionalProperties"], schemas, "self")}


def _array(described: Schema, schemas: ModelSchemas, name: str) -> Any:
    items = described.get("items", {})
    if name in BY_NAME and schemas.resolved(items).get("type") == "string":
        return BY_NAME[name]
    return [_example(items, schemas, name)]


def _scalar(kind: str | None, described: Schema, name: str) -> Any:
    known = BY_NAME.get(name)
    match kind:
        case "string":
            return known if isinstance(known, str) else _text(described.get("format"), name)
        case "integer":
            return known if isinstance(known, int) else described.get("minimum", 1)
        case "number":
            return known if isinstance(known, float) else 0.5
        case _:
            return True


def _text(form: str | None, name: str) -> str:
    if form is not None:
        return _BY_FORMAT[form]
    if name in {"self", "next", "url"} or name.endswith("_url"):
        return _URL
    return _UUID if name.endswith(("id", "ids", "token")) else name.replace("_", " ")
