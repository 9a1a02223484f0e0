"""Why a build fails."""

from videoclub_local.parts import PartError


class BuildError(PartError):
    """Something of the checkout cannot be built. The message says what, why and what to do."""
