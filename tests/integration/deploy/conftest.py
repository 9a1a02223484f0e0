"""An emulator for this folder alone, and a small platform to deploy to it: one service, the kernel and the base."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from videoclub_local.addresses import Addresses
from videoclub_local.build.packages import local_platform
from videoclub_local.build.project import Build, build_archives, build_in_place
from videoclub_local.deploy.aws import LocalAws
from videoclub_local.deploy.deployment import Deployment, deploy
from videoclub_local.deploy.stack import Stack
from videoclub_local.emulator import ANY_FREE_PORT, LocalStackEmulator
from videoclub_local.parts import PartError

ROOT = Path(__file__).parents[3]
API = """\
import json, os, pydantic, videoclub.errors

def app(event, context):
    told = {"greeting": "hello", "tokens": os.environ["TOKENS"]}
    return {"statusCode": 200, "body": json.dumps(told)}
"""
JOBS = """\
def report(event, context):
    print("counting")
    if "period" not in event:
        raise ValueError("there is no period")
    return {"counted": event["period"]}
"""
TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Tokens: {Type: 'AWS::SSM::Parameter::Value<String>'}
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: v1}
  GreetingApi:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/
      Runtime: python3.13
      Handler: greeting.api.app
      MemorySize: 256
      Layers: [!Ref CommonLayer, !Ref BaseLayer]
      Environment: {Variables: {TOKENS: !Ref Tokens}}
      Events:
        Greet: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: /greeting}}
  StatsReport:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: functions/, Runtime: python3.13, Handler: greeting.jobs.report}
  Files:
    Type: AWS::S3::Bucket
  CommonLayer:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: layers/common}
  BaseLayer:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: layers/base}
Outputs:
  ApiId: {Value: !Ref Api}
  FilesName: {Value: !Ref Files}
"""


@dataclass
class TrialPlatform:
    """A checkout with a stack of its own name."""

    folder: Path
    addresses: Addresses
    aws: LocalAws
    stack_name: str = field(default_factory=lambda: f"trial-{uuid4().hex[:8]}")

    @property
    def service(self) -> Path:
        return self.folder / "functions" / "greeting"

    def in_place(self) -> Build:
        return build_in_place(self.folder, self.folder / ".videoclub", os.environ)

    def archived(self) -> Build:
        return build_archives(self.folder, self.folder / ".videoclub", os.environ, local_platform())

    def deploy(self, build: Build | None = None) -> Deployment:
        parameters = {"Tokens": self.parameter_name}
        return deploy(build or self.in_place(), self.aws, parameters, stack_name=self.stack_name, replaceable=True)

    def change_template(self, old: str, new: str) -> None:
        path = self.folder / "template.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def get(self, deployment: Deployment, path: str) -> httpx.Response:
        return httpx.get(self.addresses.api_url(deployment.outputs["ApiId"]) + path, timeout=30)

    @property
    def stack(self) -> Stack:
        return Stack(self.aws, self.stack_name)

    @property
    def parameter_name(self) -> str:
        return f"/{self.stack_name}/tokens"

    def set_tokens(self, value: str) -> None:
        self.aws.client("ssm").put_parameter(Name=self.parameter_name, Value=value, Type="String", Overwrite=True)


@pytest.fixture(scope="session")
def emulator_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    home = tmp_path_factory.mktemp("emulator")
    emulator = LocalStackEmulator(home, ROOT / "localstack" / "emulator", os.environ, wanted_port=ANY_FREE_PORT)
    try:
        emulator.start()
    except PartError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"LocalStack: {error}")
    try:
        port = emulator.port
        assert port
        yield port
    finally:
        emulator.stop()


@pytest.fixture
def platform(tmp_path: Path, emulator_port: int) -> Iterator[TrialPlatform]:
    for name in ("pyproject.toml", "uv.lock", "layers"):
        (tmp_path / name).symlink_to(ROOT / name)
    addresses = Addresses(emulator_port)
    platform = TrialPlatform(tmp_path, addresses, LocalAws(addresses.endpoint_url))
    platform.service.mkdir(parents=True)
    for name, text in {"__init__.py": "", "api.py": API, "jobs.py": JOBS}.items():
        (platform.service / name).write_text(text)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    platform.set_tokens("first")
    yield platform
    if platform.stack.status():
        platform.stack.delete()
