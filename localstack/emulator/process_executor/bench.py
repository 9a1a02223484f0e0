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
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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


def _measure(routes: dict[str, str], seconds: float, rounds: int) -> None:
    print(f"{'route':<24}{'connections':>12}{'p50 ms':>10}{'p95 ms':>10}{'requests/s':>12}{'p50 / MOCK':>12}")
    for connections in (1, 8):
        results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in routes}
        for url in routes.values():
            _load(url, connections, 1)
        for _ in range(rounds):
            for name, url in routes.items():
                results[name].append(_load(url, connections, seconds))
        mock = statistics.median(p50 for p50, _, _ in results["MOCK"])
        for name, measured in results.items():
            p50, p95, rate = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{name:<24}{connections:>12}{p50:>10.2f}{p95:>10.2f}{rate:>12.0f}{p50 / mock:>12.1f}")


def _load(url: str, connections: int, seconds: float) -> tuple[float, float, float]:
    """Call a URL on so many connections; gives p50 and p95 in ms, and requests per second."""
    latencies: list[float] = []
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=_call_until, args=[url, end, latencies]) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    quantiles = statistics.quantiles(latencies, n=20)
    return statistics.median(latencies) * 1000, quantiles[18] * 1000, len(latencies) / seconds


def _call_until(url: str, end: float, latencies: list[float]) -> None:
    """A client on the bare socket: it shares the machine with what it measures."""
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as connection:
        reader = connection.makefile("rb")
        while (began := time.perf_counter()) < end:
            connection.sendall(request)
            status = reader.readline()
            length = 0
            while (line := reader.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            body = reader.read(length)
            if b" 200 " not in status:
                raise RuntimeError(f"{url} answered {status!r} {body[:200]!r}")
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


def _deploy(emulator: Emulator) -> dict[str, str]:
    """An API of three routes; gives their URLs by the names they have in the table."""
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
    return {name: f"{emulator.url}/_aws/execute-api/{api}/v1/{path}" for path, name in routes.items()}


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
