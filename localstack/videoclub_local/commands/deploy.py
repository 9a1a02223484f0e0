"""`videoclub deploy`: the stack on AWS."""

from typing import Annotated

import typer
from rich.table import Table

from videoclub_local.build.project import build_archives
from videoclub_local.commands.publish import publish_beside
from videoclub_local.deploy.aws import own_aws
from videoclub_local.deploy.deployment import deploy as bring
from videoclub_local.deploy.stack import STACK_NAME
from videoclub_local.parts import PartError
from videoclub_local.project import Project
from videoclub_local.terminal import err, out


def deploy(
    stack_name: Annotated[str, typer.Option(help="Name of the CloudFormation stack.")] = STACK_NAME,
    parameter: Annotated[
        list[str] | None, typer.Option(help="A parameter of template.yaml, as Name=value. May be repeated.")
    ] = None,
    alarm_topic: Annotated[str, typer.Option(help="ARN of the SNS topic that alarms go to.")] = "",
) -> None:
    """Build the archives and deploy the stack, its site and alarms, as your credentials and AWS_ENDPOINT_URL say."""
    project = Project.here()
    aws = own_aws()
    with err.status("building the archives …"):
        build = build_archives(project.root, project.home, project.environment)
    with err.status(f"deploying {stack_name} …"):
        deployment = bring(build, aws, _parameters(parameter or []), stack_name=stack_name)
    table = Table("Output", "Value", title=f"{stack_name}: {deployment.outcome}", title_justify="left")
    for name, value in sorted(deployment.outputs.items()):
        table.add_row(name, value)
    out.print(table)
    publish_beside(project, aws, stack_name, alarm_topic)


def _parameters(given: list[str]) -> dict[str, str]:
    pairs = [parameter.partition("=") for parameter in given]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise PartError(f"Write parameters as Name=value; {wrong[0]} has no value.")
    return {name: value for name, _, value in pairs}
