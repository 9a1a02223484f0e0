"""`videoclub migrate`: the databases of an environment on AWS, brought to what this version of the code expects."""

import json
from typing import Annotated
from urllib.parse import quote

import typer
from botocore.exceptions import BotoCoreError, ClientError

from videoclub_local.deploy.aws import Aws, own_aws
from videoclub_local.migrations import apply_sql
from videoclub_local.parts import PartError
from videoclub_local.project import Project
from videoclub_local.provision import provision_postgres
from videoclub_local.secrets import POSTGRES_SERVICES
from videoclub_local.terminal import out


def migrate(
    endpoint: Annotated[str, typer.Option(help="The output DatabaseEndpoint of infra/data.yaml.")],
    owner_secret: Annotated[str, typer.Option(help="The output DatabaseOwnerSecretArn of infra/data.yaml.")],
    tls: Annotated[str, typer.Option(help="libpq's query: how the server is checked.")] = "sslmode=require",
) -> None:
    """Make roles and databases that are missing, then apply the migrations; may be repeated. Run inside the network.

    The tables of Keyspaces are infra/keyspaces.yaml's.
    """
    aws = own_aws()
    owner = _secret(aws, owner_secret)
    admin_url = f"postgresql://{quote(owner['username'])}:{quote(owner['password'], safe='')}@{endpoint}/postgres?{tls}"
    passwords = {service: _secret(aws, f"videoclub/logins/{service}")["password"] for service in POSTGRES_SERVICES}
    functions = Project.here().root / "functions"
    for service, url in provision_postgres(admin_url, passwords).items():
        applied = apply_sql(url, functions / service / "migrations")
        out.print(f"{service}: {', '.join(applied) or 'nothing to do'}")


def _secret(aws: Aws, name: str) -> dict[str, str]:
    try:
        return json.loads(aws.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
    except (ClientError, BotoCoreError) as error:
        raise PartError(f"The secret {name} cannot be read: {error}") from error
