"""Steps run as soon as those they need are done; a failure lets no further one begin."""

import threading

import pytest

from videoclub_local.steps import Step, StepFailedError, StepRunner

TIMEOUT_S = 5


class Seen:
    def __init__(self):
        self.started_names: list[str] = []
        self.finished_names: list[str] = []

    def started(self, step):
        self.started_names.append(step.name)

    def finished(self, step, seconds):
        assert seconds >= 0
        self.finished_names.append(step.name)


def test_a_step_waits_for_those_it_needs():
    seen = Seen()
    StepRunner(seen).run(
        [Step("c", "c", lambda: None, ("a", "b")), Step("a", "a", lambda: None), Step("b", "b", lambda: None, ("a",))]
    )
    assert seen.finished_names == ["a", "b", "c"]


def test_steps_that_need_nothing_of_each_other_run_side_by_side():
    # Given two steps that can only end together
    together = threading.Barrier(2, timeout=TIMEOUT_S)

    def meet():
        together.wait()

    StepRunner(seen := Seen()).run([Step(name, name, meet) for name in "ab"])
    assert sorted(seen.finished_names) == ["a", "b"]


def test_a_failure_names_the_step_and_begins_no_other():
    # Given a step that fails while another goes on
    go_on = threading.Event()

    def take_long():
        go_on.wait(TIMEOUT_S)

    def fail():
        raise ValueError("no such thing")

    seen = Seen()
    runner = StepRunner(seen)
    steps = [
        Step("long", "doing something long", take_long),
        Step("bad", "doing something bad", fail),
        Step("late", "doing something late", lambda: None, ("long",)),
    ]
    # When they are run
    with pytest.raises(StepFailedError, match="doing something bad") as failed:
        runner.run(steps)
    go_on.set()
    runner.settle(["long", "never begun"], TIMEOUT_S)
    # Then the reason is there, and what waited never began
    assert str(failed.value.__cause__) == "no such thing"
    assert seen.started_names == ["long", "bad"]
