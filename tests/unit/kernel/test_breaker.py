"""A part that is away costs its first callers, and then nobody."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from videoclub.drivers.breaker import FAILURES_MAX, OPEN_FOR_S, Breaker, BreakerOpen


@dataclass
class Part:
    """A part behind a breaker; `meanwhile` happens while it is asked."""

    seconds: float = 0.0
    away: bool = True
    meanwhile: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        self.breaker = Breaker(monotonic=lambda: self.seconds)

    def ask(self) -> str:
        try:
            with self.breaker.watch(TimeoutError):
                self._answer()
        except TimeoutError:
            return "slow"
        except BreakerOpen:
            return "at once"
        return "answer"

    def _answer(self) -> None:
        if self.meanwhile:
            self.meanwhile()
        if self.away:
            raise TimeoutError


def test_only_the_first_calls_wait():
    part = Part()
    assert [part.ask() for _ in range(10)] == ["slow"] * FAILURES_MAX + ["at once"] * (10 - FAILURES_MAX)


def test_one_call_tries_again_after_a_while():
    # Given a part that was given up
    part = Part()
    for _ in range(FAILURES_MAX):
        part.ask()
    # When it is still away
    part.seconds += OPEN_FOR_S
    assert [part.ask() for _ in range(3)] == ["slow", "at once", "at once"]
    # Then it is found when it is back
    part.away = False
    assert part.ask() == "at once"
    part.seconds += OPEN_FOR_S
    assert [part.ask() for _ in range(3)] == ["answer"] * 3


def test_a_single_failure_changes_nothing():
    part = Part()
    for _ in range(FAILURES_MAX):
        part.away = True
        assert part.ask() == "slow"
        part.away = False
        assert part.ask() == "answer"


def test_while_one_tries_the_others_do_not_wait():
    # Given a part that was given up and may be tried again
    part = Part()
    for _ in range(FAILURES_MAX):
        part.ask()
    part.seconds += OPEN_FOR_S
    # When a second call comes while the first one waits
    answers = []
    part.meanwhile = lambda: answers.append(part.ask())
    answers.append(part.ask())
    # Then it is refused at once
    assert answers == ["at once", "slow"]


def test_a_failure_of_another_kind_is_not_the_parts():
    part = Part(away=False)
    for _ in range(FAILURES_MAX + 1):
        with pytest.raises(KeyError), part.breaker.watch(TimeoutError):
            raise KeyError
    assert part.ask() == "answer"
