"""What is sent to webhooks is signed as the public library of Standard Webhooks expects it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from movies.adapters.webhook_receivers import body_of, signed_headers
from movies.announcements import ADDED, announce
from videoclub.clock import utc_now
from videoclub.ids import MovieId
from videoclub.values import Text

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
[MESSAGE] = announce(ADDED, MovieId("m"), title=Text(fr="Épouvante"), genres=[], url="https://x.test", now=utc_now())


def test_the_public_library_accepts_it():
    # Given
    body = body_of(MESSAGE)

    # When
    headers = signed_headers(MESSAGE, body, SECRET, utc_now())

    # Then
    assert Webhook(SECRET).verify(body, headers) == json.loads(body)
    assert json.loads(body) == {
        "type": "movies.added",
        "timestamp": MESSAGE.data["occurred_at"],
        "data": MESSAGE.data,
    }


def test_what_was_changed_is_not_accepted():
    body = body_of(MESSAGE)
    headers = signed_headers(MESSAGE, body, SECRET, utc_now())
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"added", b"moved"), headers)


def test_a_repetition_has_the_same_id_and_body_at_its_own_time():
    # Given
    first = datetime(2026, 11, 21, tzinfo=UTC)

    # When
    sent = [signed_headers(MESSAGE, body_of(MESSAGE), SECRET, first + timedelta(hours=hour)) for hour in range(2)]

    # Then
    assert sent[0]["webhook-id"] == sent[1]["webhook-id"] == MESSAGE.event_id
    assert int(sent[1]["webhook-timestamp"]) - int(sent[0]["webhook-timestamp"]) == 3600
    assert sent[0]["webhook-signature"] != sent[1]["webhook-signature"]
