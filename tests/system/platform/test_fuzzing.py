"""What nobody would send, sent to the whole platform: nothing breaks, and every answer is one that is described.

`videoclub fuzz` does the same for longer.
"""

from pathlib import Path

from running_platform import RunningPlatform
from videoclub_local.fuzz.callers import Callers
from videoclub_local.fuzz.gateway import COUNTED, Effort, fuzz_gateway
from videoclub_local.fuzz.handlers import fuzz_handlers
from videoclub_local.logins import Login

DOCUMENT = Path(__file__).parents[3] / "infra" / "openapi.json"
# The same each time (`videoclub fuzz` finds new ones), and not what counts failed sign-ins: others use this platform.
EFFORT = Effort(examples=1, seconds=75, without=COUNTED, seed=0)
EVENTS = 200


def logins(platform: RunningPlatform) -> dict[str, Login]:
    return {role: Login(**login) for role, login in platform.logins.items()}


def test_the_api_bears_what_schemathesis_sends(platform: RunningPlatform):
    # When
    findings = fuzz_gateway(platform.api_url, DOCUMENT, logins(platform), EFFORT)

    # Then
    assert not findings.failed, findings.report


def test_the_handlers_bear_events_that_no_gateway_makes(platform: RunningPlatform):
    # When
    callers = Callers.signed_in(platform.api_url, logins(platform), seconds=0)
    outcomes = fuzz_handlers(platform.aws, callers, count=EVENTS, seed=0)

    # Then
    assert [fault for outcome in outcomes.values() for fault in outcome.faults] == []
    assert all(outcome.statuses.total() == EVENTS for outcome in outcomes.values())
    assert all(outcome.statuses.keys() & {200, 201, 202, 204} for outcome in outcomes.values())
