"""What the three stores have in common: embedded under `.videoclub/`, unless the user offers a server of their own."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from videoclub_local.artifacts import ArtifactCache
from videoclub_local.downloads import UNSEEN, Downloads
from videoclub_local.parts import PartError, PartStatus
from videoclub_local.processes import Launch, ManagedProcess, Ports, Running

ANSWER_TIMEOUT_SECONDS = 3  # for a store that the user offers, to say whether it is there


class Store(ABC):
    """A part that keeps data. `home` is the project's `.videoclub`; `environment` the user's variables."""

    name: str
    title: str
    start_timeout_seconds: float

    def __init__(self, home: Path, environment: Mapping[str, str], downloads: Downloads = UNSEEN) -> None:
        self._folder = home.absolute() / self.name
        self._environment = environment
        self._downloads = downloads
        self._process = self._managed_process(home.absolute() / "logs" / f"{self.name}.log")

    @property
    @abstractmethod
    def is_external(self) -> bool:
        """Whether the user offers this store."""

    @property
    @abstractmethod
    def public_url(self) -> str | None:
        """Its address without a password, or None when it is not running."""

    def prepare(self) -> None:
        """Fetch and unpack what `start` needs. Repeatable; raises PartError."""
        if not self.is_external:
            self._prepare()

    def start(self) -> None:
        """Start and wait until it takes connections, or attach to the running one. Raises PartError."""
        if self.is_external:
            self._check_offered()
            return
        self.prepare()
        self._process.start(self._launch, self._is_ready, timeout_seconds=self.start_timeout_seconds)

    def stop(self) -> None:
        """Stop it and wait until it is gone; a store of the user's own is left alone."""
        if not self.is_external:
            self._process.stop()

    def erase(self) -> None:
        """Stop it and delete its data, its password and its log; a store of the user's own is left alone."""
        if not self.is_external:
            self.stop()
            shutil.rmtree(self.data_dir, ignore_errors=True)  # it may lie outside the folder
            shutil.rmtree(self._folder, ignore_errors=True)
            self._process.log_file.unlink(missing_ok=True)

    def status(self) -> PartStatus:
        """What it is doing now, found by asking it."""
        if self.is_external:
            return PartStatus(self.name, "external", "up" if self._answers() else "down", url=self.public_url)
        running = self._process.running()
        return PartStatus(
            self.name,
            "store",
            "down" if running is None else "up" if self._is_ready(running.ports) else "degraded",
            pid=running.pid if running else None,
            url=self.public_url,
            data_dir=self.data_dir,
            log_file=self._process.log_file,
            rss_mb=running.rss_mb() if running else None,
        )

    @property
    def data_dir(self) -> Path:
        """Where the embedded store keeps its data."""
        return self._folder / "data"

    def _managed_process(self, log_file: Path) -> ManagedProcess:
        return ManagedProcess(self.title, self._folder, log_file)

    @cached_property
    def _artifacts(self) -> ArtifactCache:
        return ArtifactCache(self._environment, self._downloads)

    @property
    def _running(self) -> Running:
        """The embedded process; PartError when it does not run."""
        running = self._process.running()
        if running is None:
            raise PartError(f"{self.title} is not running; start the platform with `videoclub up`.")
        return running

    def _answers(self) -> bool:
        try:
            self._check_offered()
        except PartError:
            return False
        return True

    @abstractmethod
    def _check_offered(self) -> None:
        """Sign in to the user's own server as its administrator, within ANSWER_TIMEOUT_SECONDS. Raises PartError."""

    @abstractmethod
    def _prepare(self) -> None: ...

    @abstractmethod
    def _launch(self) -> Launch: ...

    @abstractmethod
    def _is_ready(self, ports: Ports) -> bool: ...
