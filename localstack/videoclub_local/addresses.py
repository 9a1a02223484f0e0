"""Where the platform answers on this machine: the only module that knows the emulator's own addresses.

On AWS the same addresses come from the stack's outputs and from `ApiUrl`.
"""

from dataclasses import dataclass

from videoclub_local.processes import LOOPBACK

STAGE = "v1"  # StageName of the API in template.yaml


@dataclass(frozen=True)
class Addresses:
    """The addresses of one emulator. `port` is its only one: http and https, every service."""

    port: int
    secure: bool = False
    """Whether the gateway's addresses are https: the certificate names 127.0.0.1, localhost and *.localhost."""

    @property
    def endpoint_url(self) -> str:
        """For AWS clients (AWS_ENDPOINT_URL). Plain http: it never leaves the loopback interface."""
        return f"http://{LOOPBACK}:{self.port}"

    def api_url(self, api_id: str) -> str:
        """The API, without a trailing slash: it answers to every client, whatever it makes of *.localhost."""
        return f"{self._scheme}://{LOOPBACK}:{self.port}/_aws/execute-api/{api_id}/{STAGE}"

    def site_url(self, api_id: str) -> str:
        """The frontend, served by the same API: relative addresses need the trailing slash."""
        return f"{self.api_url(api_id)}/"

    def api_host_url(self, api_id: str) -> str:
        """The API under a host of its own, as on AWS; browsers take *.localhost for loopback, other clients may not."""
        return f"{self._scheme}://{api_id}.execute-api.localhost:{self.port}/{STAGE}"

    def bucket_url(self, bucket: str) -> str:
        """A bucket path-style, without a trailing slash. Plain http: what `SiteOrigin` is fetched by is the gateway."""
        return f"{self.endpoint_url}/{bucket}"

    @property
    def _scheme(self) -> str:
        return "https" if self.secure else "http"
