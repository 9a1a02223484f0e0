"""How long a function takes to load (Lambda's INIT): its own code and layers, in a fresh interpreter."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from videoclub_local.build.code import Directory
from videoclub_local.build.project import Build
from videoclub_local.build.template import FUNCTION, Resource, layers_of, resources_of_type, service_of

ROUNDS = 5
_MEASURE = """\
import json, sys, time
begun = time.perf_counter()
__import__(sys.argv[1])
seconds = time.perf_counter() - begun
print(json.dumps([seconds * 1000, len(sys.modules)]))
"""


@dataclass(frozen=True)
class Init:
    """The median of ROUNDS loads of a function's handler, and how many modules that takes."""

    function: str
    handler: str
    ms: float
    modules: int


def measure_inits(build: Build) -> list[Init]:
    """Every function of the template, one after the other."""
    functions = resources_of_type(build.template, FUNCTION)
    return [_measure(build, name, function) for name, function in functions.items()]


def _measure(build: Build, name: str, function: Resource) -> Init:
    handler = function["Properties"]["Handler"]
    layers = [_folder(build.layers[layer]) / "python" for layer in layers_of(build.template, function)]
    path = os.pathsep.join(map(str, [_folder(build.functions[service_of(function)]), *layers]))
    module = handler.rpartition(".")[0]
    rounds = [_load(module, path) for _ in range(ROUNDS + 1)][1:]  # the first may compile
    ms, modules = (statistics.median(column) for column in zip(*rounds, strict=True))
    return Init(name, handler, ms, int(modules))


def _load(module: str, path: str) -> list[float]:
    python = Path(sys.base_prefix) / "bin" / "python3"
    command = [python, "-S", "-c", _MEASURE, module]
    return json.loads(subprocess.run(command, env={"PYTHONPATH": path}, capture_output=True, check=True).stdout)


def _folder(code: object) -> Path:
    if not isinstance(code, Directory):
        raise TypeError("an archive cannot be imported from here; build in place")
    return code.path
