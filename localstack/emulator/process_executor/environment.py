"""What a function's process finds around itself, directories and variables: nothing of the developer's."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from process_executor import link_tree, managed_runtime
from process_executor.interpreter import PYTHON_VERSION

_NOT_FOR_FUNCTIONS = ("LOCALSTACK_", "EDGE_PORT", "AWS_LAMBDA_FUNCTION_TIMEOUT")
"""Prefixes of what LocalStack's own container runtime is told, which a function on AWS would not see."""

_RESERVED = ("LAMBDA_", "AWS_EXECUTION_ENV")
"""Prefixes of what a function's configuration cannot set. Lambda refuses these and more when a function is created."""

_SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")


@dataclass(frozen=True)
class Directories:
    """Where one environment's files are."""

    task_root: Path
    runtime: Path
    opt: Path
    scratch: Path
    """The environment's own /tmp: TMPDIR and HOME."""


def environment_variables(
    directories: Directories, from_localstack: Mapping[str, object], configured: Mapping[str, str] | None
) -> dict[str, str]:
    """The whole environment of a process, but for the Runtime API's address.

    `from_localstack` is what LocalStack gives to an environment, `configured` the function's own variables; these win
    over all but the reserved ones.
    """
    task, opt = directories.task_root, directories.opt
    variables = {
        "LANG": "en_US.UTF-8",
        "PATH": ":".join([*_SYSTEM_PATH, f"{opt}/bin"]),
        "LD_LIBRARY_PATH": ":".join(str(path) for path in (directories.runtime, task, task / "lib", opt / "lib")),
        "HOME": str(directories.scratch),
        "TMPDIR": str(directories.scratch),
    }
    variables |= {
        name: str(value) for name, value in from_localstack.items() if not name.startswith(_NOT_FOR_FUNCTIONS)
    }
    variables |= {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{PYTHON_VERSION}",
        "LAMBDA_TASK_ROOT": str(task),
        "LAMBDA_RUNTIME_DIR": str(directories.runtime),
        "LAMBDA_OPT_DIR": str(opt),
    }
    variables |= {name: str(value) for name, value in (configured or {}).items() if not name.startswith(_RESERVED)}
    return variables


class Workspace:
    """The directories that all environments share, below one root that is emptied when LocalStack starts."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._created: set[Path] = set()

    def runtime(self) -> Path:
        """The managed runtime's packages."""
        target = self._root / "runtime"
        with self._lock:
            if target not in self._created:
                managed_runtime.create(target)
                self._created.add(target)
        return target

    def opt(self, layers: tuple[Path, ...], function: str, version: int) -> Path:
        """The layers of a function merged as in Lambda's /opt; `version` is that of their sources (see Sources)."""
        target = self._root / "opt" / function / str(version)
        with self._lock:
            if target not in self._created:
                shutil.rmtree(target, ignore_errors=True)
                link_tree.merge(layers, target)
                self._created.add(target)
        return target

    def scratch(self, environment_id: str) -> Path:
        """An empty directory for one environment."""
        target = self._root / "environments" / environment_id / "tmp"
        target.mkdir(parents=True, exist_ok=True)
        return target

    def output_path(self, environment_id: str) -> Path:
        """Where the environment's output goes."""
        directory = self._root / "environments" / environment_id
        directory.mkdir(parents=True, exist_ok=True)
        return directory / "output.log"

    def remove(self, environment_id: str) -> None:
        """Remove an environment's directory."""
        shutil.rmtree(self._root / "environments" / environment_id, ignore_errors=True)
