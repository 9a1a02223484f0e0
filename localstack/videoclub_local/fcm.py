"""The FCM emulator as a part of the platform."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx

from videoclub_local.certificates import ensure_certificates
from videoclub_local.parts import PartStatus
from videoclub_local.processes import LOOPBACK, Launch, ManagedProcess, Ports

START_TIMEOUT_SECONDS = 15.0
READY_TIMEOUT_SECONDS = 1.0


class FcmEmulator:
    """Takes the messages that Movies sends to Firebase, and shows them in an inbox."""

    name = "fcm"
    title = "The FCM emulator"

    def __init__(self, home: Path) -> None:
        self._home = home.absolute()
        self._folder = self._home / self.name
        self._process = ManagedProcess(self.title, self._folder, self._home / "logs" / f"{self.name}.log")

    def prepare(self) -> None:
        """Nothing to fetch."""

    def start(self) -> None:
        """Start and wait until it answers, or attach to the running one. Raises PartError."""
        self._process.start(self._launch, _is_ready, timeout_seconds=START_TIMEOUT_SECONDS)

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        self._process.stop()

    def status(self) -> PartStatus:
        """What it is doing now, found by asking it."""
        running = self._process.running()
        return PartStatus(
            self.name,
            "emulator",
            "down" if running is None else "up" if _is_ready(running.ports) else "degraded",
            pid=running.pid if running else None,
            url=self.inbox_url,
            data_dir=self._folder,
            log_file=self._process.log_file,
            rss_mb=running.rss_mb() if running else None,
        )

    @property
    def inbox_url(self) -> str | None:
        """The page that shows the messages, and the proxy that senders go through; None when it does not run."""
        running = self._process.running()
        return f"http://{LOOPBACK}:{running.ports['http']}" if running else None

    @property
    def ca_bundle(self) -> Path:
        """What a sender has to trust to take the emulator for Google."""
        return ensure_certificates(self._home, datetime.now(UTC)).fcm_ca

    def _launch(self) -> Launch:
        ports = self._process.choose_ports("http")
        certificate = ensure_certificates(self._home, datetime.now(UTC)).fcm
        options = ["--port", str(ports["http"]), "--certificate", certificate, "--state-dir", self._folder / "data"]
        return Launch(
            [sys.executable, "-m", "fcm_emulator", *options],
            ports,
            environment={"PYTHONUNBUFFERED": "1"},
            working_directory=self._folder,
        )


def _is_ready(ports: Ports) -> bool:
    try:
        return httpx.get(f"http://{LOOPBACK}:{ports['http']}/", timeout=READY_TIMEOUT_SECONDS).is_success
    except httpx.TransportError:
        return False
