"""From what the gateway delivers to the models of a route; every fault is named by field."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from videoclub.errors import FieldError, ValidationFailed

BODY_LIMIT_BYTES = 256 * 1024


def parse_body[Model: BaseModel](model: type[Model], raw: bytes) -> Model:
    """The JSON body as `model`. Raises ValidationFailed."""
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise validation_failed(error) from None


def parse_query[Model: BaseModel](model: type[Model], parameters: Mapping[str, Sequence[str]]) -> Model:
    """The query parameters as `model`; one given twice is a list. Raises ValidationFailed."""
    flat = {name: values[0] if len(values) == 1 else list(values) for name, values in parameters.items()}
    try:
        return model.model_validate(flat)
    except ValidationError as error:
        raise validation_failed(error) from None


def validation_failed(error: ValidationError) -> ValidationFailed:
    """Pydantic's findings as field errors with JSON Pointers (RFC 6901)."""
    return ValidationFailed(
        *(
            FieldError(_pointer(found["loc"]), found["type"], found["msg"])
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        )
    )


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)
