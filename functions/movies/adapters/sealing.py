"""Seals what must be read again but not lie open in the database: AES-256-GCM, bound to the row it belongs to.

Source: NIST SP 800-38D; a random 96-bit nonce for each text. Losing the key loses the texts, which developers can then
register anew.
"""

import hashlib
import os
from dataclasses import dataclass, field

NONCE_BYTES = 12


@dataclass(frozen=True)
class Sealing:
    """Seals with the service's own `key`, a random text of at least 32 characters."""

    key: str = field(repr=False)

    def seal(self, text: str, *, of: str) -> bytes:
        """The text, unreadable and only good for the row called `of`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._key_of("seal")).encrypt(nonce, text.encode(), of.encode())

    def open(self, sealed: bytes, *, of: str) -> str:
        """The text again. Raises cryptography's InvalidTag for what was changed, or sealed for another row."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(self._key_of("seal")).decrypt(nonce, text, of.encode()).decode()

    def fingerprint(self, text: str) -> bytes:
        """The same for the same text, to find it by; useless to whoever does not know the key."""
        return hashlib.blake2b(text.encode(), key=self._key_of("fingerprint"), digest_size=32).digest()

    def _key_of(self, purpose: str) -> bytes:
        return hashlib.blake2b(self.key.encode(), person=purpose.encode(), digest_size=32).digest()
