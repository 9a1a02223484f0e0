"""`videoclub rotate-keys`: another key for access tokens."""

from typing import Annotated

import typer

from videoclub_local.deploy.aws import own_aws
from videoclub_local.deploy.stack import STACK_NAME
from videoclub_local.home_lock import command_lock
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.secrets import Secrets
from videoclub_local.terminal import err, out
from videoclub_local.token_keys import SigningKeys, retire_token_keys, rotate_token_keys


def rotate_keys(
    retire_old: Annotated[
        bool, typer.Option("--retire-old", help="Make no new key; end the old one, with all tokens it signed.")
    ] = False,
    on_aws: Annotated[bool, typer.Option("--aws", help="On AWS, as your credentials and region say.")] = False,
    stack_name: Annotated[str, typer.Option(help="Name of the CloudFormation stack.")] = STACK_NAME,
) -> None:
    """Sign access tokens with a new key, and keep the one before valid.

    Run it again with --retire-old once the tokens of the old key are over, after 15 minutes; or at once, when the old
    key was stolen: then everybody's next call renews their token.
    """
    change = retire_token_keys if retire_old else rotate_token_keys
    project = Project.here()
    with command_lock(project.home, err), err.status("telling every function …"):
        if on_aws:
            keys = change(own_aws(), stack_name)
        else:
            keys = change(Platform.of(project).aws, stack_name)
            _keep(project, keys)
    out.print(f"Tokens are signed with {keys[0]['kid']}; valid: {', '.join(key['kid'] for key in keys)}.")


def _keep(project: Project, keys: SigningKeys) -> None:
    """LocalStack forgets them at each restart; the installation does not."""
    file = project.home / "secrets.json"
    Secrets.ensure(file).model_copy(update={"token_signing_keys": keys}).keep(file)
