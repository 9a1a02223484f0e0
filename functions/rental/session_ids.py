"""Ids of playback sessions that carry whose they are, so that an ended one differs from another customer's."""

import hmac
from dataclasses import dataclass

from videoclub.ids import CustomerId, PlaybackSessionId, new_id

_MAC_LENGTH = 16


@dataclass(frozen=True)
class SessionIds:
    """Makes and checks ids of the form `<uuid>.<mac of uuid and customer>`."""

    key: str

    def new(self, customer_id: CustomerId) -> PlaybackSessionId:
        """A fresh id for a session of this customer."""
        nonce = new_id()
        return PlaybackSessionId(f"{nonce}.{self._mac(nonce, customer_id)}")

    def belongs_to(self, session_id: PlaybackSessionId, customer_id: CustomerId) -> bool:
        """Whether the id was made for this customer."""
        nonce, _, mac = session_id.partition(".")
        return hmac.compare_digest(mac.encode(), self._mac(nonce, customer_id).encode())

    def _mac(self, nonce: str, customer_id: CustomerId) -> str:
        message = f"playback-session {nonce} {customer_id}".encode()
        return hmac.digest(self.key.encode(), message, "sha256").hex()[:_MAC_LENGTH]
