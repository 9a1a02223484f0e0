"""What the platform holds on a person: told, and erased."""

from users import wiring
from users.api.routes import routes
from users.errors import InvalidCredentials, LastAdmin, TooManyAttempts
from users.models.personal_data import EraseAccount, ErasureAnswer, ExportAnswer
from videoclub.errors import ServiceUnavailable
from videoclub.http import Call, NoBody, NoQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId


@routes.route("GET", "/me/export", who=Role.CUSTOMER, answer=ExportAnswer, raises=[ServiceUnavailable])
def export_account(call: Call[NoQuery, NoBody]) -> Reply[ExportAnswer]:
    """All that the platform holds on me, from every service, or nothing."""
    export = wiring.wired().exporting.export_account(AccountId(call.principal.customer_id), now=call.now)
    return Reply(ExportAnswer.of(export), attachment=f"videoclub-{call.now.date().isoformat()}.json")


@routes.route(
    "DELETE",
    "/me",
    who=Role.CUSTOMER,
    body=EraseAccount,
    answer=ErasureAnswer,
    status=202,
    raises=[InvalidCredentials, TooManyAttempts, LastAdmin, ServiceUnavailable],
)
def erase_account(call: Call[NoQuery, EraseAccount]) -> Reply[ErasureAnswer]:
    """Forget me: the account goes now, what other services know of me follows. This cannot be undone."""
    wiring.wired().erasing.erase_account(
        AccountId(call.principal.customer_id), call.body.password, address=call.client_address, now=call.now
    )
    return Reply(ErasureAnswer(erased_at=call.now))
