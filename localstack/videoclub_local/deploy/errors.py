"""Why a deployment fails."""

from videoclub_local.parts import PartError


class DeployError(PartError):
    """The stack is not as it should be. The message names the resource and the reason."""
