"""Opaque, signed page cursors. A cursor holds the sort key of the last row shown and a fingerprint of the query."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from videoclub.errors import FieldError, ValidationFailed

type Key = Sequence[str | int | float | None]


@dataclass(frozen=True)
class Cursors:
    """Signs and opens the cursors of one service with its own key."""

    key: str

    def seal(self, position: Key, *, query: Mapping[str, object]) -> str:
        """The cursor of the page after `position` in the results of `query` (all filters and the sort)."""
        return str(self._serializer.dumps([_fingerprint(query), list(position)]))

    def open(self, cursor: str | None, *, query: Mapping[str, object]) -> Key | None:
        """The position a cursor stands for, None without a cursor. Raises ValidationFailed when it is not ours."""
        if cursor is None:
            return None
        try:
            fingerprint, position = self._serializer.loads(cursor)
        except (BadSignature, ValueError, TypeError):
            raise ValidationFailed(FieldError("/cursor", "bad_cursor", "is not a cursor of this API")) from None
        if fingerprint != _fingerprint(query):
            raise ValidationFailed(FieldError("/cursor", "foreign_cursor", "belongs to another query")) from None
        return position

    @property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt="cursor", signer_kwargs={"digest_method": hashlib.sha256})


def _fingerprint(query: Mapping[str, object]) -> str:
    filters = {name: value for name, value in query.items() if name not in {"cursor", "limit"} and value is not None}
    return hashlib.sha256(json.dumps(filters, sort_keys=True, default=str).encode()).hexdigest()[:12]
