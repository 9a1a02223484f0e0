"""Tells whether two tables hold the same rows, in whatever order they are read."""

import hashlib

_MODULUS = 1 << 256


class RowsDigest:
    """Counts rows and adds up their SHA-256: equal for equal rows, whatever their order, and sensitive to doubles."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: bytes) -> None:
        """Take one row into account."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(row).digest())) % _MODULUS

    @property
    def digest(self) -> str:
        """64 hexadecimal digits."""
        return f"{self._sum:064x}"
