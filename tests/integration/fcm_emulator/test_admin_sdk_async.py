"""The Admin SDK's asynchronous calls. They ignore HTTPS_PROXY, so Google's hosts are made names of the loopback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SENDER = Path(__file__).with_name("aliased_sender.py")
UNSHARE = ["unshare", "--user", "--map-root-user", "--net", "--mount"]
"""Linux's private network and files, for one process and without privileges."""


@pytest.fixture
def private_network() -> list[str]:
    possible = shutil.which("unshare") and subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
    if not possible or possible.returncode:
        missing = "user namespaces (unshare of util-linux) are not available here"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return UNSHARE


def test_with_host_names_of_the_loopback_every_call_arrives(
    private_network, certificates, isolated_environment, tmp_path
):
    # Given
    trust = {"SSL_CERT_FILE": str(certificates.authority), "REQUESTS_CA_BUNDLE": str(certificates.authority)}
    command = [*private_network, sys.executable, SENDER, certificates.server, tmp_path]

    # When
    result = subprocess.run(
        command, env=isolated_environment | trust, capture_output=True, text=True, timeout=60, check=False
    )

    # Then
    assert result.returncode == 0, result.stderr
    outcome = json.loads(result.stdout)
    assert outcome["subscribed"] == [1, ["INVALID_ARGUMENT"]]
    assert outcome["batch"] == ["NoneType", "InvalidArgumentError"]
    assert outcome["multicast"] == [True, False]
    assert outcome["dry_run"] == ["projects/demo/messages/fake_message_id"]
    assert outcome["unsubscribed"] == 1
    assert outcome["inbox"] == [*outcome["names"], outcome["one_by_one"]]
