"""What every Reminders does, shown on the fake and on Cassandra."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes.rental import InMemoryReminders, a_rental
from rental.adapters.cassandra_reminders import CassandraReminders
from rental.ports import Reminders
from rental.reminder import Reminder, Step

NOW = datetime(2031, 5, 1, 20, 15, 30, 123000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHARDS = 4


@pytest.fixture(params=["fake", "cassandra"])
def reminders(request) -> Reminders:
    if request.param == "fake":
        return InMemoryReminders()
    return CassandraReminders(request.getfixturevalue("rental_session"), SHARDS)


def a_reminder(step: Step = Step.CREATED, due: datetime = NOW) -> Reminder:
    return Reminder.of(a_rental(NOW), step, due)


class TestReminders:
    def test_finds_a_reminder_in_its_minute(self, reminders):
        # Given reminders in two minutes
        filed = [a_reminder() for _ in range(10)]
        later = a_reminder(due=NOW + MINUTE)
        reminders.file(*filed, later)
        # When the first minute is read
        found = reminders.due_in(filed[0].minute)
        # Then its reminders are there, whole, and no other
        assert {reminder for reminder in found if reminder in filed} == set(filed)
        assert later not in found

    def test_keeps_one_for_each_step(self, reminders):
        # Given two steps of a rental in a minute, one filed twice
        created = a_reminder()
        cancelled = replace(created, step=Step.CANCELLED)
        reminders.file(created, cancelled)
        reminders.file(created)
        # When one is torn up, twice
        for _ in range(2):
            reminders.tear_up(created)
        # Then the other is there
        found = [one for one in reminders.due_in(created.minute) if one.rental_id == created.rental_id]
        assert found == [cancelled]

    def test_remembers_its_progress(self, reminders):
        reminders.save_progress(a_reminder().minute)
        reminders.save_progress(a_reminder().minute + MINUTE)
        assert reminders.read_progress() == a_reminder().minute + MINUTE
