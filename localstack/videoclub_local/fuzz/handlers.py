"""Fuzzes the deployed handlers behind the gateway, by invoking them as the gateway does."""

import json
import random
from collections.abc import Collection
from typing import Any

from botocore.config import Config

from videoclub_local.api_pages import service_routes
from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.stack import STACK_NAME, Stack
from videoclub_local.fuzz.callers import Callers
from videoclub_local.fuzz.description import api_description
from videoclub_local.fuzz.events import EventFuzzer, Invoke, Outcome
from videoclub_local.parts import PartError

_ONCE = Config(read_timeout=60, retries={"total_max_attempts": 1})


def fuzz_handlers(
    aws: Aws, callers: Callers, *, count: int, seed: int, services: Collection[str] = ()
) -> dict[str, Outcome]:
    """Send `count` events to the handler of each of `services`, or of all; what came of them, by service.

    Raises PartError for a service that there is not.
    """
    known = {routes.service: routes for routes in service_routes()}
    if unknown := set(services) - known.keys():
        raise PartError(f"There is no service {', '.join(unknown)}, only {', '.join(known)}.")
    names, description = Stack(aws, STACK_NAME).physical_names(), api_description()
    outcomes: dict[str, Outcome] = {}
    for service in services or known:
        chance = random.Random(f"{seed} {service}")  # noqa: S311
        fuzzer = EventFuzzer(known[service], description, callers.access_token, chance)
        outcomes[service] = fuzzer.run(_invoking(aws, names[f"{service.capitalize()}Api"]), count)
    return outcomes


def _invoking(aws: Aws, function: str) -> Invoke:
    client = aws.client("lambda", config=_ONCE)

    def invoke(event: Any) -> Any:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(event).encode())
        result = json.loads(answer["Payload"].read() or "null")
        if "FunctionError" in answer:
            raise RuntimeError(f"unhandled: {json.dumps(result)[:2000]}")
        return result

    return invoke
