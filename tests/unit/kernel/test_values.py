"""Values that cross the edges."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from videoclub.clock import rfc3339
from videoclub.cursors import Cursors
from videoclub.errors import ValidationFailed
from videoclub.settings import Settings, SettingsError
from videoclub.values import Duration, GivenInstant, Instant, Money, Text, instant

DURATION = TypeAdapter(Duration)
INSTANT = TypeAdapter(Instant)
GIVEN_INSTANT = TypeAdapter(GivenInstant)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(hours=48), "PT48H"),
        (timedelta(days=30), "P30D"),
        (timedelta(minutes=90), "PT90M"),
        (timedelta(seconds=5), "PT5S"),
        (timedelta(0), "PT0H"),
    ],
)
def test_durations_read_like_the_contract(duration, text):
    assert DURATION.dump_python(duration, mode="json") == text


@given(st.integers(min_value=0, max_value=10**8))
def test_durations_survive_json(seconds):
    duration = timedelta(seconds=seconds)
    assert DURATION.validate_json(DURATION.dump_json(duration)) == duration


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_instants_survive_json_to_the_millisecond(moment):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    text = rfc3339(moment)
    assert text.endswith("Z")
    assert instant(text) == moment == INSTANT.validate_json(f'"{text}"')


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        instant("2026-11-21T20:00:00")


@pytest.mark.parametrize("amount", ["-0.01", "1.999", "10000.01", "NaN", "Infinity", "x"])
def test_money_is_never_odd(amount):
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "EUR"})


@pytest.mark.parametrize("amount", [3.99, 4, True])
def test_money_is_no_json_number(amount):
    with pytest.raises(ValidationError):
        Money.model_validate_json(json.dumps({"amount": amount, "currency": "EUR"}))


def test_money_is_a_decimal_string_in_json():
    assert Money.eur(Decimal("3.9")).model_dump_json() == '{"amount":"3.90","currency":"EUR"}'


def test_text_is_in_some_language():
    with pytest.raises(ValidationError):
        Text()
    assert Text(en="Wings").model_dump_json() == '{"en":"Wings"}'
    assert Text(en="Wings").best("fr") == "Wings"
    assert Text(en="Wings", fr="Les Ailes").best("fr-CA") == "Les Ailes"


@given(st.lists(st.text() | st.integers(min_value=-(2**53), max_value=2**53) | st.none()))
def test_a_cursor_gives_its_position_back(position):
    cursors = Cursors("key")
    cursor = cursors.seal(position, query={"q": "x", "limit": 5})
    assert cursors.open(cursor, query={"q": "x", "limit": 50, "cursor": cursor}) == position


@pytest.mark.parametrize("broken", ["", "x", "WzFd.c2ln", "é"])
def test_a_broken_cursor_is_refused(broken):
    with pytest.raises(ValidationFailed):
        Cursors("key").open(broken, query={})


def test_a_cursor_of_another_query_or_key_is_refused():
    cursor = Cursors("key").seal(["a"], query={"q": "x"})
    for cursors, query in ((Cursors("key"), {"q": "y"}), (Cursors("other"), {"q": "x"})):
        with pytest.raises(ValidationFailed):
            cursors.open(cursor, query=query)


def test_a_missing_setting_is_named_without_its_neighbours_values():
    class ShopSettings(Settings):
        till: int
        password: str

    with pytest.raises(SettingsError, match="ShopSettings: TILL:") as refusal:
        ShopSettings.load({"PASSWORD": "hunter2", "TILL": "hunter3"})
    assert "hunter" not in str(refusal.value)
    assert ShopSettings.load({"PASSWORD": "x", "TILL": "3"}).till == 3


@pytest.mark.parametrize("text", ["0.5", "1795687200", "-1", "12:00:00Z", "2026-11-21T12:00:00", ""])
def test_a_client_writes_an_instant_out_with_its_zone(text):
    with pytest.raises(ValidationError):
        GIVEN_INSTANT.validate_python(text)


@pytest.mark.parametrize("text", ["2026-11-21T12:00:00Z", "2026-11-21T13:00:00.000+01:00"])
def test_the_same_instant_may_be_given_in_any_zone(text):
    assert GIVEN_INSTANT.validate_python(text) == datetime(2026, 11, 21, 12, tzinfo=UTC)
