"""Brings a build into its stack: uploads what is new, changes what must be changed, leaves the rest."""

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from videoclub_local.build.code import Archive
from videoclub_local.build.gradual import released_gradually
from videoclub_local.build.project import Build
from videoclub_local.build.template import Template
from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.changes import needed_step
from videoclub_local.deploy.errors import DeployError
from videoclub_local.deploy.stack import INTACT, NEVER_MADE, STACK_NAME, Stack

type Outcome = Literal["created", "updated", "replaced", "unchanged"]

_PARALLEL_UPLOADS = 4
_NOT_EMULATED = "AWS::CloudWatch::Dashboard"
"""LocalStack refuses a stack that has one."""


@dataclass(frozen=True)
class Deployment:
    """What was done, and what the stack now says of itself."""

    outcome: Outcome
    outputs: Mapping[str, str]


def deploy(
    build: Build,
    aws: Aws,
    parameters: Mapping[str, str],
    *,
    stack_name: str = STACK_NAME,
    replaceable: bool = False,
) -> Deployment:
    """Make the stack what `build` and `parameters` say; those left out have the template's defaults.

    `replaceable` is for the emulator, whose stack holds nothing that cannot be made anew: what an update cannot bring
    is then deleted and created, with new and empty buckets. Raises DeployError.
    """
    stack = Stack(aws, stack_name)
    with _told_of(stack):
        artifacts = _Artifacts(aws)
        template = build.deployable_template(artifacts.bucket)
        if not _is_emulator(aws):
            template = released_gradually(template)
        outcome = _bring(stack, artifacts, template, build.archives, parameters, replaceable=replaceable)
        return Deployment(outcome, stack.outputs())


def deploy_observability(template: Template, aws: Aws, parameters: Mapping[str, str], *, of: str) -> Deployment:
    """Bring up the stack that watches the stack `of`, by the names that its functions and queues have in AWS.

    Raises DeployError.
    """
    stack = Stack(aws, f"{of}-observability")
    if _is_emulator(aws):
        kept = {name: each for name, each in template["Resources"].items() if each["Type"] != _NOT_EMULATED}
        template = template | {"Resources": kept}
    with _told_of(stack):
        names = {name: physical.rpartition("/")[2] for name, physical in Stack(aws, of).physical_names().items()}
        watched = {name: names[name] for name in template["Parameters"] if name in names}
        outcome = _bring(stack, _Artifacts(aws), template, (), watched | dict(parameters), replaceable=False)
        return Deployment(outcome, stack.outputs())


def change_parameter(aws: Aws, stack_name: str, name: str, value: str) -> None:
    """Deploy once more what is deployed, with another value of one parameter and what the Parameter Store says now.

    Raises DeployError.
    """
    stack = Stack(aws, stack_name)
    with _told_of(stack):
        # All is sent again: LocalStack knows no previous template, and keeps the value behind a previous name.
        template_url = _Artifacts(aws).upload_template(stack.template_text())
        stack.apply(template_url, stack.parameters() | {name: value}, create=False)


def _is_emulator(aws: Aws) -> bool:
    return "amazonaws.com" not in aws.client("cloudformation").meta.endpoint_url


@contextmanager
def _told_of(stack: Stack) -> Generator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise DeployError(f"The stack {stack.name} could not be deployed: {error}") from error


def _bring(
    stack: Stack,
    artifacts: "_Artifacts",
    template: Template,
    archives: Iterable[Archive],
    parameters: Mapping[str, str],
    *,
    replaceable: bool,
) -> Outcome:
    wanted = stack.wanted(template, parameters)

    def apply(*, create: bool) -> bool:
        return stack.apply(artifacts.upload(archives, template), parameters, create=create)

    status = stack.status()
    if status is None or status in NEVER_MADE:
        if status:
            stack.delete()
        apply(create=True)
        return "created"
    if not replaceable:
        if status not in INTACT:
            raise DeployError(f"The stack {stack.name} is in {status}; mend or delete it in CloudFormation first.")
        return "updated" if apply(create=False) else "unchanged"

    step = needed_step(stack.deployed(), wanted) if status in INTACT else "replacement"
    if step == "none":
        return "unchanged"
    if step == "update":
        with suppress(DeployError):  # if the reason is in the template, creating tells it better
            apply(create=False)
            return "updated"
    stack.delete()
    apply(create=True)
    return "replaced"


class _Artifacts:
    """The bucket from which CloudFormation takes code and template: one for each account and region."""

    def __init__(self, aws: Aws) -> None:
        self._s3 = aws.client("s3")
        self._region = self._s3.meta.region_name
        self.bucket = f"videoclub-artifacts-{aws.client('sts').get_caller_identity()['Account']}-{self._region}"

    def upload(self, archives: Iterable[Archive], template: Template) -> str:
        """Upload the archives that are not there, and the template; answers the template's URL."""
        self._create_bucket()
        with ThreadPoolExecutor(_PARALLEL_UPLOADS) as pool:
            list(pool.map(self._upload_archive, archives))
        return self._upload_template(json.dumps(template, separators=(",", ":")))

    def upload_template(self, text: str) -> str:
        """Upload a template as it stands; answers its URL."""
        self._create_bucket()
        return self._upload_template(text)

    def _upload_template(self, text: str) -> str:
        body = text.encode()
        key = f"template-{hashlib.sha256(body).hexdigest()[:20]}.json"
        self._s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")
        return f"{self._s3.meta.endpoint_url}/{self.bucket}/{key}"

    def _upload_archive(self, archive: Archive) -> None:
        if not _answers(self._s3.head_object, Bucket=self.bucket, Key=archive.path.name):
            self._s3.upload_file(str(archive.path), self.bucket, archive.path.name)

    def _create_bucket(self) -> None:
        if not _answers(self._s3.head_bucket, Bucket=self.bucket):
            # S3 takes its oldest region by its absence only.
            elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
            self._s3.create_bucket(Bucket=self.bucket, **({} if self._region == "us-east-1" else elsewhere))


def _answers(ask: Any, **what: str) -> bool:
    """Whether S3 has it."""
    try:
        ask(**what)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchBucket", "NoSuchKey"):
            return False
        raise
    return True
