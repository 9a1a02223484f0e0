"""What the platform offers at this moment: the object of `videoclub status --json` (see API.md, "The command")."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from videoclub_local.addresses import Addresses
from videoclub_local.logins import Login, read_logins
from videoclub_local.parts import PartStatus, State
from videoclub_local.platform import Platform

API_ID = "videoclub"  # what the API's tags in template.yaml say
PROBE_TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True)
class Report:
    """The state of all and of each part. Addresses are None while nothing answers there."""

    state: State
    site_url: str | None
    api_url: str | None
    docs_url: str | None
    fcm_inbox_url: str | None
    ca_file: Path | None
    logins: Mapping[str, Login]
    parts: list[PartStatus]

    def as_json(self) -> str:
        """The object that `--json` prints."""
        return json.dumps(asdict(self), default=str, indent=2)


def report_on(platform: Platform) -> Report:
    """Ask every part, and the API itself whether it is deployed."""
    parts = platform.statuses()
    port = platform.localstack.port
    addresses = Addresses(port) if port else None
    api_url = addresses.api_url(API_ID) if addresses else None
    return Report(
        state=overall_state(parts, is_deployed=api_url is not None and _answers(api_url)),
        site_url=addresses.site_url(API_ID) if addresses else None,
        api_url=api_url,
        docs_url=f"{api_url}/docs" if api_url else None,
        fcm_inbox_url=platform.fcm.inbox_url,
        ca_file=platform.localstack.ca_file if port else None,
        logins=read_logins(platform.project.home),
        parts=parts,
    )


def overall_state(parts: list[PartStatus], *, is_deployed: bool) -> State:
    """Up when all is; down when nothing of ours runs; degraded in between."""
    if all(part.state == "up" for part in parts) and is_deployed:
        return "up"
    own_are_down = all(part.state == "down" for part in parts if part.kind != "external")
    return "down" if own_are_down else "degraded"


def _answers(api_url: str) -> bool:
    """Whether the API is deployed. Asked by a preflight, which the gateway answers without a function."""
    try:
        return httpx.options(f"{api_url}/movies", timeout=PROBE_TIMEOUT_SECONDS).is_success
    except httpx.TransportError:
        return False
