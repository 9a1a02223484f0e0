"""Deploys functions to a running emulator and calls them."""

from __future__ import annotations

import base64
import io
import json
import os
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from polling import eventually

from process_executor.launcher import Emulator

ROLE = "arn:aws:iam::000000000000:role/test"


def client(emulator: Emulator, service: str) -> Any:
    """An AWS client of the emulator that neither retries nor gives up early."""
    return boto3.client(  # pyright: ignore[reportCallIssue]
        service,  # pyright: ignore[reportArgumentType]
        endpoint_url=emulator.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=60, max_pool_connections=20),
    )


@dataclass(frozen=True)
class Answer:
    """What a synchronous call gave."""

    payload: Any
    error: str | None
    log: str
    """The last 4 KiB of the call's log."""


class Function:
    """A deployed function; its source lies in `directory` and is read in place."""

    def __init__(self, emulator: Emulator, name: str, directory: Path) -> None:
        self.name = name
        self.directory = directory
        self._emulator = emulator
        self._client = client(emulator, "lambda")

    def call(self, **event: Any) -> Answer:
        """Call the function and wait for its answer."""
        answer = self._client.invoke(FunctionName=self.name, Payload=json.dumps(event), LogType="Tail")
        payload = answer["Payload"].read()
        log = base64.b64decode(answer["LogResult"]).decode()
        return Answer(json.loads(payload) if payload else None, answer.get("FunctionError"), log)

    def wait_until_active(self) -> None:
        """Wait until the function's creation or last update is through."""

        def state() -> tuple[str | None, str | None]:
            settings = self._client.get_function_configuration(FunctionName=self.name)
            return settings.get("State"), settings.get("LastUpdateStatus")

        eventually(lambda: state() == ("Active", "Successful"))

    def update(self, archive: bytes) -> None:
        """Replace the function's code by a zip archive."""
        self._client.update_function_code(FunctionName=self.name, ZipFile=archive)
        self.wait_until_active()

    def send(self, **event: Any) -> None:
        """Call the function without waiting."""
        self._client.invoke(FunctionName=self.name, Payload=json.dumps(event), InvocationType="Event")

    def stored_log(self) -> list[str]:
        """The messages of all its log streams, by the Logs API."""
        logs = client(self._emulator, "logs")
        try:
            events = logs.filter_log_events(logGroupName=f"/aws/lambda/{self.name}")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return []
        return [event["message"] for event in events]

    def write(self, source: str, file: str = "app.py") -> None:
        """Replace a source file."""
        write_source(self.directory / file, source)


def write_source(path: Path, source: str) -> None:
    """Write Python source given indented."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(source))


def zipped(source: str, path: str = "app.py") -> bytes:
    """A zip archive of one file."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(path, textwrap.dedent(source))
    return archive.getvalue()


class Deployment:
    """Makes functions and layers with unique names below one directory."""

    def __init__(self, emulator: Emulator, directory: Path) -> None:
        self.emulator = emulator
        self.directory = directory
        self._client = client(emulator, "lambda")

    def function(self, source: str, *, code: dict[str, Any] | None = None, **settings: Any) -> Function:
        """Deploy a function whose module app.py is `source`, read in place unless `code` is given."""
        name = f"f-{os.urandom(5).hex()}"
        directory = self.directory / name
        write_source(directory / "app.py", source)
        defaults = {"Runtime": "python3.13", "Handler": "app.handler", "Role": ROLE, "Timeout": 10}
        self._client.create_function(
            FunctionName=name,
            Code=code or {"S3Bucket": "hot-reload", "S3Key": str(directory)},
            **{**defaults, **settings},
        )
        function = Function(self.emulator, name, directory)
        function.wait_until_active()
        return function

    def layer(self, content: dict[str, Any]) -> str:
        """Publish a layer; gives its version's ARN."""
        name = f"l-{os.urandom(5).hex()}"
        return self._client.publish_layer_version(LayerName=name, Content=content)["LayerVersionArn"]

    def hot_layer(self, directory: Path) -> str:
        """Publish a layer that is read in place from a directory that contains `python/`."""
        return self.layer({"S3Bucket": "hot-reload", "S3Key": str(directory)})
