"""The whole build: every layer and function that template.yaml names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from videoclub_local.artifacts import cache_home
from videoclub_local.build.code import Archive, Code
from videoclub_local.build.errors import BuildError
from videoclub_local.build.packages import LAMBDA_PLATFORM, archive_packages, build_packages, local_platform
from videoclub_local.build.sources import KERNEL, archive_kernel, archive_service, link_kernel, link_service
from videoclub_local.build.template import (
    FUNCTION,
    LAYER,
    Template,
    layer_of,
    load_template,
    resources_of_type,
    service_of,
    with_code,
)


@dataclass(frozen=True)
class Build:
    """What a stack is deployed from."""

    template: Template
    """template.yaml as it stands in the checkout."""
    functions: Mapping[str, Code]
    """The code of each service."""
    layers: Mapping[str, Code]

    @property
    def archives(self) -> list[Archive]:
        """What has to be uploaded."""
        return [code for code in (*self.functions.values(), *self.layers.values()) if isinstance(code, Archive)]

    def deployable_template(self, artifacts_bucket: str) -> Template:
        """The template in which everything names its code; archives are expected in `artifacts_bucket`."""
        return with_code(
            self.template,
            lambda service: self.functions[service].location(artifacts_bucket),
            lambda layer: self.layers[layer].location(artifacts_bucket),
        )

    def archived_template(self) -> Template:
        """The template in which everything names its archive on this machine, as the SAM CLI packages it."""
        return with_code(
            self.template,
            lambda service: str(self.functions[service].path),
            lambda layer: str(self.layers[layer].path),
        )


def build_in_place(checkout: Path, home: Path, environment: Mapping[str, str]) -> Build:
    """For LocalStack: everything is read where it stands, so that a change reaches functions without deploying.

    `home` is the project's `.videoclub`. Raises BuildError.
    """
    template = load_template(checkout / "template.yaml")
    folder = home.absolute() / "build" / "functions"
    functions = {service: link_service(checkout, service, folder) for service in _services(template)}
    packages = build_packages(checkout, _package_cache(environment), local_platform(), _layers(template))
    return _checked(Build(template, functions, {KERNEL: link_kernel(checkout), **packages}))


def build_archives(
    checkout: Path, home: Path, environment: Mapping[str, str], target_platform: str = LAMBDA_PLATFORM
) -> Build:
    """For AWS, and to prove the archives locally: everything zipped. Raises BuildError."""
    template = load_template(checkout / "template.yaml")
    folder = home.absolute() / "build" / "archives"
    functions = {service: archive_service(checkout, service, folder) for service in _services(template)}
    packages = archive_packages(
        build_packages(checkout, _package_cache(environment), target_platform, _layers(template))
    )
    return _checked(Build(template, functions, {KERNEL: archive_kernel(checkout, folder), **packages}))


def _services(template: Template) -> list[str]:
    return sorted({service_of(function) for function in resources_of_type(template, FUNCTION).values()})


def _layers(template: Template) -> set[str]:
    return {layer_of(layer) for layer in resources_of_type(template, LAYER).values()}


def _checked(build: Build) -> Build:
    if missing := sorted(_layers(build.template) - build.layers.keys()):
        raise BuildError(
            f"template.yaml names layers that [tool.videoclub.layers] in pyproject.toml lacks: {', '.join(missing)}."
        )
    return build


def _package_cache(environment: Mapping[str, str]) -> Path:
    return cache_home(environment) / "layers"
