"""Which change of the template takes which step on the emulator."""

import copy
from pathlib import Path

import pytest

from videoclub_local.build.template import load_template
from videoclub_local.deploy.changes import Description, needed_step

ROOT = Path(__file__).parents[3]


@pytest.fixture
def deployed():
    return Description(load_template(ROOT / "template.yaml"), {"LogLevel": "INFO"})


@pytest.fixture
def wanted(deployed):
    return copy.deepcopy(deployed)


def test_the_same_needs_nothing(deployed, wanted):
    assert needed_step(deployed, wanted) == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [("MemorySize", 2048), ("Timeout", 3), ("CodeUri", {"Bucket": "b", "Key": "k"}), ("Layers", [])],
)
def test_a_functions_own_settings_are_updated(deployed, wanted, name, value):
    # When
    wanted.template["Resources"]["MoviesApi"]["Properties"][name] = value
    # Then
    assert needed_step(deployed, wanted) == "update"


def add_a_route(template):
    template["Resources"]["MoviesApi"]["Properties"]["Events"]["New"] = {"Type": "Api"}


def change_the_api(template):
    template["Resources"]["Api"]["Properties"]["StageName"] = "v2"


def add_a_queue(template):
    template["Resources"]["More"] = {"Type": "AWS::SQS::Queue"}


def drop_a_function(template):
    del template["Resources"]["StatsReport"]


def change_every_function(template):
    template["Globals"]["Function"]["Timeout"] = 29


@pytest.mark.parametrize(
    "change",
    [add_a_route, change_the_api, add_a_queue, drop_a_function, change_every_function],
    ids=lambda it: it.__name__,
)
def test_what_an_update_would_lose_or_do_slowly_is_made_anew(deployed, wanted, change):
    # When
    change(wanted.template)
    # Then
    assert needed_step(deployed, wanted) == "replacement"


def test_another_value_of_a_parameter_makes_all_anew(deployed, wanted):
    assert needed_step(deployed, Description(wanted.template, {"LogLevel": "DEBUG"})) == "replacement"
