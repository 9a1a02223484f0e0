"""Let CloudFormation move an alias to another version.

Why: LocalStack can only make an alias, so that the second release of a function with `AutoPublishAlias` fails. It also
takes a reference to a function that changes for another function, for which the alias would have to be made anew.
"""

from __future__ import annotations

from typing import Any

from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent, ResourceRequest
from localstack.services.lambda_.resource_providers.lambda_alias import LambdaAliasProvider

_CHANGEABLE = ("FunctionVersion", "Description", "RoutingConfig")


def apply() -> None:
    """Give the provider of aliases its update."""

    def update(self: LambdaAliasProvider, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        wanted = request.desired_state
        changes = {name: wanted[name] for name in _CHANGEABLE if wanted.get(name) is not None}
        request.aws_client_factory.lambda_.update_alias(
            FunctionName=wanted["FunctionName"], Name=wanted["Name"], **changes
        )
        return ProgressEvent(OperationStatus.SUCCESS, resource_model=request.previous_state | wanted)

    LambdaAliasProvider.update = update
    LambdaAliasProvider.SCHEMA = LambdaAliasProvider.SCHEMA | {"createOnlyProperties": ["/properties/Name"]}
