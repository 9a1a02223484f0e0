"""The CONNECT proxy's rules: which hosts it stands in for, and the TLS it ends for them.

Nothing is ever forwarded: a tunnel leads to the emulator itself, and to no other host.
"""

import ssl
from pathlib import Path

GOOGLE_HOSTS = frozenset(
    {
        "fcm.googleapis.com",
        "iid.googleapis.com",
        "oauth2.googleapis.com",
        "iamcredentials.googleapis.com",  # google-auth looks up a service account's boundary there
    }
)
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
HTTPS_PORT = "443"

TLS_HANDSHAKE = b"\x16"
"""The first byte of every TLS connection."""


def may_connect(authority: str) -> bool:
    """Whether a tunnel to `host:port` is offered."""
    host, _, port = authority.rpartition(":")
    return host.lower() in GOOGLE_HOSTS and port == HTTPS_PORT


def is_served(host_header: str) -> bool:
    """Whether a request for this host is meant for the emulator, and not sent here by a web page's DNS trick."""
    host = host_header.lower()
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    return name in GOOGLE_HOSTS or name in LOOPBACK_HOSTS or name.endswith(".localhost")


def tls_context(certificate: Path) -> ssl.SSLContext:
    """Read the server's key and certificate chain, both in one PEM file. Raises OSError or ssl.SSLError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate)
    return context
