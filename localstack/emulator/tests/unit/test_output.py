"""The output of environments."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from process_executor import output as module
from process_executor.output import OutputFile


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
    monkeypatch.setattr(module, "_READ_LIMIT", 10)
    monkeypatch.setattr(module, "_TRUNCATE_ABOVE", 20)
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
