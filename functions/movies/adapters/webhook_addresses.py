"""Which addresses a webhook may have, and which network address stands behind one.

A webhook's URL is somebody else's choice: without these checks it would let them reach what only we can reach
(server-side request forgery, OWASP). So it must be https, lead to addresses of the public internet only, and the
connection goes to the very address that was checked: a name that resolves differently a moment later gains nothing.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is handed out (RFC 4291); what maps or translates to IPv4 lies outside."""
_PORTS = {"https": 443, "http": 80}


class AddressRefused(Exception):
    """Nothing may be sent there; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the name it is for, and the address that was found for it and checked."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


@dataclass(frozen=True)
class PublicAddresses:
    """The WebhookAddresses of the internet. `loopback_allowed`, for one machine alone, adds itself and plain http."""

    loopback_allowed: bool = False

    def refusal(self, url: str) -> str | None:
        try:
            self.resolve(url)
        except AddressRefused as refused:
            return str(refused)
        return None

    def resolve(self, url: str) -> Target:
        """Where a request to `url` goes. Raises AddressRefused."""
        parts, port = self._parse(url)
        host = parts.hostname or ""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise AddressRefused("its host name is not known") from None
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self._is_allowed(ip_address(address.partition("%")[0])):
                raise AddressRefused("it leads to an address that is not on the public internet")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(parts.scheme, host, port, path, addresses[0])

    def _parse(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise AddressRefused("it is not a URL") from None
        schemes = ("https", "http") if self.loopback_allowed else ("https",)
        if parts.scheme not in schemes:
            raise AddressRefused("it must begin with https://")
        if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
            raise AddressRefused("it must have a host, and neither a password nor a fragment")
        if not url.isascii() or any(character.isspace() for character in url):
            raise AddressRefused("it must be written in ASCII, without spaces")
        return parts, port

    def _is_allowed(self, address: IPv4Address | IPv6Address) -> bool:
        if address.is_loopback:
            return self.loopback_allowed
        if isinstance(address, IPv6Address):
            return address.is_global and address in GLOBAL_UNICAST
        return address.is_global and not address.is_multicast
