"""Argon2id as the adapter uses it."""

import unicodedata

from users.adapters.argon2_passwords import LANES, MEMORY_KIB, PASSES, Argon2Passwords


def test_a_password_matches_its_own_hash_only():
    # Given
    passwords = Argon2Passwords()

    # When
    password_hash = passwords.hash("seven purple bicycles")

    # Then
    assert f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$" in password_hash
    assert passwords.verify("seven purple bicycles", password_hash)
    assert not passwords.verify("seven purple bicycle", password_hash)
    assert not passwords.verify("seven purple bicycles", None)
    assert not passwords.needs_rehash(password_hash)


def test_every_keyboard_spells_a_password_alike():
    # Given
    passwords, password = Argon2Passwords(), "crème brûlée à minuit"

    # When
    password_hash = passwords.hash(unicodedata.normalize("NFD", password))

    # Then
    assert passwords.verify(unicodedata.normalize("NFC", password), password_hash)


def test_a_hash_of_other_parameters_is_to_be_renewed():
    assert Argon2Passwords().needs_rehash("$argon2id$v=19$m=65536,t=3,p=4$" + "A" * 22 + "$" + "A" * 43)
