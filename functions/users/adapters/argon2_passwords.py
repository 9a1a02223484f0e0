"""Passwords hashed by argon2id."""

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argon2

# OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane; 20 ms on one core.
MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
# Matches no password, and takes as long to check as any other hash of today.
_NOBODYS_HASH = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${'A' * 22}${'A' * 43}"


class Argon2Passwords:
    """Hashes in PHC form. A password is taken in NFKC, so that every keyboard spells it alike (NIST SP 800-63B)."""

    def hash(self, password: str) -> str:
        return self._hasher.hash(_canonical(password))

    def verify(self, password: str, password_hash: str | None) -> bool:
        from argon2.exceptions import VerifyMismatchError

        try:
            return self._hasher.verify(password_hash or _NOBODYS_HASH, _canonical(password))
        except VerifyMismatchError:
            return False

    def needs_rehash(self, password_hash: str) -> bool:
        return self._hasher.check_needs_rehash(password_hash)

    @cached_property
    def _hasher(self) -> "argon2.PasswordHasher":
        import argon2

        return argon2.PasswordHasher(memory_cost=MEMORY_KIB, time_cost=PASSES, parallelism=LANES)


def _canonical(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
