"""template.yaml as data: read with CloudFormation's short tags, completed with what was built."""

import copy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from videoclub_local.build.errors import BuildError

type Template = dict[str, Any]
type Resource = dict[str, Any]

FUNCTION = "AWS::Serverless::Function"
LAYER = "AWS::Serverless::LayerVersion"


class _Loader(yaml.CSafeLoader):
    """YAML with `!Ref`, `!Sub` and the other short forms, as the long ones that JSON can say."""


def _intrinsic(loader: _Loader, function: str, node: yaml.Node) -> Mapping[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # pyright: ignore[reportArgumentType] - the only kind left
    if function in ("Ref", "Condition"):
        return {function: value}
    if function == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{function}": value}


_Loader.add_multi_constructor("!", _intrinsic)
# CloudFormation's versions look like dates and are not.
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)


def load_template(path: Path) -> Template:
    """The template, its short tags written out. Raises BuildError."""
    try:
        template = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader, extended
    except FileNotFoundError:
        raise BuildError(f"There is no template at {path}; run this in the project's folder.") from None
    except yaml.YAMLError as error:
        raise BuildError(f"{path} is not valid YAML: {error}") from None
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise BuildError(f"{path} is not a CloudFormation template: it has no Resources.")
    if empty := list(_empty_values(template)):
        raise BuildError(f"{path} has no value at {' and at '.join(empty)}; CloudFormation refuses that.")
    return template


def _empty_values(value: Any, place: str = "") -> Iterator[str]:
    match value:
        case None:
            yield place.removeprefix(".")
        case dict():
            for key, inner in value.items():
                yield from _empty_values(inner, f"{place}.{key}")
        case list():
            for index, inner in enumerate(value):
                yield from _empty_values(inner, f"{place}[{index}]")
        case _:
            pass


def resources_of_type(template: Template, kind: str) -> dict[str, Resource]:
    """The resources of one type by logical id."""
    return {name: resource for name, resource in template["Resources"].items() if resource.get("Type") == kind}


def service_of(function: Resource) -> str:
    """The service whose code a function runs: the first segment of its handler."""
    return function["Properties"]["Handler"].split(".", 1)[0]


def layer_of(layer: Resource) -> str:
    """The name of a layer: the last segment of its path under layers/."""
    return layer["Properties"]["ContentUri"].rstrip("/").rsplit("/", 1)[-1]


def layers_of(template: Template, function: Resource) -> list[str]:
    """The names of a function's layers, in their order."""
    layers = resources_of_type(template, LAYER)
    return [layer_of(layers[reference["Ref"]]) for reference in function["Properties"].get("Layers", [])]


def with_code(template: Template, function_code: Callable[[str], Any], layer_code: Callable[[str], Any]) -> Template:
    """A copy in which every function and layer names its code by `{Bucket, Key}`; nothing else is changed.

    `function_code(service)` and `layer_code(layer)` give these locations.
    """
    completed = copy.deepcopy(template)
    for function in resources_of_type(completed, FUNCTION).values():
        function["Properties"]["CodeUri"] = function_code(service_of(function))
    for layer in resources_of_type(completed, LAYER).values():
        layer["Properties"]["ContentUri"] = layer_code(layer_of(layer))
    return completed
