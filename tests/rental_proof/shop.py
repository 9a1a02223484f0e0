"""An environment of Rental on the real store, for tests that break it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from fakes.playback import InMemoryPlayback
from fakes.rental import FakeMedia, FixedQuotes, RecordedEvents
from rental.adapters.cassandra_reminders import CassandraReminders
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.cassandra_session import CassandraSession
from rental.adapters.simulated_payments import SimulatedPayments
from rental.day_shards import DayShards
from rental.reminder import Reminder
from rental.wiring import Wiring, wire

DAY_SHARDS = 4


@dataclass
class World:
    """What outlives an environment: the films, the playback store, the bus, and how far sweepers have come.

    Progress is kept here, and minutes that nobody filed anything under are not read: a test lives through years.
    """

    quotes: FixedQuotes = field(default_factory=FixedQuotes)
    playback: InMemoryPlayback = field(default_factory=InMemoryPlayback)
    events: RecordedEvents = field(default_factory=RecordedEvents)
    progress: datetime | None = None
    minutes: set[datetime] = field(default_factory=set)


@dataclass(frozen=True)
class WorldsReminders(CassandraReminders):
    """The reminders of one world, on the shared keyspace."""

    world: World

    def file(self, *reminders: Reminder) -> None:
        self.world.minutes |= {reminder.minute for reminder in reminders}
        super().file(*reminders)

    def due_in(self, minute: datetime) -> Sequence[Reminder]:
        return super().due_in(minute) if minute in self.world.minutes else []

    def read_progress(self) -> datetime | None:
        return self.world.progress

    def save_progress(self, minute: datetime) -> None:
        self.world.progress = minute


@dataclass
class Environment[Session: CassandraSession]:
    """A Lambda environment: it has a session of its own."""

    session: Session
    world: World

    @cached_property
    def payments(self) -> SimulatedPayments:
        return SimulatedPayments(self.session)

    @cached_property
    def rentals(self) -> CassandraRentals:
        return CassandraRentals(self.session, DayShards(DAY_SHARDS))

    @cached_property
    def wiring(self) -> Wiring:
        return wire(
            self.session.settings,
            rentals=self.rentals,
            reminders=WorldsReminders(self.session, DAY_SHARDS, self.world),
            sessions=self.world.playback,
            quotes=self.world.quotes,
            payments=self.payments,
            media=FakeMedia(),
            events=self.world.events,
        )
