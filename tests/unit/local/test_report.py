"""What `status` makes of the parts' states, and which prerequisites `doctor` misses."""

from collections import namedtuple

import pytest

from videoclub_local import doctor
from videoclub_local.parts import PartError, PartStatus, State
from videoclub_local.project import Project
from videoclub_local.report import overall_state


def parts(*states: State, external: State | None = None) -> list[PartStatus]:
    own = [PartStatus(f"part-{number}", "store", state) for number, state in enumerate(states)]
    return own + ([PartStatus("redis", "external", external)] if external else [])


@pytest.mark.parametrize(
    ("statuses", "is_deployed", "state"),
    [
        (parts("up", "up"), True, "up"),
        (parts("up", "up"), False, "degraded"),
        (parts("up", "down"), True, "degraded"),
        (parts("up", "degraded"), True, "degraded"),
        (parts("down", "down"), False, "down"),
        (parts("down", "down", external="up"), False, "down"),
        (parts("up", "up", external="down"), True, "degraded"),
    ],
)
def test_the_whole_is_up_when_all_is_and_down_when_nothing_of_ours_runs(statuses, is_deployed, state):
    assert overall_state(statuses, is_deployed=is_deployed) == state


def test_home_is_in_the_checkout_unless_named(tmp_path):
    assert Project.here({}).home == Project.here({}).root / ".videoclub"
    assert Project.here({"VIDEOCLUB_HOME": str(tmp_path)}).home == tmp_path
    assert Project.here({}).template.is_file()


class TestDoctor:
    def test_a_folder_that_is_no_checkout_is_named(self, tmp_path):
        with pytest.raises(PartError, match=r"is not a checkout of Vidéoclub. Clone the project"):
            doctor.check_prerequisites(Project(tmp_path, tmp_path / "home", {}))

    def test_a_full_disc_is_named(self, tmp_path, monkeypatch):
        usage = namedtuple("usage", ["free"])
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(free=100 * 1024 * 1024))
        with pytest.raises(PartError, match=r"Only 100 MB are free in .* Make room: 1500 MB"):
            doctor.check_prerequisites(Project.here({"VIDEOCLUB_HOME": str(tmp_path)}))

    def test_a_machine_that_has_everything_misses_nothing(self, tmp_path):
        doctor.check_prerequisites(Project.here({"VIDEOCLUB_HOME": str(tmp_path / "not yet there")}))
