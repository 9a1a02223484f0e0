"""The command: `python -m fcm_emulator` serves, `python -m fcm_emulator service-account` writes a service account."""

import argparse
import json
import logging
import os
import signal
import sqlite3
import ssl
import sys
from pathlib import Path

from fcm_emulator.control_api import ControlApi
from fcm_emulator.credentials import GOOGLE_TOKEN_URI, service_account
from fcm_emulator.faults import Faults
from fcm_emulator.google_api import GoogleApi
from fcm_emulator.inbox import DEFAULT_CAPACITY, Inbox
from fcm_emulator.messages import PayloadLimits
from fcm_emulator.oauth import OAuth
from fcm_emulator.proxy import tls_context
from fcm_emulator.router import Router
from fcm_emulator.server import EmulatorServer
from fcm_emulator.subscriptions import DATABASE_NAME, Subscriptions

DEFAULT_PORT = 8155


class StartError(Exception):
    """The emulator cannot start. The message is one sentence: what is wrong and what to do."""


def main() -> int:
    options = _parser().parse_args()
    try:
        if options.command == "service-account":
            _write_service_account(options.project_id, options.token_uri, options.output)
        else:
            _serve(options)
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _serve(options: argparse.Namespace) -> None:
    logging.basicConfig(level=options.log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    tls = _tls(options.certificate) if options.certificate else None
    subscriptions = _subscriptions(options.state_dir)
    inbox, faults = Inbox(options.inbox_size), Faults()
    limits = PayloadLimits(options.topic_payload_bytes, options.token_payload_bytes)
    google = GoogleApi(inbox=inbox, subscriptions=subscriptions, faults=faults, oauth=OAuth(), limits=limits)
    router = Router(google, ControlApi(inbox, subscriptions, faults))
    try:
        server = EmulatorServer(options.port, router, tls)
    except OSError as error:
        raise StartError(f"Port {options.port} cannot be used ({error.strerror}): choose another by --port.") from None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"FCM emulator: http://127.0.0.1:{server.port}/{'' if tls else ' (no certificate: no proxy)'}", flush=True)
    with server:
        server.serve_forever()


def _tls(certificate: Path) -> ssl.SSLContext:
    try:
        return tls_context(certificate)
    except (OSError, ssl.SSLError) as error:
        reason = f"{certificate} cannot be used as certificate ({error.strerror or error})"
        raise StartError(f"{reason}: it must be a PEM file with the private key and the chain.") from None


def _subscriptions(state_dir: Path | None) -> Subscriptions:
    if state_dir is None:
        return Subscriptions(None)
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        return Subscriptions(state_dir / DATABASE_NAME)
    except OSError as error:
        raise StartError(f"The folder {state_dir} cannot be made ({error.strerror}): choose another.") from None
    except sqlite3.Error as error:
        raise StartError(f"{state_dir / DATABASE_NAME} cannot be read ({error}): delete it and start again.") from None


def _write_service_account(project_id: str, token_uri: str, output: Path | None) -> None:
    text = json.dumps(service_account(project_id, token_uri), indent=2) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise StartError(f"{output} cannot be written ({error.strerror}): choose another file.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("fcm_emulator", description="A local Firebase Cloud Messaging (HTTP v1).")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="on the loopback (%(default)s; 0: a free one)")
    parser.add_argument(
        "--certificate", type=Path, metavar="PEM", help="key and chain for Google's hosts; without it, no TLS, no proxy"
    )
    parser.add_argument("--state-dir", type=Path, metavar="DIR", help="keeps subscriptions; without it, in memory")
    parser.add_argument(
        "--inbox-size", type=_positive, default=DEFAULT_CAPACITY, metavar="N", help="messages kept (%(default)s)"
    )
    limits = PayloadLimits()
    parser.add_argument("--topic-payload-bytes", type=_positive, default=limits.topic_bytes, metavar="N")
    parser.add_argument("--token-payload-bytes", type=_positive, default=limits.token_bytes, metavar="N")
    parser.add_argument("--log-level", choices=("debug", "info", "warning", "error"), default="info")
    commands = parser.add_subparsers(dest="command", title="other commands")
    account = commands.add_parser("service-account", help="write a service account for local use")
    account.add_argument("--project-id", required=True)
    account.add_argument(
        "--token-uri", default=GOOGLE_TOKEN_URI, help="where the sender fetches its token (%(default)s)"
    )
    account.add_argument("--output", type=Path, help="a new file, readable by you alone; without it, standard output")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:  # noqa: PLR2004
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
