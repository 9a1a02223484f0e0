"""The messages that FCM would have delivered, newest last, for tests to read and for people to watch."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fcm_emulator.wire import rfc3339

DEFAULT_CAPACITY = 1000


@dataclass(frozen=True)
class Delivery:
    """One accepted message and the registrations that received it, each once.

    `id` grows with every message, also over restarts of the emulator: microseconds of the Unix clock, never twice.
    """

    id: int
    project: str
    target_kind: str
    target: str
    recipients: tuple[str, ...]
    message: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"projects/{self.project}/messages/{self.id}"

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "received_at": rfc3339(self.id / 1_000_000),
            "project": self.project,
            "target": {self.target_kind: self.target},
            "recipients": list(self.recipients),
            "message": self.message,
        }


@dataclass(frozen=True)
class Selection:
    """Which deliveries are wanted: sent to this topic, received by this registration."""

    topic: str | None = None
    token: str | None = None

    def takes(self, delivery: Delivery) -> bool:
        to_topic = self.topic is None or (delivery.target_kind, delivery.target) == ("topic", self.topic)
        return to_topic and (self.token is None or self.token in delivery.recipients)


class Inbox:
    """A ring of the last `capacity` deliveries, in memory only. Safe to use from several threads."""

    def __init__(self, capacity: int = DEFAULT_CAPACITY, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds of the Unix clock."""
        self._deliveries: deque[Delivery] = deque(maxlen=capacity)
        self._changed = threading.Condition()
        self._clock = clock
        self._last_id = 0

    def deliver(
        self, project: str, target_kind: str, target: str, recipients: tuple[str, ...], message: Mapping[str, Any]
    ) -> Delivery:
        with self._changed:
            self._last_id = max(self._last_id + 1, int(self._clock() * 1_000_000))
            delivery = Delivery(self._last_id, project, target_kind, target, recipients, message)
            self._deliveries.append(delivery)
            self._changed.notify_all()
            return delivery

    def clear(self) -> None:
        with self._changed:
            self._deliveries.clear()

    def __len__(self) -> int:
        return len(self._deliveries)

    def select(self, selection: Selection, since: int = 0) -> list[Delivery]:
        """Oldest first, those with an id greater than `since`."""
        with self._changed:
            return [delivery for delivery in self._after(since) if selection.takes(delivery)]

    def follow(self, selection: Selection, since: int, pause_seconds: float) -> Iterator[Delivery | None]:
        """Endless: each delivery after `since` as it comes, and None whenever `pause_seconds` pass without one."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda last=since: self._newest() > last, pause_seconds)
                news = self._after(since)
            for delivery in news:
                if selection.takes(delivery):
                    yield delivery
            if news:
                since = news[-1].id
            else:
                yield None

    def _newest(self) -> int:
        return self._deliveries[-1].id if self._deliveries else 0

    def _after(self, since: int) -> list[Delivery]:
        newer: list[Delivery] = []
        for delivery in reversed(self._deliveries):
            if delivery.id <= since:
                break
            newer.append(delivery)
        return newer[::-1]
