"""A backup is there whole or not at all, and what became of it since is noticed."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from videoclub_local.backup.archive import Archive, new_archive
from videoclub_local.backup.manifest import FORMAT, KeptTable, Manifest
from videoclub_local.backup.restoring import open_backup
from videoclub_local.parts import PartError
from videoclub_local.project import Project

TABLE_FILE = "postgres/users/accounts.gz"


def backup(folder: Path, migrations: dict[str, dict[str, str]] | None = None) -> Path:
    with new_archive(folder) as archive:
        with archive.rows(TABLE_FILE) as file:
            file.write(b"one\ntwo\n")
        archive.place("home/secrets.json").write_text("{}")
        table = KeptTable(service="users", name="accounts", columns=["id"], rows=2, digest="0" * 64, file=TABLE_FILE)
        archive.finish(
            Manifest(
                format=FORMAT,
                made_at=datetime(2026, 11, 26, tzinfo=UTC),
                migrations=migrations or {},
                postgres=[table],
                sequences=[],
                cassandra=[],
                with_buckets=False,
                objects=[],
                files=archive.files(),
            )
        )
    return folder


def change_manifest(folder: Path, **members: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | members))


class TestWriting:
    def test_it_is_read_as_it_was_written(self, tmp_path):
        archive = Archive.open(backup(tmp_path / "b"))
        assert list(archive.lines(TABLE_FILE)) == [b"one\n", b"two\n"]
        assert archive.manifest.rows == 2

    def test_only_its_owner_reads_it(self, tmp_path):
        folder = backup(tmp_path / "b")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()} == {0o600}

    def test_one_that_was_not_finished_is_not_there(self, tmp_path):
        def give_up_halfway():
            with new_archive(tmp_path / "b") as archive:
                archive.place("home/secrets.json").write_text("{}")
                raise PartError("the store went away")

        with pytest.raises(PartError, match="went away"):
            give_up_halfway()
        assert list(tmp_path.iterdir()) == []

    def test_no_folder_is_written_over(self, tmp_path):
        folder = backup(tmp_path / "b")
        with pytest.raises(PartError, match="is there already"):
            backup(folder)
        Archive.open(folder)


class TestRefusals:
    def test_a_flipped_bit(self, tmp_path):
        folder = backup(tmp_path / "b")
        content = bytearray((folder / TABLE_FILE).read_bytes())
        content[-9] ^= 1
        (folder / TABLE_FILE).write_bytes(content)
        with pytest.raises(PartError, match=f"damaged: {TABLE_FILE}"):
            Archive.open(folder)

    def test_a_missing_file(self, tmp_path):
        folder = backup(tmp_path / "b")
        (folder / TABLE_FILE).unlink()
        with pytest.raises(PartError, match=f"lacks {TABLE_FILE}"):
            Archive.open(folder)

    def test_a_file_outside_of_it(self, tmp_path):
        folder = backup(tmp_path / "b")
        (tmp_path / "elsewhere").write_text("")
        change_manifest(folder, files=[{"path": "../elsewhere", "size_bytes": 0, "sha256": ""}])
        with pytest.raises(PartError, match="outside of itself"):
            Archive.open(folder)

    def test_a_table_that_is_not_described(self, tmp_path):
        folder = backup(tmp_path / "b")
        change_manifest(folder, files=[])
        with pytest.raises(PartError, match=f"does not describe {TABLE_FILE}"):
            Archive.open(folder)

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}'])
    def test_a_manifest_that_is_none(self, tmp_path, text):
        folder = backup(tmp_path / "b")
        (folder / "manifest.json").write_text(text)
        with pytest.raises(PartError, match=r"damaged: its manifest\.json|another version"):
            Archive.open(folder)

    def test_another_format(self, tmp_path):
        folder = backup(tmp_path / "b")
        change_manifest(folder, format=FORMAT + 1)
        with pytest.raises(PartError, match="another version of videoclub"):
            Archive.open(folder)

    def test_a_folder_that_is_no_backup(self, tmp_path):
        for folder in (tmp_path, tmp_path / "nothing"):
            with pytest.raises(PartError, match="is no backup"):
                Archive.open(folder)

    def test_a_newer_schema(self, tmp_path):
        folder = backup(tmp_path / "b", {"users": {"9999_future.sql": "0"}})
        with pytest.raises(PartError, match=r"newer videoclub: .* 9999_future\.sql of users"):
            open_backup(folder, Project.here({}))

    def test_a_migration_that_was_changed(self, tmp_path):
        folder = backup(tmp_path / "b", {"rental": {"0001_rentals.cql": "0"}})
        with pytest.raises(PartError, match=r"0001_rentals\.cql of rental is another one"):
            open_backup(folder, Project.here({}))
