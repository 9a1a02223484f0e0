"""Releases by and by: functions that the gateway calls move to a new version a part of the calls first.

CodeDeploy moves them, watches an alarm for each, and moves all calls back when one rings. Only AWS has CodeDeploy: a
template gets this on its way there, and an emulator never sees it.

What no person waits for - jobs, queues, what services ask each other - changes at once. That is safe as long as both
releases understand each other's messages and rows, which contracts and migrations keep to.
"""

import copy
from typing import Any

from videoclub_local.build.template import FUNCTION, Resource, Template, resources_of_type, service_of

ALIAS = "live"
"""What the gateway calls: a published version, or two while calls move over."""
RELEASE = "Release"
"""The parameter whose change publishes new versions, and so starts all environments anew."""
PACE = "ReleasePace"
FAULTS_MIN = 3
"""So many faults within a minute can be chance, and move nothing back …"""
FAULTS_PERCENT = 2
"""… nor can this share of calls: with a tenth of the calls on a new version, a fifth of those would have to fail."""

_PACES = ("Canary10Percent5Minutes", "Canary10Percent15Minutes", "Linear10PercentEvery1Minute", "AllAtOnce")
_PERIOD_S = 60


def released_gradually(template: Template) -> Template:
    """The template in which the gateway calls aliases that CodeDeploy moves; it has the parameters RELEASE and PACE."""
    gradual = copy.deepcopy(template)
    gradual["Parameters"] |= {
        RELEASE: {
            "Type": "String",
            "Default": "first",
            "Description": "What is released, as a commit. Another one publishes new versions, whatever has changed.",
        },
        PACE: {
            "Type": "String",
            "Default": _PACES[0],
            "AllowedValues": list(_PACES),
            "Description": "How calls move over to a new version.",
        },
    }
    for name, function in gateway_functions(template).items():
        alarm = f"{name}Faults"
        gradual["Resources"][alarm] = _alarm(name, service_of(function))
        _move_by_alarm(gradual["Resources"][name]["Properties"], alarm)
    return gradual


def gateway_functions(template: Template) -> dict[str, Resource]:
    """The functions that the gateway calls, by logical id."""

    def is_called(function: Resource) -> bool:
        return any(event["Type"] == "Api" for event in function["Properties"].get("Events", {}).values())

    return {name: each for name, each in resources_of_type(template, FUNCTION).items() if is_called(each)}


def _move_by_alarm(properties: dict[str, Any], alarm: str) -> None:
    properties |= {
        "AutoPublishAlias": ALIAS,
        "AutoPublishAliasAllProperties": True,  # not only its code, but whatever the template says of it …
        "VersionDescription": {"Ref": RELEASE},  # … and what only a parameter's value has changed
        "DeploymentPreference": {"Type": {"Ref": PACE}, "Alarms": [{"Ref": alarm}]},
    }
    # Lambda publishes no version of a function that is as the last one was, though its secret is another.
    properties.setdefault("Environment", {}).setdefault("Variables", {})["RELEASE"] = {"Ref": RELEASE}


def _alarm(function: str, service: str) -> Resource:
    """Rings when calls fail by a fault of ours, whether the function could tell (`Failed`) or not (`Errors`)."""
    own, lambdas = [{"Name": "service", "Value": service}], [{"Name": "FunctionName", "Value": {"Ref": function}}]
    faults = "FILL(failed, 0) + FILL(errors, 0)"
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": f"{function} fails; a release that is moving over is taken back",
            "Metrics": [
                _metric("failed", "Videoclub", "Failed", own),
                _metric("errors", "AWS/Lambda", "Errors", lambdas),
                _metric("calls", "AWS/Lambda", "Invocations", lambdas),
                {
                    "Id": "percent",
                    "Label": "Faults of a hundred calls",
                    "Expression": f"IF(({faults}) >= {FAULTS_MIN}, 100 * ({faults}) / calls, 0)",
                },
            ],
            "EvaluationPeriods": 1,
            "Threshold": FAULTS_PERCENT,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
        },
    }


def _metric(identifier: str, namespace: str, name: str, dimensions: list[dict[str, Any]]) -> dict[str, Any]:
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions}
    return {
        "Id": identifier,
        "ReturnData": False,
        "MetricStat": {"Metric": metric, "Period": _PERIOD_S, "Stat": "Sum"},
    }
