"""Listen on the host that GATEWAY_LISTEN names.

Why: for IPv4 LocalStack's server takes only the port from GATEWAY_LISTEN and listens on all interfaces, so that
127.0.0.1 would expose every emulated service, unauthenticated, to the network.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from localstack import config
from localstack.runtime.server import twisted as server
from twisted.internet import endpoints


def apply() -> None:
    """Replace the endpoint that the gateway's server makes for IPv4."""
    hosts = {address.port: address.host for address in config.GATEWAY_LISTEN}

    def listen_on_named_host(reactor: Any, port: int) -> endpoints.TCP4ServerEndpoint:
        return endpoints.TCP4ServerEndpoint(reactor, port, interface=hosts[port])

    server.endpoints = SimpleNamespace(  # pyright: ignore[reportAttributeAccessIssue]
        TCP4ServerEndpoint=listen_on_named_host, TCP6ServerEndpoint=endpoints.TCP6ServerEndpoint
    )
