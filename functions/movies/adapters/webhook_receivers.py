"""Sends messages to webhooks, signed as Standard Webhooks has it: https://www.standardwebhooks.com."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import override

from movies.adapters.retry_after import parse_retry_after
from movies.adapters.webhook_addresses import AddressRefused, PublicAddresses, Target
from movies.announcements import Message
from movies.ports.developers import DueMessage, Endpoint, Failed, Outcome, Sent, Untried
from videoclub.clock import Clock, rfc3339, utc_now

SILENCE_TIMEOUT_S = 5
"""For connecting, and for each pause of the receiver."""
ATTEMPT_TIMEOUT_S = 10
"""For the whole request, so that an answer that drips in does not hold a thread."""
PARALLEL_CALLS = 20
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with


@dataclass(frozen=True)
class WebhookReceivers:
    """Posts to the endpoints of messages. Only the status of an answer counts; redirects are not followed."""

    addresses: PublicAddresses
    clock: Clock = utc_now

    def send(self, due: Sequence[DueMessage], timeout: timedelta) -> list[Outcome]:
        """Send side by side; a receiver that dawdles beyond `timeout` has failed, and gets the message again."""
        pool = ThreadPoolExecutor(PARALLEL_CALLS, thread_name_prefix="webhook")
        futures = [pool.submit(self._post, one) for one in due]
        wait(futures, timeout=timeout.total_seconds())
        pool.shutdown(wait=False, cancel_futures=True)
        return [_outcome(future) for future in futures]

    def _post(self, due: DueMessage) -> Outcome:
        if due.endpoint is None:
            raise TypeError("a message to webhooks needs its endpoint")
        body = body_of(due.message)
        headers = signed_headers(due.message, body, due.endpoint.secret, self.clock())
        try:
            answer = self._request(due.endpoint, body, headers)
        except AddressRefused as refused:
            return Failed(f"The address was refused: {refused}")
        except (OSError, HTTPException) as error:
            return Failed(f"No answer: {type(error).__name__}")
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return Sent(f"HTTP {answer.status}")
        gone = answer.status == HTTPStatus.GONE  # how a receiver says that it wants no more
        asked = parse_retry_after(answer.headers.get("Retry-After", ""))
        return Failed(f"HTTP {answer.status}", permanent=gone, retry_after=asked)

    def _request(self, endpoint: Endpoint, body: bytes, headers: dict[str, str]) -> HTTPResponse:
        target = self.addresses.resolve(endpoint.url)
        connection = _PinnedConnection(target, self._tls)
        timer = Timer(ATTEMPT_TIMEOUT_S, connection.abort)
        timer.daemon = True
        timer.start()
        try:
            connection.request("POST", target.path, body, headers)
            return connection.getresponse()
        finally:
            timer.cancel()
            connection.close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def body_of(message: Message) -> bytes:
    """What is posted; the same bytes at each attempt."""
    envelope = {"type": message.type, "timestamp": rfc3339(message.occurred_at), "data": message.data}
    return json.dumps(envelope, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signed_headers(message: Message, body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """The headers of an attempt made `now`: the id stays the same at each, so that receivers can drop repetitions."""
    timestamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    content = b".".join((message.event_id.encode(), timestamp.encode(), body))
    signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "videoclub-webhooks/1",
        "webhook-id": message.event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }


class _PinnedConnection(HTTPConnection):
    """Connects to the address that was checked; the name serves for TLS and the Host header."""

    def __init__(self, target: Target, tls: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=SILENCE_TIMEOUT_S)
        self.default_port = 443 if target.scheme == "https" else 80  # which the Host header leaves out
        self._target = target
        self._tls = tls

    @override
    def connect(self) -> None:
        self.sock = socket.create_connection((self._target.address, self._target.port), SILENCE_TIMEOUT_S)
        if self._target.scheme == "https":
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._target.host)

    def abort(self) -> None:
        """End whatever it waits for."""
        with suppress(OSError):
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)


def _outcome(future: "Future[Outcome]") -> Outcome:
    if future.cancelled():
        return Untried()
    if not future.done():
        return Failed("No answer in time")
    return future.result()
