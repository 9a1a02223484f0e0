"""What every part of the local platform (a store, an emulator) offers, so that commands treat them alike."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

type State = Literal["up", "down", "degraded"]


class PartError(Exception):
    """A part cannot be started or used. The message is one sentence for a newcomer: what is wrong and what to do."""


@dataclass(frozen=True)
class PartStatus:
    """One row of `videoclub status`. `url` never carries a password; `rss_mb` is resident memory in MiB."""

    name: str
    kind: Literal["store", "emulator", "external"]
    state: State
    pid: int | None = None
    url: str | None = None
    data_dir: Path | None = None
    log_file: Path | None = None
    rss_mb: int | None = None


class Part(Protocol):
    """A piece of the platform with a life of its own: it outlives the command that started it, until `stop`."""

    @property
    def name(self) -> str:
        """Its name in commands: `redis`."""
        ...

    @property
    def title(self) -> str:
        """Its name in messages: `Redis`."""
        ...

    def prepare(self) -> None:
        """Fetch and unpack what `start` needs. Repeatable; raises PartError."""
        ...

    def start(self) -> None:
        """Start and wait until ready, or attach to the one that already runs. Raises PartError."""
        ...

    def stop(self) -> None:
        """Stop and wait until gone. Does nothing when it does not run, or is not ours to stop."""
        ...

    def status(self) -> PartStatus:
        """What it is doing now, found by asking it, not by believing a file."""
        ...
