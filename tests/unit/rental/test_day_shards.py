"""A day's number of shards, as it is configured."""

from datetime import date

import pytest
from pydantic import ValidationError

from rental.day_shards import DayShards
from rental.settings import RentalSettings

NEEDED = {
    "cassandra_hosts": "h",
    "cassandra_username": "u",
    "cassandra_password": "p",
    "redis_url": "r",
    "cursor_key": "c",
    "movies_function": "m",
    "event_bus": "e",
    "media_bucket": "b",
}
LATER = {date(2026, 12, 1): 64, date(2027, 6, 1): 128}


@pytest.mark.parametrize(
    ("day", "shards"),
    [
        (date(2026, 11, 30), 8),
        (date(2026, 12, 1), 64),
        (date(2027, 5, 31), 64),
        (date(2027, 6, 1), 128),
        (date(2040, 1, 1), 128),
    ],
)
def test_a_day_has_the_number_that_was_last_named_for_it(day, shards):
    assert DayShards(8, LATER).of(day) == shards


def test_days_are_named_in_the_environment_as_json():
    settings = RentalSettings.model_validate(NEEDED | {"day_shards_later": '{"2026-12-01": 64, "2027-06-01": 128}'})
    assert settings.shards == DayShards(8, LATER)


def test_nothing_is_named_by_default():
    assert RentalSettings.model_validate(NEEDED | {"day_shards_later": "{}"}).shards == DayShards(8)
    assert RentalSettings.model_validate(NEEDED).shards == DayShards(8)


@pytest.mark.parametrize("wrong", ['{"2026-12-01": 0}', '{"soon": 64}', "64", "{", "[1]"])
def test_anything_else_is_refused(wrong):
    with pytest.raises(ValidationError):
        RentalSettings.model_validate(NEEDED | {"day_shards_later": wrong})
