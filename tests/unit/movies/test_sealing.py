"""Sealed texts are read again only whole, by the same key and for the same row."""

import pytest
from cryptography.exceptions import InvalidTag

from movies.adapters.sealing import Sealing

SEALING = Sealing("k" * 32)


def test_a_sealed_text_is_read_again():
    assert SEALING.open(SEALING.seal("naïve", of="row 1"), of="row 1") == "naïve"


def test_the_same_text_is_sealed_differently_each_time():
    assert SEALING.seal("text", of="row 1") != SEALING.seal("text", of="row 1")


@pytest.mark.parametrize("place", [0, -1])
def test_what_was_changed_cannot_be_read(place: int):
    sealed = bytearray(SEALING.seal("text", of="row 1"))
    sealed[place] ^= 1
    with pytest.raises(InvalidTag):
        SEALING.open(bytes(sealed), of="row 1")


def test_what_was_sealed_for_another_row_or_by_another_key_cannot_be_read():
    sealed = SEALING.seal("text", of="row 1")
    with pytest.raises(InvalidTag):
        SEALING.open(sealed, of="row 2")
    with pytest.raises(InvalidTag):
        Sealing("l" * 32).open(sealed, of="row 1")


def test_a_fingerprint_tells_texts_apart_by_key():
    assert SEALING.fingerprint("a") == SEALING.fingerprint("a") != SEALING.fingerprint("b")
    assert SEALING.fingerprint("a") != Sealing("l" * 32).fingerprint("a")


def test_the_key_is_not_shown():
    assert "k" * 32 not in repr(SEALING)
