"""What a backup of one platform holds, another platform has after the restore; a damaged one changes nothing."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from api_client import ApiClient
from videoclub_command import VideoclubCommand

PASSING = {
    "active_rental",
    "progress_by_customer",
    "playback_session_by_id",
    "playback_sessions_by_customer",
    "reminders",
}
"""Tables whose rows go by themselves: between two backups some may have gone."""


@dataclass(frozen=True)
class Kept:
    """A backup, and what its platform told a customer and an admin when it was made."""

    folder: Path
    token: str
    credentials: dict[str, str]
    admin: dict[str, str]
    told: dict[str, str]
    rental_id: str


def told_to(customer: ApiClient, admin: ApiClient) -> dict[str, str]:
    """What must be the same afterwards, without the platform's own address."""
    period = admin.get("/reports").json()["items"][0]["period"]
    questions = [(customer, "/me"), (customer, "/rentals"), (customer, "/movies?limit=50&sort=title")]
    questions += [(admin, "/reports"), (admin, f"/reports/{period}")]
    answers = {path: who.get(path) for who, path in questions}
    assert {answer.status_code for answer in answers.values()} == {200}
    origin = customer.base_url.partition("/_aws")[0]
    return {path: answer.text.replace(origin, "") for path, answer in answers.items()}


@pytest.fixture(scope="module")
def kept(platform, tmp_path_factory) -> Kept:
    """A customer rents and plays a film; then the running platform is backed up."""
    anyone = ApiClient(platform.api_url)
    admin = anyone.sign_in(**platform.logins["admin"])
    credentials = anyone.new_account()
    customer = anyone.sign_in(**credentials)
    rental = customer.rent(anyone.find_movie("nosferatu")["id"]).json()
    body = {"device_id": "tv", "device_name": "TV", "confirm_start": True}
    assert customer.post(f"/rentals/{rental['id']}/playback-sessions", body).status_code == 201
    told = told_to(customer, admin)
    folder = tmp_path_factory.mktemp("backups") / "of-now"
    done = platform.command.run("backup", str(folder))
    assert done.returncode == 0, done.stderr
    assert customer.token is not None
    return Kept(folder, customer.token, credentials, platform.logins["admin"], told, rental["id"])


@pytest.fixture(scope="module")
def restored(kept, command) -> VideoclubCommand:
    """A fresh home that took the backup, at rest."""
    done = command.run("restore", str(kept.folder), "--yes")
    assert done.returncode == 0, done.stderr
    assert "Restored and compared" in done.stdout
    assert command.processes() == []
    assert [entry.name for entry in command.home.iterdir() if entry.name.startswith(("restoring-", "before-"))] == []
    return command


@pytest.fixture(scope="module")
def api(restored) -> ApiClient:
    """The restored platform, up."""
    done = restored.run("up", "--detach", "--no-seed", "--port", "0")
    assert done.returncode == 0, done.stderr
    return ApiClient(restored.status()["api_url"])


def tables(folder: Path) -> dict[tuple[str, str], str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    found = [*manifest["postgres"], *manifest["cassandra"]]
    return {(each["service"], each["name"]): each["digest"] for each in found if each["name"] not in PASSING}


def test_there_is_nothing_to_back_up_in_an_empty_home(command, tmp_path):
    refused = command.run("backup", str(tmp_path / "b"))
    assert (refused.returncode, "nothing to back up" in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_what_was_restored_is_the_same(kept, restored, tmp_path):
    # Made of a platform at rest, whose stores run for as long as it takes
    done = restored.run("backup", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr
    assert restored.processes() == []
    assert tables(tmp_path / "again") == tables(kept.folder)


def test_all_is_as_it_was(kept, api):
    # The session of before goes on, and the password opens another
    customer = ApiClient(api.base_url, kept.token)
    admin = api.sign_in(**kept.admin)
    assert told_to(customer, admin) == kept.told
    again = api.sign_in(**kept.credentials)
    # What was rented is not rented twice, and is played on
    assert again.rent(api.find_movie("nosferatu")["id"]).status_code == 409
    body = {"device_id": "phone", "device_name": "Phone", "confirm_start": True}
    assert again.post(f"/rentals/{kept.rental_id}/playback-sessions", body).status_code == 201


@pytest.mark.parametrize("damage", ["a byte", "a newer schema"])
def test_what_does_not_fit_is_refused_and_changes_nothing(kept, restored, api, tmp_path, damage):
    # Given a backup with a fault
    folder = tmp_path / "b"
    shutil.copytree(kept.folder, folder)
    file = folder / ("manifest.json" if damage == "a newer schema" else "postgres/users/accounts.gz")
    if damage == "a newer schema":
        manifest = json.loads(file.read_text())
        manifest["migrations"]["stats"]["9999_future.sql"] = "0"
        file.write_text(json.dumps(manifest))
    else:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    before = [part["pid"] for part in restored.status()["parts"]]
    # When
    refused = restored.run("restore", str(folder), "--yes")
    # Then
    assert refused.returncode == 1
    assert ("9999_future.sql" if damage == "a newer schema" else "accounts.gz") in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [part["pid"] for part in restored.status()["parts"]] == before
    assert api.sign_in(**kept.credentials).get("/rentals").json()["items"]
