"""Measures a Lambda route of the gateway beside a MOCK route: `python -m process_executor.bench`.

Both are measured in turns in the same run, as the machine's speed varies more than the difference of two versions.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import socket
import statistics
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psutil

from process_executor.launcher import Emulator, launched

_SOURCE = """
import json
def handler(event, context):
    if QUIET != "1":
        print("one line")
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"ok": True})}
"""
_ROLE = "arn:aws:iam::000000000000:role/bench"


def main() -> None:
    """Start an emulator, deploy, measure, print a table."""
    parser = argparse.ArgumentParser(prog="process_executor.bench")
    parser.add_argument("--seconds", type=float, default=3, help="for each measurement (default: 3)")
    parser.add_argument("--rounds", type=int, default=3, help="the median of so many is told (default: 3)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, launched(Path(directory) / "state") as emulator:
        print(f"LocalStack ready in {emulator.started_in:.1f} s")
        routes = _deploy(emulator)
        print("first call of an environment (s):", ", ".join(f"{_cold_start(emulator):.3f}" for _ in range(5)))
        _measure(routes, arguments.seconds, arguments.rounds)
        server = psutil.Process(emulator.process.pid)
        print(f"LocalStack {server.memory_info().rss / 2**20:.0f} MiB resident; its children (MiB):", end=" ")
        print(", ".join(f"{child.memory_info().rss / 2**20:.0f}" for child in server.children()))


@dataclass(frozen=True)
class _Target:
    """A request to send again and again."""

    port: int
    request: bytes


def _measure(targets: dict[str, _Target], seconds: float, rounds: int) -> None:
    print(f"{'route':<24}{'connections':>12}{'p50 ms':>10}{'p95 ms':>10}{'requests/s':>12}{'p50 / MOCK':>12}")
    for connections in (1, 8):
        results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in targets}
        for target in targets.values():
            _load(target, connections, 1)
        for _ in range(rounds):
            for name, target in targets.items():
                results[name].append(_load(target, connections, seconds))
        mock = statistics.median(p50 for p50, _, _ in results["MOCK"])
        for name, measured in results.items():
            p50, p95, rate = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{name:<24}{connections:>12}{p50:>10.2f}{p95:>10.2f}{rate:>12.0f}{p50 / mock:>12.1f}")


def _load(target: _Target, connections: int, seconds: float) -> tuple[float, float, float]:
    """Call a target on so many connections; gives p50 and p95 in ms, and requests per second."""
    latencies: list[float] = []
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=_call_until, args=[target, end, latencies]) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    quantiles = statistics.quantiles(latencies, n=20)
    return statistics.median(latencies) * 1000, quantiles[18] * 1000, len(latencies) / seconds


def _call_until(target: _Target, end: float, latencies: list[float]) -> None:
    """A client on the bare socket: it shares the machine with what it measures."""
    with socket.create_connection(("127.0.0.1", target.port)) as connection:
        reader = connection.makefile("rb")
        while (began := time.perf_counter()) < end:
            connection.sendall(target.request)
            status = reader.readline()
            length = 0
            while (line := reader.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            body = reader.read(length)
            if b" 200 " not in status:
                raise RuntimeError(f"{target.request!r} gave {status!r} {body[:200]!r}")
            latencies.append(time.perf_counter() - began)


def _cold_start(emulator: Emulator) -> float:
    name = f"cold-{os.urandom(4).hex()}"
    _create_function(emulator, name, quiet=True)
    began = time.perf_counter()
    _client(emulator, "lambda").invoke(FunctionName=name)
    return time.perf_counter() - began


def _client(emulator: Emulator, service: str) -> Any:
    return boto3.client(  # pyright: ignore[reportCallIssue]
        service,  # pyright: ignore[reportArgumentType]
        endpoint_url=emulator.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def _create_function(emulator: Emulator, name: str, *, quiet: bool) -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("app.py", f"QUIET = {json.dumps(str(int(quiet)))}\n{_SOURCE}")
    client = _client(emulator, "lambda")
    function = client.create_function(
        FunctionName=name, Role=_ROLE, Runtime="python3.13", Handler="app.handler", Code={"ZipFile": archive.getvalue()}
    )
    while client.get_function_configuration(FunctionName=name)["State"] != "Active":
        time.sleep(0.02)
    return function["FunctionArn"]


def _deploy(emulator: Emulator) -> dict[str, _Target]:
    """An API of three routes, and Lambda's own API; gives the requests by the names they have in the table."""
    gateway = _client(emulator, "apigateway")
    api = gateway.create_rest_api(name="bench")["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    routes = {"mock": "MOCK"}
    _add_mock(gateway, api, root)
    for path, name, quiet in (("quiet", "Lambda", True), ("logging", "Lambda, one log line", False)):
        arn = _create_function(emulator, path, quiet=quiet)
        _add_lambda(gateway, api, root, path, arn)
        routes[path] = name
    gateway.create_deployment(restApiId=api, stageName="v1")
    host = f"Host: 127.0.0.1:{emulator.port}\r\n"
    targets = {
        name: _Target(emulator.port, f"GET /_aws/execute-api/{api}/v1/{path} HTTP/1.1\r\n{host}\r\n".encode())
        for path, name in routes.items()
    }
    credentials = (
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0"
    )
    invoke = f"POST /2015-03-31/functions/quiet/invocations HTTP/1.1\r\n{host}Authorization: {credentials}\r\n"
    targets["Invoke of Lambda's API"] = _Target(emulator.port, f"{invoke}Content-Length: 2\r\n\r\n{{}}".encode())
    return targets


def _add_mock(gateway: Any, api: str, root: str) -> None:
    resource = gateway.create_resource(restApiId=api, parentId=root, pathPart="mock")["id"]
    route = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
    gateway.put_method(**route, authorizationType="NONE")
    gateway.put_integration(**route, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    gateway.put_method_response(**route, statusCode="200")
    gateway.put_integration_response(**route, statusCode="200", responseTemplates={"application/json": '{"ok": true}'})


def _add_lambda(gateway: Any, api: str, root: str, path: str, arn: str) -> None:
    resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
    route = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
    gateway.put_method(**route, authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    gateway.put_integration(**route, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)


if __name__ == "__main__":
    main()
