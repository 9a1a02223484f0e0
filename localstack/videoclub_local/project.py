"""Where things are: the checkout that is run, and the folder that holds all its state."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "VIDEOCLUB_HOME"
_CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Project:
    """A checkout. `home` holds data, logs and secrets: `.videoclub`, unless VIDEOCLUB_HOME names another folder."""

    root: Path
    home: Path
    environment: Mapping[str, str]

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> "Project":
        """The checkout this command belongs to, wherever it is called from."""
        chosen = environment.get(HOME_VARIABLE)
        return cls(_CHECKOUT, Path(chosen).absolute() if chosen else _CHECKOUT / ".videoclub", environment)

    @property
    def template(self) -> Path:
        return self.root / "template.yaml"

    @property
    def observability(self) -> Path:
        """The template of alarms and the dashboard."""
        return self.root / "infra" / "observability.yaml"

    @property
    def functions(self) -> Path:
        return self.root / "functions"

    @property
    def frontend(self) -> Path:
        return self.root / "frontend"

    @property
    def emulator(self) -> Path:
        """LocalStack's own uv project."""
        return self.root / "localstack" / "emulator"

    @property
    def logs(self) -> Path:
        return self.home / "logs"
