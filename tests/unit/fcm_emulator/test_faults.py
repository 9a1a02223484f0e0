import pytest

from fcm_emulator.errors import ApiError
from fcm_emulator.faults import ConnectionDroppedError, Fault, Faults, parse_faults


def met(faults: Faults, target: str = "t", operation: str = "send") -> str:
    """The status of the refusal, "dropped", or "none"."""
    try:
        faults.meet(operation, target, "demo")
    except ApiError as refusal:
        return refusal.status
    except ConnectionDroppedError:
        return "dropped"
    return "none"


def test_a_fault_is_met_as_often_as_it_says_and_counts():
    # Given
    faults = Faults()
    faults.replace([Fault("unavailable", count=2), Fault("internal", count=1)])

    # Then
    assert [met(faults) for _ in range(4)] == ["UNAVAILABLE", "UNAVAILABLE", "INTERNAL", "none"]
    assert [fault["hits"] for fault in faults.as_json()["faults"]] == [2, 1]


def test_a_fault_without_count_lasts_until_it_is_replaced():
    # Given
    faults = Faults()
    faults.replace([Fault("sender_id_mismatch", count=None)])
    assert {met(faults) for _ in range(50)} == {"PERMISSION_DENIED"}

    # When
    faults.replace([])

    # Then
    assert met(faults) == "none"


def test_a_fault_meets_its_own_target_and_operation_only():
    # Given
    faults = Faults()
    faults.replace([Fault("unregistered", target="mine", count=None), Fault("dropped_connection", operation="topics")])

    # Then
    assert met(faults, "other") == "none"
    assert met(faults, "mine") == "NOT_FOUND"
    assert met(faults, "any", "oauth") == "none"
    assert met(faults, "any", "topics") == "dropped"


def test_a_quota_fault_may_say_when_to_come_back():
    # Given
    faults = Faults()
    faults.replace([Fault("quota_exceeded", retry_after=60)])

    # When
    with pytest.raises(ApiError) as caught:
        faults.meet("send", "t", "demo")

    # Then
    assert (caught.value.http_status, caught.value.headers) == (429, {"Retry-After": "60"})


def test_a_slow_answer_is_the_right_one_after_a_while():
    # Given
    slept: list[float] = []
    faults = Faults(sleep=slept.append)
    faults.replace([Fault("slow", delay_seconds=2.5)])

    # Then
    assert met(faults) == "none"
    assert slept == [2.5]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "faults"),
        ({"faults": {}}, "faults"),
        ({"faults": [], "more": 1}, "faults"),
        ({"faults": ["slow"]}, "faults[0]"),
        ({"faults": [{}]}, "faults[0].kind"),
        ({"faults": [{"kind": "flood"}]}, "faults[0].kind"),
        ({"faults": [{"kind": ["slow"]}]}, "faults[0].kind"),
        ({"faults": [{"kind": "slow"}, {"kind": "slow", "count": 0}]}, "faults[1].count"),
        ({"faults": [{"kind": "slow", "count": True}]}, "faults[0].count"),
        ({"faults": [{"kind": "slow", "target": 1}]}, "faults[0].target"),
        ({"faults": [{"kind": "slow", "operation": "read"}]}, "faults[0].operation"),
        ({"faults": [{"kind": "slow", "retry_after": -1}]}, "faults[0].retry_after"),
        ({"faults": [{"kind": "slow", "delay_seconds": 301}]}, "faults[0].delay_seconds"),
        ({"faults": [{"kind": "slow", "hits": 1}]}, "faults[0].hits"),
    ],
)
def test_a_wrong_fault_is_refused_by_the_name_of_its_field(document, field):
    with pytest.raises(ApiError) as caught:
        parse_faults(document)

    assert caught.value.details[0]["fieldViolations"][0]["field"] == field


def test_faults_are_read_with_their_defaults():
    assert parse_faults({"faults": [{"kind": "slow", "count": None, "delay_seconds": 1}]}) == [
        Fault("slow", operation="send", target=None, count=None, retry_after=None, delay_seconds=1)
    ]
