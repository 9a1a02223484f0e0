"""What callers get when a function does not answer, in Lambda's words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal


@dataclass(frozen=True)
class Failure:
    """Why a call, or an init, came to nothing. `payload` is what the caller gets, as JSON."""

    payload: bytes
    status: Literal["error", "timeout"]
    error_type: str | None = None
    message: str = ""
    """Lines for a log in text, each ended; may be empty."""


def timed_out(request_id: str, seconds: float) -> Failure:
    """The function did not answer within its timeout of `seconds`."""
    timestamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message = f"{timestamp} {request_id} Task timed out after {seconds:.2f} seconds"
    return Failure(_payload(errorMessage=message), "timeout", message=f"{message}\n")


def init_timed_out() -> Failure:
    """The init took too long. No caller is told: it is repeated in the first call."""
    return Failure(b"", "timeout")


def exited(request_id: str, how: str, out_of_memory: bool) -> Failure:
    """The process ended before it answered; `how` in the words of processes.describe_exit."""
    error_type = "Runtime.OutOfMemory" if out_of_memory else "Runtime.ExitError"
    message = f"RequestId: {request_id} Error: {how}"
    payload = _payload(errorType=error_type, errorMessage=message)
    return Failure(payload, "error", error_type, f"{message}\n{error_type}\n")


def init_failed(payload: bytes, error_type: str) -> Failure:
    """The runtime reported an error of its init, for example of importing the handler's module."""
    return Failure(payload, "error", error_type)


def too_large(size: int, limit: int) -> Failure:
    """The function's answer of `size` bytes exceeds what Lambda passes on."""
    error_type = "Function.ResponseSizeTooLarge"
    message = f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({limit} bytes)."
    return Failure(_payload(errorMessage=message, errorType=error_type), "error", error_type)


def _payload(**fields: str) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()
