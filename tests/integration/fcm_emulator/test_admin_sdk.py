"""The unmodified Firebase Admin SDK, through the proxy."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import urllib3.util.retry
from firebase_admin import exceptions, messaging


def inbox(client, **query: str) -> list[dict[str, Any]]:
    return client.get("/_inbox", params=query).json()["messages"]


@pytest.fixture
def pauses_of_sdk(monkeypatch) -> list[float]:
    """The pauses, in seconds, that the SDK takes between its attempts: noted instead of made."""
    slept: list[float] = []
    monkeypatch.setattr(urllib3.util.retry, "time", SimpleNamespace(sleep=slept.append))
    return slept


class TestSend:
    def test_to_a_token(self, app, client, token):
        # When
        name = messaging.send(messaging.Message(token=token, data={"type": "movies.added"}), app=app)

        # Then
        [delivery] = inbox(client, token=token)
        assert delivery["name"] == name
        assert name.startswith("projects/demo-videoclub/messages/")
        assert (delivery["target"], delivery["recipients"]) == ({"token": token}, [token])
        assert delivery["message"]["data"] == {"type": "movies.added"}

    def test_to_an_installation_id(self, app, client):
        # Given
        fid = f"c{uuid4().hex[:21]}"

        # When
        messaging.send(messaging.Message(fid=fid), app=app)

        # Then
        [delivery] = inbox(client, token=fid)
        assert delivery["target"] == {"fid": fid}

    @pytest.mark.parametrize("prefix", ["", "/topics/"])
    def test_to_a_topic(self, app, client, topic, token, prefix):
        # Given
        messaging.subscribe_to_topic(token, topic, app=app)

        # When
        messaging.send(messaging.Message(topic=prefix + topic, notification=messaging.Notification("T", "B")), app=app)

        # Then
        [delivery] = inbox(client, topic=topic)
        assert delivery["recipients"] == [token]
        assert delivery["message"]["notification"] == {"title": "T", "body": "B"}

    def test_to_a_condition_that_an_instance_meets_twice_delivers_once(self, app, client, topic):
        # Given
        both, first_only, third = (f"{uuid4().hex}:APA91bx" for _ in range(3))
        messaging.subscribe_to_topic([both, first_only, third], f"{topic}.1", app=app)
        messaging.subscribe_to_topic([both], f"{topic}.2", app=app)
        messaging.subscribe_to_topic([third], f"{topic}.3", app=app)
        condition = f"('{topic}.1' in topics || '{topic}.2' in topics) && !('{topic}.3' in topics)"

        # When
        messaging.send(messaging.Message(condition=condition), app=app)

        # Then
        [delivery] = inbox(client, token=both)
        assert delivery["recipients"] == sorted([both, first_only])
        assert inbox(client, token=third) == []

    def test_a_dry_run_is_checked_and_delivers_nothing(self, app, client, topic):
        assert messaging.send(messaging.Message(topic=topic), dry_run=True, app=app) == (
            "projects/demo-videoclub/messages/fake_message_id"
        )
        assert inbox(client, topic=topic) == []
        with pytest.raises(exceptions.InvalidArgumentError, match="not a valid FCM registration token"):
            messaging.send(messaging.Message(token="nope"), dry_run=True, app=app)

    def test_everything_that_the_sdk_can_say_is_understood(self, app, client, topic):
        # Given
        message = messaging.Message(
            topic=topic,
            data={"type": "movies.price-changed"},
            notification=messaging.Notification("T", "B", "https://example.com/i.png"),
            fcm_options=messaging.FCMOptions("label"),
            android=messaging.AndroidConfig(
                collapse_key="k",
                priority="high",
                ttl=3600,
                restricted_package_name="org.example",
                data={"k": "v"},
                direct_boot_ok=True,
                fcm_options=messaging.AndroidFCMOptions("label"),
                notification=messaging.AndroidNotification(
                    title="T",
                    color="#112233",
                    body_loc_key="k",
                    body_loc_args=["a"],
                    vibrate_timings_millis=[100, 1500],
                    light_settings=messaging.LightSettings("#112233", 200, 300),
                    visibility="public",
                    priority="max",
                    notification_count=1,
                    proxy="allow",
                ),
            ),
            apns=messaging.APNSConfig(
                headers={"apns-priority": "10"},
                payload=messaging.APNSPayload(messaging.Aps(alert="A", badge=1, content_available=True), custom=[1]),
                fcm_options=messaging.APNSFCMOptions("label"),
            ),
            webpush=messaging.WebpushConfig(
                headers={"TTL": "60", "Urgency": "high"},
                data={"k": "v"},
                notification=messaging.WebpushNotification(
                    "T", actions=[messaging.WebpushNotificationAction("a", "A")]
                ),
                fcm_options=messaging.WebpushFCMOptions("https://example.com"),
            ),
        )

        # When
        messaging.send(message, app=app)

        # Then
        [delivery] = inbox(client, topic=topic)
        assert delivery["message"]["android"]["ttl"] == "3600s"


class TestSendEach:
    def test_one_bad_token_among_good_ones_fails_alone(self, app, client):
        # Given
        tokens = [f"{uuid4().hex}:APA91bx" for _ in range(5)]
        tokens[2] = "nope"

        # When
        batch = messaging.send_each([messaging.Message(token=token) for token in tokens], app=app)

        # Then
        assert [response.success for response in batch.responses] == [True, True, False, True, True]
        assert isinstance(batch.responses[2].exception, exceptions.InvalidArgumentError)
        assert all(len(inbox(client, token=token)) == 1 for token in tokens if token != "nope")

    def test_500_at_once(self, app, client, topic):
        # Given
        messages = [messaging.Message(topic=topic, data={"n": str(n)}) for n in range(500)]

        # When
        batch = messaging.send_each(messages, app=app)

        # Then
        assert batch.success_count == 500
        deliveries = inbox(client, topic=topic)
        assert len({delivery["name"] for delivery in deliveries}) == 500
        assert {delivery["message"]["data"]["n"] for delivery in deliveries} == {str(n) for n in range(500)}

    def test_multicast(self, app, client, token):
        # Given
        dead, fid = f"{uuid4().hex}:APA91bx", f"d{uuid4().hex[:21]}"
        client.delete(f"/_registrations/{dead}").raise_for_status()

        # When
        multicast = messaging.MulticastMessage(tokens=[token, dead], fids=[fid], data={"k": "v"})
        batch = messaging.send_each_for_multicast(multicast, app=app)

        # Then
        assert [response.success for response in batch.responses] == [True, False, True]
        assert isinstance(batch.responses[1].exception, messaging.UnregisteredError)


class TestTopics:
    def test_subscribe_and_unsubscribe(self, app, client, topic, token):
        # Given
        dead = f"{uuid4().hex}:APA91bx"
        client.delete(f"/_registrations/{dead}").raise_for_status()

        # When it is asked twice, as the second answer (409) counts as success
        for _ in range(2):
            result = messaging.subscribe_to_topic([token, "nope", dead], topic, app=app)

            # Then
            assert (result.success_count, result.failure_count) == (1, 2)
            assert [(e.index, e.reason) for e in result.errors] == [(1, "INVALID_ARGUMENT"), (2, "NOT_FOUND")]
        assert {"registration": token, "topics": [topic]} in client.get("/_registrations").json()["registrations"]
        for _ in range(2):
            assert messaging.unsubscribe_from_topic(token, topic, app=app).success_count == 1
        assert {"registration": token, "topics": []} in client.get("/_registrations").json()["registrations"]

    def test_the_legacy_calls(self, app, client, topic, token):
        # Given
        dead = f"{uuid4().hex}:APA91bx"
        client.delete(f"/_registrations/{dead}").raise_for_status()

        # When
        with pytest.deprecated_call():
            added = messaging.subscribe_to_topic_legacy([token, "nope", dead], topic, app=app)

        # Then
        assert added.success_count == 1
        assert [(e.index, e.reason) for e in added.errors] == [(1, "INVALID_ARGUMENT"), (2, "NOT_FOUND")]
        messaging.send(messaging.Message(topic=topic), app=app)
        assert inbox(client, topic=topic)[0]["recipients"] == [token]
        with pytest.deprecated_call():
            assert messaging.unsubscribe_from_topic_legacy(token, topic, app=app).success_count == 1
        messaging.send(messaging.Message(topic=topic), app=app)
        assert inbox(client, topic=topic)[1]["recipients"] == []

    def test_a_fault_meets_a_subscription_too(self, app, set_fault, topic, token):
        # Given
        set_fault("sender_id_mismatch", operation="topics", target=token)

        # Then
        [error] = messaging.subscribe_to_topic(token, topic, app=app).errors
        assert error.reason == "SENDER_ID_MISMATCH"

    def test_a_topic_name_with_a_percent_sign_survives_the_url(self, app, client, topic, token):
        # Given
        name = f"{topic}%2F~x"

        # When
        messaging.subscribe_to_topic(token, name, app=app)

        # Then
        messaging.send(messaging.Message(topic=name), app=app)
        assert inbox(client, topic=name)[0]["recipients"] == [token]
        assert messaging.unsubscribe_from_topic(token, name, app=app).success_count == 1


class TestFaults:
    @pytest.mark.parametrize(
        ("kind", "error", "status"),
        [
            ("unregistered", messaging.UnregisteredError, 404),
            ("sender_id_mismatch", messaging.SenderIdMismatchError, 403),
            ("third_party_auth_error", messaging.ThirdPartyAuthError, 401),
            ("quota_exceeded", messaging.QuotaExceededError, 429),
        ],
    )
    def test_a_refusal_is_raised_as_its_own_error_and_not_tried_again(
        self, app, set_fault, topic, *, kind, error, status
    ):
        # Given
        hits = set_fault(kind, target=topic, count=None)

        # When
        with pytest.raises(error) as caught:
            messaging.send(messaging.Message(topic=topic), app=app)

        # Then google-auth has refreshed its token twice on a 401, before it gave up
        assert caught.value.http_response.status_code == status
        assert hits() == (3 if status == 401 else 1)

    @pytest.mark.parametrize(
        ("fault", "error", "pauses"),
        [
            ({"kind": "unavailable"}, exceptions.UnavailableError, [1, 2, 4]),
            ({"kind": "internal"}, exceptions.InternalError, [1, 2, 4]),
            ({"kind": "unavailable", "retry_after": 7}, exceptions.UnavailableError, [7, 7, 7, 7]),
            ({"kind": "quota_exceeded", "retry_after": 1}, messaging.QuotaExceededError, [1, 1, 1, 1]),
        ],
    )
    def test_the_sdk_tries_five_times_and_sleeps_in_between(
        self, app, set_fault, topic, pauses_of_sdk, *, fault, error, pauses
    ):
        # Given
        hits = set_fault(**fault, target=topic, count=None)

        # When
        with pytest.raises(error):
            messaging.send(messaging.Message(topic=topic), app=app)

        # Then
        assert hits() == 5
        assert pauses_of_sdk == pauses

    def test_a_fault_that_ends_in_time_is_not_even_noticed(self, app, client, set_fault, topic, pauses_of_sdk):
        # Given
        set_fault("unavailable", target=topic, count=4)

        # When
        name = messaging.send(messaging.Message(topic=topic), app=app)

        # Then
        assert [delivery["name"] for delivery in inbox(client, topic=topic)] == [name]
        assert pauses_of_sdk == [1, 2, 4]

    def test_a_connection_dropped_behind_a_proxy_is_tried_eleven_times(self, app, set_fault, topic, pauses_of_sdk):
        """urllib3 takes it for an error of the proxy, which the SDK's `read=1` does not bound. Directly, it is two."""
        # Given
        hits = set_fault("dropped_connection", target=topic, count=None)

        # Then
        with pytest.raises(exceptions.UnavailableError):
            messaging.send(messaging.Message(topic=topic), app=app)
        assert hits() == 11
        assert pauses_of_sdk == [1, 2, 4, 8, 16, 32, 64, 120, 120]

    def test_a_slow_answer_meets_the_sdks_time_limit(self, make_app, set_fault, topic):
        # Given
        app = make_app(httpTimeout=1)
        hits = set_fault("slow", target=topic, count=None, delay_seconds=4)

        # Then
        with pytest.raises(exceptions.UnavailableError):
            messaging.send(messaging.Message(topic=topic), app=app)
        assert hits() == 2
