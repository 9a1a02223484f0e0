"""What it takes to bring a deployed stack to what is wanted, on an emulator."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from videoclub_local.build.template import FUNCTION, Template, resources_of_type

type Step = Literal["none", "update", "replacement"]


@dataclass(frozen=True)
class Description:
    """Everything that makes a stack what it is."""

    template: Template
    parameters: Mapping[str, str]
    """By name, with the values behind names in the Parameter Store."""


def needed_step(deployed: Description, wanted: Description) -> Step:
    """An update where single functions changed, else a stack made anew.

    After an update that touches the API LocalStack 4.14 answers 404 to its new routes; and it takes two seconds for
    each function, so that an update of all takes longer than making them anew.
    """
    if deployed == wanted:
        return "none"
    only_functions = deployed.parameters == wanted.parameters and _fixed(deployed.template) == _fixed(wanted.template)
    return "update" if only_functions else "replacement"


def _fixed(template: Template) -> Template:
    """The template without what an update may bring to a function: all but what calls it."""
    fixed = copy.deepcopy(template)
    for function in resources_of_type(fixed, FUNCTION).values():
        function["Properties"] = {"Events": function["Properties"].get("Events")}
    return fixed
