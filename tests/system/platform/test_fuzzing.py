"""What nobody would send, sent to the whole platform: nothing breaks, and every answer is one that is described.

`videoclub fuzz` does the same for longer.
"""

from pathlib import Path

from running_platform import RunningPlatform
from videoclub_local.fuzz.gateway import COUNTED, Effort, access_tokens, fuzz_gateway
from videoclub_local.fuzz.handlers import fuzz_handlers
from videoclub_local.logins import Login

DOCUMENT = Path(__file__).parents[3] / "infra" / "openapi.json"
# Not the stateful phase, and not what counts failed sign-ins: other tests use this platform
EFFORT = Effort(examples=1, seconds=20, phases="examples,coverage,fuzzing", without=COUNTED)
EVENTS = 200


def logins(platform: RunningPlatform) -> dict[str, Login]:
    return {role: Login(**login) for role, login in platform.logins.items()}


def test_the_api_bears_what_schemathesis_sends(platform: RunningPlatform):
    assert fuzz_gateway(platform.api_url, DOCUMENT, logins(platform), EFFORT) == []


def test_the_handlers_bear_events_that_no_gateway_makes(platform: RunningPlatform):
    # When
    tokens = access_tokens(platform.api_url, logins(platform))
    outcomes = fuzz_handlers(platform.aws, tokens, count=EVENTS, seed=0)

    # Then
    assert [fault for outcome in outcomes.values() for fault in outcome.faults] == []
    assert all(outcome.statuses.total() == EVENTS for outcome in outcomes.values())
    assert all(outcome.statuses.keys() & {200, 201, 202, 204} for outcome in outcomes.values())
