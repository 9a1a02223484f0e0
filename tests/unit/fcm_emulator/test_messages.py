import json

import pytest

from fcm_emulator.errors import BAD_REQUEST, FCM_ERROR, ApiError
from fcm_emulator.messages import MAX_TTL_SECONDS, PayloadLimits, SendRequest, parse_send_request

TOKEN = "phone-1:APA91bAbCdEf_012-3"
FID = "cIYqm6dhTFKUHXd5Hq4t1g"
LIMITS = PayloadLimits()


def parse(message: object, **request: object) -> SendRequest:
    return parse_send_request(json.dumps({"message": message, **request}).encode(), LIMITS)


def refusal_of(body: bytes) -> ApiError:
    with pytest.raises(ApiError) as caught:
        parse_send_request(body, LIMITS)
    return caught.value


def refused_fields(message: object) -> list[str]:
    refusal = refusal_of(json.dumps({"message": message}).encode())
    assert (refusal.http_status, refusal.status) == (400, "INVALID_ARGUMENT")
    violations = next(detail["fieldViolations"] for detail in refusal.details if detail["@type"] == BAD_REQUEST)
    return [violation["field"] for violation in violations]


class TestTarget:
    @pytest.mark.parametrize(
        ("kind", "target"),
        [("token", TOKEN), ("fid", FID), ("topic", "movies.added"), ("condition", "'movies.added' in topics")],
    )
    def test_each_kind_is_accepted(self, kind, target):
        request = parse({kind: target})

        assert (request.target_kind, request.target, request.validate_only) == (kind, target, False)

    @pytest.mark.parametrize("message", [{}, None, {"token": None}, {"data": {"a": "b"}}])
    def test_none_is_refused(self, message):
        assert refused_fields(message) == ["message"]

    @pytest.mark.parametrize("other", [{"topic": "t"}, {"condition": "'t' in topics"}, {"fid": FID}])
    def test_two_are_refused(self, other):
        assert refused_fields({"token": TOKEN, **other}) == ["message"]

    @pytest.mark.parametrize(
        "token",
        ["", "nope", "phone-1", "phone-1:", "phone-1:APA91b", ":APA91bxyz", "a:APA91b x", "ä:APA91bx", "a:APA91bx\n"],
    )
    def test_what_is_no_registration_token_is_refused(self, token):
        refusal = refusal_of(json.dumps({"message": {"token": token}}).encode())

        assert refusal.message == "The registration token is not a valid FCM registration token"
        assert {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"} in refusal.details

    def test_a_token_of_absurd_length_is_refused(self):
        assert refused_fields({"token": f"a:APA91b{'x' * 4096}"}) == ["message.token"]

    @pytest.mark.parametrize("topic", ["a", "a-b_c.d~e%f", "x" * 900])
    def test_a_topic_name_may_have_900_characters_of_the_pattern(self, topic):
        assert parse({"topic": topic}).target == topic

    @pytest.mark.parametrize("topic", ["", "/topics/a", "a b", "a/b", "é", "a\n", "x" * 901])
    def test_another_topic_name_is_refused(self, topic):
        assert refused_fields({"topic": topic}) == ["message.topic"]

    def test_a_bad_condition_is_refused(self):
        assert refused_fields({"condition": "movies in topics"}) == ["message.condition"]


class TestData:
    def test_every_value_that_is_no_string_is_named_by_its_place(self):
        assert refused_fields({"topic": "t", "data": {"a": "ok", "b": 12, "c": True, "d": None}}) == [
            "message.data[1].value",
            "message.data[2].value",
            "message.data[3].value",
        ]

    @pytest.mark.parametrize(
        "key", ["from", "gcm", "message_type", "google", "google.x", "googled", "gcm.notification.t"]
    )
    @pytest.mark.parametrize("path", ["message", "message.android"])
    def test_a_reserved_key_is_refused(self, key, path):
        # Given
        data = {"fine": "x", key: "y"}
        message = {"topic": "t", "data": data} if path == "message" else {"topic": "t", "android": {"data": data}}

        # Then
        assert refused_fields(message) == [f"{path}.data[1].key"]

    @pytest.mark.parametrize("key", ["type", "timestamp", "data", "collapse_key", "sender", "From"])
    def test_another_key_is_accepted(self, key):
        assert parse({"topic": "t", "data": {key: "x"}}).message["data"] == {key: "x"}


class TestSize:
    @pytest.mark.parametrize(
        ("target", "limit"), [({"topic": "t"}, 2048), ({"condition": "'t' in topics"}, 2048), ({"token": TOKEN}, 4096)]
    )
    def test_the_bytes_of_keys_and_values_count(self, target, limit):
        # Given a two-byte character in key and value
        just_right = {"é": "é" + "x" * (limit - 4)}
        too_long = {"é": "é" + "x" * (limit - 3)}

        # Then
        assert parse({**target, "data": just_right})
        assert refused_fields({**target, "data": too_long}) == ["message.data"]

    def test_the_notification_counts_too(self):
        assert refused_fields({"topic": "t", "notification": {"body": "x" * 2048}}) == ["message.notification"]

    def test_the_limits_are_settings(self):
        body = json.dumps({"message": {"topic": "t", "data": {"k": "x" * 4000}}}).encode()

        assert parse_send_request(body, PayloadLimits(topic_bytes=4096))


class TestTimeToLive:
    @pytest.mark.parametrize("ttl", ["0s", "3.5s", f"{MAX_TTL_SECONDS}s"])
    def test_up_to_four_weeks_is_accepted(self, ttl):
        assert parse({"topic": "t", "android": {"ttl": ttl}}).message["android"]["ttl"] == ttl

    @pytest.mark.parametrize(
        "ttl", [f"{MAX_TTL_SECONDS + 1}s", f"{MAX_TTL_SECONDS}.000000001s", "-1s", "60", "60m", 60]
    )
    def test_anything_else_is_refused(self, ttl):
        assert refused_fields({"topic": "t", "android": {"ttl": ttl}}) == ["message.android.ttl"]

    @pytest.mark.parametrize("ttl", ["-1", "soon", "1.5", "²"])
    def test_a_web_ttl_is_a_whole_number(self, ttl):
        assert parse({"topic": "t", "webpush": {"headers": {"TTL": "60"}}})
        assert refused_fields({"topic": "t", "webpush": {"headers": {"TTL": ttl}}}) == ["message.webpush.headers.TTL"]


class TestFields:
    def test_unknown_names_are_refused_at_every_level(self):
        message = {"topic": "t", "priority": "high", "android": {"time": 1}, "notification": {"sound": "x"}}

        assert refused_fields(message) == ["message", "message.android", "message.notification"]

    def test_an_unknown_name_at_the_root_is_refused(self):
        refusal = refusal_of(b'{"to": "/topics/t", "message": {"topic": "t"}}')

        assert refusal.message == 'Invalid JSON payload received. Unknown name "to": Cannot find field.'

    def test_fields_have_two_names(self):
        request = parse(
            {"topic": "t", "fcmOptions": {"analyticsLabel": "x"}, "android": {"collapseKey": "k"}}, validateOnly=True
        )

        assert request.validate_only
        assert request.message["fcm_options"] == {"analytics_label": "x"}
        assert request.message["android"] == {"collapse_key": "k"}

    def test_free_form_parts_are_kept_as_they_are(self):
        payload = {"aps": {"alert": {"title-loc-key": "k"}, "camelCase": None}}

        assert parse({"topic": "t", "apns": {"payload": payload}}).message["apns"] == {"payload": payload}

    @pytest.mark.parametrize(
        ("part", "field"),
        [
            ({"notification": "hello"}, "message.notification"),
            ({"notification": {"title": 1}}, "message.notification.title"),
            ({"android": {"priority": "urgent"}}, "message.android.priority"),
            ({"android": {"direct_boot_ok": "yes"}}, "message.android.direct_boot_ok"),
            (
                {"android": {"notification": {"notification_count": True}}},
                "message.android.notification.notification_count",
            ),
            ({"android": {"notification": {"event_time": "now"}}}, "message.android.notification.event_time"),
            (
                {"android": {"notification": {"body_loc_args": ["a", 1]}}},
                "message.android.notification.body_loc_args[1]",
            ),
            ({"webpush": {"notification": []}}, "message.webpush.notification"),
            ({"data": ["a"]}, "message.data"),
        ],
    )
    def test_a_wrong_type_is_refused(self, part, field):
        assert refused_fields({"topic": "t", **part}) == [field]

    @pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff", b"[" * 100_000])
    def test_a_body_that_is_no_json_object_is_refused(self, body):
        refusal = refusal_of(body)

        assert refusal.message.startswith("Invalid JSON payload received.")
