"""Fuzzes the deployed handlers behind the gateway, by invoking them as the gateway does."""

import json
import random
from collections.abc import Mapping
from typing import Any

from botocore.config import Config

from videoclub_local.api_pages import service_routes
from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.stack import STACK_NAME, Stack
from videoclub_local.fuzz.description import api_description
from videoclub_local.fuzz.events import EventFuzzer, Invoke, Outcome

_ONCE = Config(read_timeout=60, retries={"total_max_attempts": 1})


def fuzz_handlers(aws: Aws, tokens: Mapping[str, str], *, count: int, seed: int) -> dict[str, Outcome]:
    """Send `count` events to the handler of each service; what came of them, by service."""
    names = Stack(aws, STACK_NAME).physical_names()
    description = api_description()
    return {
        routes.service: EventFuzzer(routes, description, tokens, random.Random(f"{seed} {routes.service}")).run(  # noqa: S311
            _invoking(aws, names[f"{routes.service.capitalize()}Api"]), count
        )
        for routes in service_routes()
    }


def _invoking(aws: Aws, function: str) -> Invoke:
    client = aws.client("lambda", config=_ONCE)

    def invoke(event: Any) -> Any:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(event).encode())
        result = json.loads(answer["Payload"].read() or "null")
        if "FunctionError" in answer:
            raise RuntimeError(f"unhandled: {json.dumps(result)[:2000]}")
        return result

    return invoke
