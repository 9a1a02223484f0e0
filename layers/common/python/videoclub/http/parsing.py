"""From what the gateway delivers to the models of a route; every fault is named by field."""

import zlib
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from videoclub.errors import FieldError, ValidationFailed
from videoclub.http.models import TextBody

BODY_LIMIT_BYTES = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS


def unpack_body(raw: bytes, *, limit_bytes: int) -> bytes:
    """A body sent with `Content-Encoding: gzip`; of one that unpacks to more than the limit, only one byte more.

    Raises ValidationFailed.
    """
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(raw, limit_bytes + 1)
    except zlib.error:
        raise ValidationFailed(FieldError("", "not_gzip", "is not gzip, though Content-Encoding says so")) from None
    if not unpacking.eof and len(unpacked) <= limit_bytes:
        raise ValidationFailed(FieldError("", "not_gzip", "ends in the middle of its gzip stream"))
    return unpacked


def parse_body[Model: BaseModel](model: type[Model], raw: bytes) -> Model:
    """The body as `model`: JSON, or text for a `TextBody`. Raises ValidationFailed."""
    if issubclass(model, TextBody):
        return model(text=_decoded(raw))
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


def _decoded(raw: bytes) -> str:
    """UTF-8 without its byte order mark."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 (line {line}, byte {error.start + 1} of the body); save it as UTF-8 and send it again"
        raise ValidationFailed(FieldError("", "not_utf8", message)) from None
    if "\N{REPLACEMENT CHARACTER}" in text:
        line = text[: text.index("\N{REPLACEMENT CHARACTER}")].count("\n") + 1
        message = f"has characters that were lost on the way (U+FFFD, line {line}); save it as UTF-8 and send it again"
        raise ValidationFailed(FieldError("", "not_utf8", message))
    return text


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in location)
