"""Timers that share a thread."""

from __future__ import annotations

import threading
import time

from polling import eventually

from process_executor.patches.shared_timers import SharedTimer


def test_timers_fire_in_order_of_their_time_and_cancelled_ones_do_not() -> None:
    # Given
    fired: list[str] = []
    timers = [
        SharedTimer(0.3, lambda: fired.append("late")),
        SharedTimer(0.1, lambda: fired.append("early")),
        SharedTimer(0.2, lambda: fired.append("cancelled")),
    ]
    # When
    for timer in timers:
        timer.start()
    timers[2].cancel()
    # Then
    eventually(lambda: len(fired) == 2, 3)
    assert fired == ["early", "late"]


def test_a_function_that_takes_its_time_holds_up_no_other() -> None:
    # Given
    release, fired = threading.Event(), threading.Event()
    # When
    SharedTimer(0, release.wait).start()
    SharedTimer(0.01, fired.set).start()
    # Then
    assert fired.wait(3)
    release.set()


def test_many_cancelled_timers_start_no_threads() -> None:
    # Given
    before = threading.active_count()
    # When
    for _ in range(5000):
        timer = SharedTimer(600, time.time)
        timer.start()
        timer.cancel()
    # Then
    assert threading.active_count() <= before + 1
