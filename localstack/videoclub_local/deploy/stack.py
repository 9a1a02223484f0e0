"""One CloudFormation stack: what is deployed, its names and outputs, and the changes made to it."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from videoclub_local.build.template import Template
from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.changes import Description
from videoclub_local.deploy.errors import DeployError

STACK_NAME = "videoclub"
INTACT = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"})
"""States from which CloudFormation takes a change."""
NEVER_MADE = frozenset({"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "CREATE_FAILED"})
"""States of a stack whose first deployment failed or never began."""

TIMEOUT_SECONDS = 1800.0  # AWS makes API, functions and queues in minutes; LocalStack in seconds
QUIET_SECONDS = 1.0
DELETE_ATTEMPTS = 2  # LocalStack stops at the first thing that is not there, as after a failure, and goes on next time
FIRST_POLL_SECONDS = 0.02
LONGEST_POLL_SECONDS = 3.0
_POLL_GROWTH = 1.3
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_PARAMETER_STORE_TYPE = "AWS::SSM::Parameter::Value<"
_CONSEQUENCES = ("cancelled", "The following resource(s) failed")  # of a failure elsewhere, not its reason


class Stack:
    """The stack of one name, by way of `aws`."""

    def __init__(self, aws: Aws, name: str = STACK_NAME) -> None:
        self.name = name
        self._aws = aws
        self._cloudformation = aws.client("cloudformation")

    def outputs(self) -> dict[str, str]:
        """The outputs that template.yaml declares, by name. Raises DeployError when nothing is deployed."""
        return {each["OutputKey"]: each["OutputValue"] for each in self._existing().get("Outputs", [])}

    def physical_names(self) -> dict[str, str]:
        """What each resource is called in AWS, by logical id. Raises DeployError when nothing is deployed."""
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in self._resources()}

    def function_names(self) -> dict[str, str]:
        """What each Lambda function is called in AWS, by logical id. Raises DeployError when nothing is deployed."""
        return self._names_of("AWS::Lambda::Function")

    def bucket_names(self) -> dict[str, str]:
        """What each bucket is called in AWS, by logical id. Raises DeployError when nothing is deployed."""
        return self._names_of("AWS::S3::Bucket")

    def has_aliases(self) -> bool:
        """Whether functions are called by published versions, which nothing changes. Raises DeployError as above."""
        return bool(self._names_of("AWS::Lambda::Alias"))

    def status(self) -> str | None:
        """CloudFormation's status, as soon as nothing changes it any more; None when it is not there."""
        while True:
            stack = _poll(self._describe, lambda each: each is None or not _is_changing(each["StackStatus"]))
            if stack is None or not stack["StackStatus"].endswith("_FAILED") or self._is_quiet():
                return stack["StackStatus"] if stack else None

    def _is_quiet(self) -> bool:
        """Whether nothing happens: LocalStack calls a stack failed as soon as a resource fails, and goes on."""
        before = len(self._events())
        time.sleep(QUIET_SECONDS)
        return len(self._events()) == before

    def deployed(self) -> Description:
        """What it was last deployed from. Raises ValueError where that was no JSON, as `deploy` has it."""
        stack = self._existing()
        parameters = stack.get("Parameters", [])
        return Description(
            json.loads(self.template_text()),
            {each["ParameterKey"]: each.get("ResolvedValue", each["ParameterValue"]) for each in parameters},
        )

    def parameters(self) -> dict[str, str]:
        """The parameters it was last deployed with; of what is in the Parameter Store the name there."""
        return {each["ParameterKey"]: each["ParameterValue"] for each in self._existing().get("Parameters", [])}

    def template_text(self) -> str:
        """The template it was last deployed from, before SAM read it: JSON, or YAML from the SAM CLI."""
        body = self._cloudformation.get_template(StackName=self.name, TemplateStage="Original")["TemplateBody"]
        return body if isinstance(body, str) else json.dumps(body)

    def wanted(self, template: Template, parameters: Mapping[str, str]) -> Description:
        """The same of a template and parameters that are to be deployed. Raises DeployError."""
        declared = template.get("Parameters", {})
        if unknown := sorted(parameters.keys() - declared.keys()):
            raise DeployError(f"template.yaml has no parameter {' and no '.join(unknown)}.")
        values = {name: str(each.get("Default", "")) for name, each in declared.items()} | dict(parameters)
        for name, each in declared.items():
            if str(each["Type"]).startswith(_PARAMETER_STORE_TYPE):
                values[name] = self._stored_parameter(values[name])
        return Description(template, values)

    def apply(self, template_url: str, parameters: Mapping[str, str], *, create: bool) -> bool:
        """Create or change the stack and wait until it is done; False when there was nothing to change.

        Raises DeployError, naming the resource that failed and the reason.
        """
        change_set = self._cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{uuid.uuid4().hex}",
            ChangeSetType="CREATE" if create else "UPDATE",
            TemplateURL=template_url,
            Capabilities=_CAPABILITIES,
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        )["Id"]
        described = self._wait_for_change_set(change_set)
        if described["Status"] == "FAILED":
            reason = described.get("StatusReason", "no reason given")
            self._cloudformation.delete_change_set(ChangeSetName=change_set)
            if "didn't contain changes" in reason or "No updates are to be performed" in reason:
                return False
            raise DeployError(f"CloudFormation refuses the change of {self.name}: {reason}")
        known = {event["EventId"] for event in self._events()}
        self._cloudformation.execute_change_set(ChangeSetName=change_set)
        status = self.status()
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeployError(self._failure(f"{self.name} could not be deployed ({status})", known))
        return True

    def delete(self) -> None:
        """Delete it with all that its buckets hold, and wait until it is gone. Raises DeployError."""
        self._empty_buckets()
        known = {event["EventId"] for event in self._events()}
        for _ in range(DELETE_ATTEMPTS):
            self._cloudformation.delete_stack(StackName=self.name)
            if self.status() is None:
                return
        raise DeployError(self._failure(f"{self.name} could not be deleted", known))

    def _empty_buckets(self) -> None:
        s3 = self._aws.client("s3")
        for resource in self._resources():
            if resource["ResourceType"] == "AWS::S3::Bucket" and resource["ResourceStatus"] != "DELETE_COMPLETE":
                bucket = resource["PhysicalResourceId"]
                for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
                    if keys := [{"Key": each["Key"]} for each in page.get("Contents", [])]:
                        s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})

    def _describe(self) -> dict[str, Any] | None:
        try:
            stack = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if _is_absent(error):
                return None
            raise
        return None if stack["StackStatus"] == "DELETE_COMPLETE" else stack

    def _existing(self) -> dict[str, Any]:
        stack = self._describe()
        if stack is None:
            raise DeployError(f"The stack {self.name} is not deployed: run `videoclub up`.")
        return stack

    def _resources(self) -> list[dict[str, Any]]:
        self._existing()
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.name)
        resources = [each for page in pages for each in page["StackResourceSummaries"]]
        return [each for each in resources if each.get("PhysicalResourceId")]

    def _names_of(self, resource_type: str) -> dict[str, str]:
        resources = [each for each in self._resources() if each["ResourceType"] == resource_type]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}

    def _stored_parameter(self, name: str) -> str:
        try:
            return self._aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        except ClientError as error:
            raise DeployError(f"The Parameter Store has no {name}: {error.response['Error']['Message']}") from None

    def _wait_for_change_set(self, change_set: str) -> dict[str, Any]:
        return _poll(
            lambda: self._cloudformation.describe_change_set(ChangeSetName=change_set),
            lambda described: described["Status"] in ("CREATE_COMPLETE", "FAILED"),
        )

    def _events(self) -> list[dict[str, Any]]:
        """The latest first; none when the stack is gone meanwhile."""
        try:
            pages = self._cloudformation.get_paginator("describe_stack_events").paginate(StackName=self.name)
            return [event for page in pages for event in page["StackEvents"]]
        except ClientError as error:
            if _is_absent(error):
                return []
            raise

    def _failure(self, what: str, known_events: set[str]) -> str:
        failed = [
            f"{event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
            for event in reversed(self._events())
            if event["EventId"] not in known_events
            and event["ResourceStatus"].endswith("FAILED")
            and event.get("ResourceStatusReason")
            and not any(consequence in event["ResourceStatusReason"] for consequence in _CONSEQUENCES)
        ]
        return f"{what}. " + ("\n".join(dict.fromkeys(failed)) or "CloudFormation gives no reason; see its log.")


def _is_absent(error: ClientError) -> bool:
    return "does not exist" in error.response["Error"]["Message"]


def _is_changing(status: str) -> bool:
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def _poll[T](ask: Callable[[], T], done: Callable[[T], bool]) -> T:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    pause = FIRST_POLL_SECONDS
    while not done(answer := ask()):
        if time.monotonic() > deadline:
            raise DeployError(f"CloudFormation was not done within {TIMEOUT_SECONDS / 60:.0f} minutes.")
        time.sleep(pause)
        pause = min(pause * _POLL_GROWTH, LONGEST_POLL_SECONDS)
    return answer
