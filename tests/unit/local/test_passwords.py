"""A store's password is made once and for its owner's eyes alone."""

import re
import threading
from pathlib import Path

from videoclub_local.stores.passwords import own_password
from videoclub_local.stores.urls import without_password

WAIT_SECONDS = 10.0


def test_whoever_asks_first_or_at_once_gets_the_same(tmp_path: Path):
    # Given
    file, meeting = tmp_path / "new" / "password", threading.Barrier(8)
    told: list[str] = []

    def ask() -> None:
        meeting.wait(WAIT_SECONDS)
        told.append(own_password(file))

    threads = [threading.Thread(target=ask) for _ in range(8)]

    # When
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)

    # Then
    assert len(told) == 8
    assert set(told) == {own_password(file)}
    assert file.stat().st_mode & 0o777 == 0o600


def test_each_is_its_own_and_needs_no_quoting(tmp_path: Path):
    # Given / When
    first, second = own_password(tmp_path / "first"), own_password(tmp_path / "second")

    # Then
    assert first != second
    assert re.fullmatch(r"[\w-]{32}", first)


def test_an_address_is_shown_without_what_is_secret_in_it():
    # Given
    url = "postgresql://me:s3cret@db.example.org:5432/films?password=s3cret#s3cret"

    # When / Then
    assert without_password(url) == "postgresql://db.example.org:5432/films"
