"""Typed settings of a service: from the environment, and its secrets from Secrets Manager by reference.

`SECRET_ID` names the one secret of a service, a JSON object whose members are settings like any other. Nothing is
read at import; a missing or wrong setting fails the first request by name.
"""

import json
import os
from collections.abc import Mapping
from typing import Any, Self

from pydantic import ConfigDict, ValidationError

from videoclub.lazy_model import LazyModel


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it, never its value."""


class Settings(LazyModel):
    """Base of a service's settings. A field `cursor_key` is the variable `CURSOR_KEY` or the secret's `cursor_key`."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def load(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings once. Raises SettingsError."""
        values: dict[str, Any] = {name.lower(): value for name, value in environment.items()}
        if secret_id := environment.get("SECRET_ID"):
            values |= _secret(secret_id)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
            raise SettingsError(f"{cls.__name__}: {wrong}") from None


def _secret(secret_id: str) -> dict[str, Any]:
    from videoclub.drivers import aws

    return json.loads(aws.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"])
