"""Which functions move to a release by and by, and what is watched while they do."""

import copy
from pathlib import Path

import pytest

from videoclub_local.build.gradual import gateway_functions, released_gradually
from videoclub_local.build.template import load_template

TEMPLATE = load_template(Path(__file__).parents[3] / "template.yaml")
PEOPLE_CALL = {"UsersApi", "MoviesApi", "RentalApi", "SuggestionsApi", "StatsApi"}


@pytest.fixture(scope="module")
def gradual():
    return released_gradually(TEMPLATE)


def test_what_the_gateway_calls_moves_and_nothing_else(gradual):
    # Then
    assert gateway_functions(TEMPLATE).keys() == PEOPLE_CALL
    before, after = TEMPLATE["Resources"], gradual["Resources"]
    assert {name for name in before if before[name] != after[name]} == PEOPLE_CALL
    assert after.keys() - before.keys() == {f"{name}Faults" for name in PEOPLE_CALL}
    for name in PEOPLE_CALL:
        properties = after[name]["Properties"]
        assert properties["AutoPublishAlias"] == "live"
        assert properties["DeploymentPreference"]["Alarms"] == [{"Ref": f"{name}Faults"}]


def test_the_template_itself_stays_as_it_is():
    before = copy.deepcopy(TEMPLATE)
    released_gradually(TEMPLATE)
    assert before == TEMPLATE


@pytest.mark.parametrize("name", sorted(PEOPLE_CALL))
def test_another_release_changes_the_function_and_its_version(gradual, name):
    # Lambda publishes no version of a function that has not changed
    properties = gradual["Resources"][name]["Properties"]
    assert properties["Environment"]["Variables"]["RELEASE"] == {"Ref": "Release"}
    assert properties["VersionDescription"] == {"Ref": "Release"}


@pytest.mark.parametrize("name", sorted(PEOPLE_CALL))
def test_the_alarm_is_of_that_function_and_its_service(gradual, name):
    metrics = gradual["Resources"][f"{name}Faults"]["Properties"]["Metrics"]
    watched = [each["MetricStat"]["Metric"] for each in metrics if "MetricStat" in each]
    values = [each["Dimensions"][0]["Value"] for each in watched]
    assert values == [name.removesuffix("Api").lower(), {"Ref": name}, {"Ref": name}]
