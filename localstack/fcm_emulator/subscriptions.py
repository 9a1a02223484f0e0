"""Registrations (app instances) and their topics, kept in SQLite so that they outlive the emulator."""

import re
import sqlite3
import threading
from pathlib import Path
from typing import Any

REGISTRATION_TOKEN = re.compile(r"[A-Za-z0-9_-]+:APA91b[A-Za-z0-9_-]+")
"""`<instance id>:APA91b<secret>`, as today's tokens are; of any length, so that a test may use a readable one."""

DATABASE_NAME = "subscriptions.sqlite3"
MAX_TOKEN_LENGTH = 4096

INSTALLATION_ID = re.compile(r"[cdef][A-Za-z0-9_-]{21}")
"""A Firebase installation ID: 17 bytes in base64url, the first four bits 0111."""

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;  -- survives the end of the process; a power cut may cost the last changes
CREATE TABLE IF NOT EXISTS registrations (
    registration TEXT PRIMARY KEY,
    dead INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subscriptions (
    topic TEXT NOT NULL,
    registration TEXT NOT NULL,
    PRIMARY KEY (topic, registration)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS topics_of_registration ON subscriptions (registration, topic);
"""


def is_registration(text: str) -> bool:
    """Whether this looks like a registration token or a Firebase installation ID (FID)."""
    if len(text) > MAX_TOKEN_LENGTH:
        return False
    return bool(REGISTRATION_TOKEN.fullmatch(text) or INSTALLATION_ID.fullmatch(text))


class Subscriptions:
    """Who exists, who is gone, and who listens to what.

    Every well-formed registration exists, until it is declared dead.
    """

    def __init__(self, database: Path | None) -> None:
        """Open `database`, or keep everything in memory when it is None."""
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(database or ":memory:", check_same_thread=False)
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def register(self, registration: str) -> None:
        """Make the registration known, and alive again if it was dead."""
        with self._lock, self._connection:
            self._register(registration)

    def kill(self, registration: str) -> None:
        """The app was uninstalled: its subscriptions end and whatever is sent to it is UNREGISTERED."""
        with self._lock, self._connection:
            self._connection.execute("DELETE FROM subscriptions WHERE registration = ?", [registration])
            self._connection.execute(
                "INSERT INTO registrations VALUES (?, 1) ON CONFLICT DO UPDATE SET dead = 1", [registration]
            )

    def is_dead(self, registration: str) -> bool:
        sql = "SELECT 1 FROM registrations WHERE registration = ? AND dead"
        return bool(self._rows(sql, registration))

    def subscribe(self, registration: str, topic: str) -> bool:
        """Return False when it was subscribed already."""
        with self._lock, self._connection:
            self._register(registration)
            sql = "INSERT INTO subscriptions VALUES (?, ?) ON CONFLICT DO NOTHING"
            return self._connection.execute(sql, [topic, registration]).rowcount == 1

    def unsubscribe(self, registration: str, topic: str) -> bool:
        """Return False when it was not subscribed."""
        with self._lock, self._connection:
            sql = "DELETE FROM subscriptions WHERE topic = ? AND registration = ?"
            return self._connection.execute(sql, [topic, registration]).rowcount == 1

    def of_topic(self, topic: str) -> tuple[str, ...]:
        sql = "SELECT registration FROM subscriptions WHERE topic = ? ORDER BY registration"
        return tuple(row[0] for row in self._rows(sql, topic))

    def topics_by_registration(self) -> dict[str, set[str]]:
        """Every known living registration, also one without topics."""
        found: dict[str, set[str]] = {}
        sql = """SELECT registration, topic FROM registrations LEFT JOIN subscriptions USING (registration)
                 WHERE NOT dead ORDER BY registration"""
        for registration, topic in self._rows(sql):
            found.setdefault(registration, set()).update([topic] if topic else [])
        return found

    def count(self) -> int:
        return self._rows("SELECT count(*) FROM subscriptions")[0][0]

    def _register(self, registration: str) -> None:
        sql = "INSERT INTO registrations VALUES (?, 0) ON CONFLICT DO UPDATE SET dead = 0 WHERE dead"
        self._connection.execute(sql, [registration])

    def _rows(self, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()
