"""Whether the platform is well."""

from http import HTTPStatus

from users import wiring
from users.api.routes import routes
from users.models.facade import HealthAnswer
from videoclub.http import ANYONE, Call, NoBody, NoQuery, Reply


@routes.route("GET", "/health", who=ANYONE, answer=HealthAnswer, also={503: HealthAnswer})
def check_health(call: Call[NoQuery, NoBody]) -> Reply[HealthAnswer]:
    """Is every service there, and its stores?"""
    answer = HealthAnswer.of(wiring.wired().health.check_health())
    return Reply(answer, status=HTTPStatus.OK if answer.status == "up" else HTTPStatus.SERVICE_UNAVAILABLE)
