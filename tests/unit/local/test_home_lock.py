"""The lock that lets one command at a time change a platform."""

import pytest
from rich.console import Console

from videoclub_local.home_lock import command_lock, is_locked
from videoclub_local.parts import PartError


def test_a_platform_is_locked_while_a_command_is_at_work(tmp_path):
    with command_lock(tmp_path, Console()):
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("in the way")
    with pytest.raises(PartError, match="VIDEOCLUB_HOME"), command_lock(taken, Console()):
        pass
