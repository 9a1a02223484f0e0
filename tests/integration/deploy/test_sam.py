"""The README's way by the SAM CLI, without Docker: built once, deployed to what AWS_ENDPOINT_URL says."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from uv import find_uv_bin

from videoclub_command import VideoclubCommand
from videoclub_local.deploy.stack import STACK_NAME, Stack

from .conftest import ROOT
from .test_command import aws_environment

SAM = re.findall(r"aws-sam-cli==[\d.]+", (ROOT / ".ci" / "run").read_text())[0]
TIMEOUT_S = 300


@dataclass(frozen=True)
class SamCli:
    """The version that CI and the deploy workflow have, in a folder with the project's samconfig.toml."""

    folder: Path
    environment: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [find_uv_bin(), "tool", "run", "--quiet", "--from", SAM, "sam", *words],
            cwd=self.folder,
            env={**os.environ, "SAM_CLI_TELEMETRY": "0", **self.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
        )


@pytest.fixture
def sam(platform, tmp_path_factory) -> SamCli:
    folder = tmp_path_factory.mktemp("sam")
    (folder / "samconfig.toml").symlink_to(ROOT / "samconfig.toml")
    cli = SamCli(folder, aws_environment(platform))
    if cli.run("--version").returncode:
        if os.environ.get("CI"):
            pytest.fail("The SAM CLI could not be installed.")
        pytest.skip("The SAM CLI could not be installed.")
    return cli


def test_it_is_built_and_deployed_and_answers(platform, sam):
    # Given an account that has the public token keys and the secret of Users, which names no store yet
    secret = platform.aws.client("secretsmanager").create_secret(Name="videoclub/users", SecretString="{}")
    platform.aws.client("ssm").put_parameter(Name="/videoclub/token-keys", Value='{"keys": []}', Type="String")
    stack = Stack(platform.aws, STACK_NAME)
    # When
    archived = VideoclubCommand(sam.folder / ".videoclub").run("build")
    built = sam.run("build")
    try:
        deployed = sam.run("deploy")
        # Then
        assert [each.returncode for each in (archived, built, deployed)] == [0, 0, 0], built.stderr + deployed.stderr
        refused = httpx.get(platform.addresses.api_url(stack.outputs()["ApiId"]) + "/me", timeout=30)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
        # And what is meant for AWS is built and judged the same way
        build = sam.run("build", "--config-env", "production")
        judged = sam.run("validate", "--lint", "--template", ".aws-sam/build/template.yaml", "--region", "eu-west-1")
        assert (build.returncode, judged.returncode) == (0, 0), build.stderr + judged.stdout + judged.stderr
        aliases = json.loads((sam.folder / ".videoclub" / "build" / "gradual.json").read_text())["Resources"]
        assert aliases["UsersApi"]["Properties"]["AutoPublishAlias"] == "live"
    finally:
        if stack.status():
            stack.delete()
        platform.aws.client("secretsmanager").delete_secret(SecretId=secret["ARN"], ForceDeleteWithoutRecovery=True)
        platform.aws.client("ssm").delete_parameter(Name="/videoclub/token-keys")
