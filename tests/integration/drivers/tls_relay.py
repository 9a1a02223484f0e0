"""TLS before a store that was built without it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from videoclub_local.processes import LOOPBACK


@contextmanager
def tls_relay(certificate: Path, to_port: int) -> Iterator[int]:
    """Take TLS connections with `certificate` (key and chain) and pass on what they say; yields the port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socket.create_server((LOOPBACK, 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context, to_port), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, context: ssl.SSLContext, to_port: int) -> None:
    with suppress(OSError):
        while True:
            threading.Thread(target=_serve, args=(listener.accept()[0], context, to_port), daemon=True).start()


def _serve(client: socket.socket, context: ssl.SSLContext, to_port: int) -> None:
    with (
        client,
        suppress(OSError),
        context.wrap_socket(client, server_side=True) as encrypted,
        socket.create_connection((LOOPBACK, to_port)) as store,
    ):
        back = threading.Thread(target=_copy, args=(store, encrypted), daemon=True)
        back.start()
        _copy(encrypted, store)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while said := source.recv(65536):
            target.sendall(said)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
