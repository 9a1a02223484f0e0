"""Running a program that refuses root, when the project itself is run by root (as in most containers)."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

_UNPRIVILEGED_USER = "nobody"


@dataclass(frozen=True)
class User:
    """A numeric user and group."""

    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        return path.stat().st_uid == self.uid

    def take(self, path: Path) -> None:
        """Give the file or folder to this user."""
        os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether this user may read `folder` and all on the way to it lets them through; the system decides."""
        command = ["/bin/sh", "-c", 'test -r "$0" && test -x "$0"', str(folder)]
        return (
            subprocess.run(command, cwd="/", user=self.uid, group=self.gid, extra_groups=[], check=False).returncode
            == 0
        )


def stand_in_for_root(data: Path) -> User | None:
    """Who runs the program when we are root: the owner of `data` if it exists, else nobody. None: no need for one."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return User(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam(_UNPRIVILEGED_USER)
    return User(nobody.pw_uid, nobody.pw_gid)
