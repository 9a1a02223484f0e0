"""`videoclub publish`: what stands beside a stack on AWS."""

from typing import Annotated

import typer

from videoclub_local.build.template import load_template
from videoclub_local.deploy.aws import Aws, own_aws
from videoclub_local.deploy.deployment import deploy_observability
from videoclub_local.deploy.stack import STACK_NAME, Stack
from videoclub_local.deploy.uploads import upload_folder
from videoclub_local.frontend_build import build_frontend
from videoclub_local.project import Project
from videoclub_local.site import API_BESIDE_SITE, assemble_site
from videoclub_local.terminal import err, out


def publish(
    stack_name: Annotated[str, typer.Option(help="Name of the CloudFormation stack.")] = STACK_NAME,
    alarm_topic: Annotated[str, typer.Option(help="ARN of the SNS topic that alarms go to.")] = "",
) -> None:
    """Bring the site of a deployed stack to its bucket, and its alarms and dashboard up to date."""
    publish_beside(Project.here(), own_aws(), stack_name, alarm_topic)


def publish_beside(project: Project, aws: Aws, stack_name: str, alarm_topic: str) -> None:
    """The same, by way of `aws`. Raises PartError, DeployError."""
    bucket = Stack(aws, stack_name).outputs()["SiteBucketName"]
    site = project.home / "build" / "published-site"
    with err.status("building the site …"):
        assemble_site(site, build_frontend(project.frontend, project.logs / "frontend.log"), api_url=API_BESIDE_SITE)
    with err.status(f"uploading it to {bucket} …"):
        upload = upload_folder(site, bucket, aws)
    out.print(f"{bucket} has the site: {upload.sent} files are new, {upload.unchanged} were there.")
    with err.status("deploying alarms and the dashboard …"):
        watching = load_template(project.observability)
        watched = deploy_observability(watching, aws, {"AlarmTopic": alarm_topic}, of=stack_name)
    out.print(f"{stack_name}-observability: {watched.outcome}")
