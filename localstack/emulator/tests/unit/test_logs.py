"""The output of environments and the lines around it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from process_executor import logs
from process_executor.logs import OutputFile, Report


def test_each_piece_of_output_is_given_once(tmp_path: Path) -> None:
    # Given
    output = OutputFile(tmp_path / "output")
    os.write(output.fd, b"first\n")
    # When / Then
    assert output.take() == "first\n"
    os.write(output.fd, "second, \u00e9".encode())
    assert output.take() == "second, \u00e9\n"
    assert output.take() == ""
    assert output.everything() == "first\nsecond, \u00e9"
    output.close()


def test_of_very_much_output_the_last_is_kept_and_the_file_shrinks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given
    monkeypatch.setattr(logs, "_READ_LIMIT", 10)
    monkeypatch.setattr(logs, "_TRUNCATE_ABOVE", 20)
    output = OutputFile(tmp_path / "output")
    os.write(output.fd, b"x" * 100 + b"last part\n")
    # When
    taken = output.take()
    # Then
    assert taken == "last part\n"
    assert output.path.stat().st_size == 0
    os.write(output.fd, b"next\n")
    assert output.take() == "next\n"
    output.close()


def test_the_report_of_a_cold_start_bills_its_init() -> None:
    # When
    line = Report("id", 0.0123, 256, 40, init_duration=0.25, status="Status: timeout").line()
    # Then
    assert line == (
        "REPORT RequestId: id\tDuration: 12.30 ms\tBilled Duration: 263 ms\tMemory Size: 256 MB\t"
        "Max Memory Used: 40 MB\tInit Duration: 250.00 ms\tStatus: timeout\t\n"
    )
