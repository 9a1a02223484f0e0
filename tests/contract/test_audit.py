"""`.ci/audit` fails for a known hole in any part, and for a part that it could not look up."""

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
HOLE = "GHSA-0000-0000-0000"

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="auditing needs jq on this machine")


class Advisories(BaseHTTPRequestHandler):
    """An advisory service for OSV and npm, with a hole in the package named `holed`."""

    server: "AdvisoryServer"  # pyright: ignore[reportIncompatibleVariableOverride] - as it is made by that

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/querybatch":
            asked = json.loads(sent)
            names = [query["package"]["name"] for query in asked["queries"]]
            answer = {"results": [{"vulns": [{"id": HOLE}]} if name == self.server.holed else {} for name in names]}
        else:
            names = json.loads(gzip.decompress(sent))
            answer = {name: [npm_advisory()] for name in names if name == self.server.holed}
        self.server.asked.update(names)
        self.reply(answer)

    def do_GET(self) -> None:
        moment = "2026-11-21T20:00:00Z"
        if self.path.startswith("/v1/vulns/"):
            self.reply({"id": HOLE, "modified": moment, "published": moment, "summary": "A hole", "affected": []})
        else:  # npm asks which versions there are, and of what depends on it
            self.reply({"name": unquote(self.path[1:]), "dist-tags": {}, "versions": {}})

    def reply(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class calls it
        pass


class AdvisoryServer(ThreadingHTTPServer):
    holed = "none-of-ours"
    asked: set[str]


def npm_advisory() -> dict[str, Any]:
    return {"id": 1, "url": "", "title": "A hole", "severity": "low", "vulnerable_versions": "*"}


@pytest.fixture
def service() -> Iterator[AdvisoryServer]:
    with AdvisoryServer(("127.0.0.1", 0), Advisories) as server:
        server.asked = set()
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def audit(url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OSV_URL": url, "npm_config_registry": url, "npm_config_fetch_retries": "0"}
    environment["UV_HTTP_RETRIES"] = "0"
    return subprocess.run([ROOT / ".ci" / "audit"], env=environment, capture_output=True, text=True, check=False)


def failed(audited: subprocess.CompletedProcess[str]) -> str:
    assert audited.returncode == 1, audited.stdout + audited.stderr
    return audited.stderr.strip().splitlines()[-1]


def test_all_parts_are_looked_up(service: AdvisoryServer):
    # When
    audited = audit(f"http://127.0.0.1:{service.server_port}")

    # Then
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert {"pydantic", "pytest", "localstack-core", "preact", "org.apache.cassandra:cassandra-all"} <= service.asked


@pytest.mark.parametrize(
    ("holed", "part"), [("pytest", "python ."), ("preact", "npm"), ("org.apache.cassandra:cassandra-all", "java")]
)
def test_a_hole_fails_it(service: AdvisoryServer, holed: str, part: str):
    # Given
    service.holed = holed

    # When
    audited = audit(f"http://127.0.0.1:{service.server_port}")

    # Then
    assert part in failed(audited)
    assert holed in audited.stdout


def test_what_cannot_be_looked_up_fails_it():
    said = failed(audit("http://127.0.0.1:9"))
    assert [part for part in ("python .", "python localstack/emulator", "npm", "java") if part not in said] == []
