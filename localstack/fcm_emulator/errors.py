"""Google's error bodies.

The envelope is google.rpc.Status as JSON; texts and details follow
https://firebase.google.com/docs/cloud-messaging/error-codes and https://bloomberg.github.io/pushiko/fcm_responses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fcm_emulator.wire import Response, json_response

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
QUOTA_FAILURE = "type.googleapis.com/google.rpc.QuotaFailure"

EXPECTED_CREDENTIAL = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


@dataclass(frozen=True)
class FieldViolation:
    """What is wrong with one field of a request; `field` is its path, as `message.data[0].value`."""

    field: str
    description: str


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal, as Google writes it: HTTP status, canonical code, text and typed details."""

    http_status: int
    status: str
    message: str
    details: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def to_response(self) -> Response:
        error: dict[str, Any] = {"code": self.http_status, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return json_response({"error": error}, self.http_status, self.headers)


def fcm_error(error_code: str) -> dict[str, Any]:
    return {"@type": FCM_ERROR, "errorCode": error_code}


def _bad_request(violations: Sequence[FieldViolation]) -> dict[str, Any]:
    found = [{"field": violation.field, "description": violation.description} for violation in violations]
    return {"@type": BAD_REQUEST, "fieldViolations": found}


def malformed_request(*violations: FieldViolation) -> ApiError:
    """The body is not a valid request message: found by Google's JSON parser, before FCM sees it."""
    text = "\n".join(violation.description for violation in violations)
    return ApiError(400, "INVALID_ARGUMENT", text, [_bad_request(violations)])


def invalid_argument(field_path: str, description: str) -> ApiError:
    """The request is well-formed, but FCM refuses a value in it."""
    details = [_bad_request([FieldViolation(field_path, description)]), fcm_error("INVALID_ARGUMENT")]
    return ApiError(400, "INVALID_ARGUMENT", description, details)


def invalid_token(field_path: str) -> ApiError:
    """The target does not look like a registration token. FcmError comes first here, as in Google's own answer."""
    description = "The registration token is not a valid FCM registration token"
    details = [fcm_error("INVALID_ARGUMENT"), _bad_request([FieldViolation(field_path, description)])]
    return ApiError(400, "INVALID_ARGUMENT", description, details)


def missing_credential(method: str) -> ApiError:
    details = {
        "@type": ERROR_INFO,
        "reason": "CREDENTIALS_MISSING",
        "domain": "googleapis.com",
        "metadata": {"method": method, "service": "fcm.googleapis.com"},
    }
    text = f"Request is missing required authentication credential. {EXPECTED_CREDENTIAL}"
    return ApiError(401, "UNAUTHENTICATED", text, [details])


def invalid_credential() -> ApiError:
    text = f"Request had invalid authentication credentials. {EXPECTED_CREDENTIAL}"
    return ApiError(401, "UNAUTHENTICATED", text)


def third_party_auth_error() -> ApiError:
    text = "Auth error from APNS or Web Push Service"
    return ApiError(401, "UNAUTHENTICATED", text, [fcm_error("THIRD_PARTY_AUTH_ERROR")])


def sender_id_mismatch() -> ApiError:
    return ApiError(403, "PERMISSION_DENIED", "SenderId mismatch", [fcm_error("SENDER_ID_MISMATCH")])


def unregistered() -> ApiError:
    return ApiError(404, "NOT_FOUND", "Requested entity was not found.", [fcm_error("UNREGISTERED")])


def not_found() -> ApiError:
    return ApiError(404, "NOT_FOUND", "Requested entity was not found.")


def already_exists() -> ApiError:
    return ApiError(409, "ALREADY_EXISTS", "Requested entity already exists")


def quota_exceeded(project: str) -> ApiError:
    violation = {"subject": f"project:{project}", "description": "Message sending quota exceeded for this project."}
    details = [{"@type": QUOTA_FAILURE, "violations": [violation]}, fcm_error("QUOTA_EXCEEDED")]
    return ApiError(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", details)


def internal() -> ApiError:
    return ApiError(500, "INTERNAL", "Internal error encountered.", [fcm_error("INTERNAL")])


def unavailable() -> ApiError:
    return ApiError(503, "UNAVAILABLE", "The service is currently unavailable.", [fcm_error("UNAVAILABLE")])
