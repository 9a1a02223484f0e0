"""Starts LocalStack: `python -m process_executor --port 4566 --state-dir .localstack`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from process_executor.server import CannotStart, run
from process_executor.settings import Instance


def main() -> None:
    """Parse the arguments and run LocalStack in the foreground. Exit code 1: it could not start."""
    parser = argparse.ArgumentParser(prog="process_executor", description="LocalStack without Docker.")
    parser.add_argument("--port", type=int, default=4566, help="for all services, http and https (default: 4566)")
    parser.add_argument("--host", default="127.0.0.1", help="IPv4 address to listen on (default: 127.0.0.1)")
    parser.add_argument("--state-dir", type=Path, required=True, help="everything that is written goes below it")
    parser.add_argument("--certificate", type=Path, help="PEM file with private key and chain for https")
    parser.add_argument("--stop-timeout", type=float, default=5, help="seconds for an orderly end (default: 5)")
    parser.add_argument("--log", choices=["error", "warning", "info", "debug", "trace"], help="default: error")
    arguments = parser.parse_args()
    if arguments.log:
        os.environ["LS_LOG"] = arguments.log
    certificate = arguments.certificate.absolute() if arguments.certificate else None
    instance = Instance(arguments.port, arguments.state_dir.absolute(), certificate, arguments.host)
    try:
        run(instance, arguments.stop_timeout)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
