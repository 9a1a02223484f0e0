"""Tells CloudFormation which resource types this LocalStack supports, without asking anyone on the network."""

from __future__ import annotations

from localstack.utils.catalog.catalog import AwsServicesSupportStatus, CatalogPlugin, CfnResourceSupportStatus
from localstack.utils.catalog.common import (
    AwsServicesSupportInLatest,
    CloudFormationResourcesSupportAtRuntime,
    CloudFormationResourcesSupportInLatest,
)


class OfflineCatalog(CatalogPlugin):
    """Supported is what a resource provider is installed for.

    LocalStack's own catalog is fetched from its makers at the first deployment. Where that fails, all types count as
    unsupported, so that with CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES=0 nothing could be deployed.
    """

    name = "aws-catalog-remote-state-with-license"
    """The catalog that LocalStack prefers when it is installed; no license has to do with it."""

    def get_aws_service_status(
        self, service_name: str, operation_name: str | None = None
    ) -> AwsServicesSupportStatus | None:
        """Unknown: only later versions of LocalStack could add to what the runtime says itself."""
        return None

    def get_cloudformation_resource_status(
        self, resource_name: str, service_name: str, is_pro_resource: bool = False
    ) -> CfnResourceSupportStatus | AwsServicesSupportInLatest | None:
        """Whether stacks may have such a resource, for example AWS::Lambda::Function."""
        if resource_name in self._get_cfn_resources_available_at_runtime():
            return CloudFormationResourcesSupportAtRuntime.AVAILABLE
        return CloudFormationResourcesSupportInLatest.NOT_SUPPORTED
