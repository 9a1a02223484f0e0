"""Answers byte for byte as documented.

Sources: https://firebase.google.com/docs/cloud-messaging/error-codes, https://bloomberg.github.io/pushiko/fcm_responses.
"""

from uuid import uuid4

import httpx
import pytest

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
SEND = "/v1/projects/demo/messages:send"
LEGACY_ADD = "/iid/v1:batchAdd"
LEGACY_REMOVE = "/iid/v1:batchRemove"
LEGACY_HEADERS = {"access_token_auth": "true"}


def refused(client: httpx.Client, message: dict[str, object]) -> dict[str, object]:
    response = client.post(SEND, json={"message": message})
    error = response.json()["error"]
    assert response.status_code == error["code"]
    assert response.headers["content-type"] == "application/json; charset=UTF-8"
    return error


def test_verification_only(client):
    response = client.post(SEND, json={"validate_only": True, "message": {"topic": "t"}})

    assert response.status_code == 200
    assert response.json() == {"name": "projects/demo/messages/fake_message_id"}


def test_names_are_unique(client, topic):
    names = {client.post(SEND, json={"message": {"topic": topic}}).json()["name"] for _ in range(20)}

    assert len(names) == 20


def test_a_value_that_is_no_string(client):
    description = "Invalid value at 'message.data[0].value' (TYPE_STRING), 12"

    assert refused(client, {"topic": "t", "data": {"n": 12}}) == {
        "code": 400,
        "message": description,
        "status": "INVALID_ARGUMENT",
        "details": [
            {"@type": BAD_REQUEST, "fieldViolations": [{"field": "message.data[0].value", "description": description}]}
        ],
    }


def test_an_unknown_field(client):
    description = "Invalid JSON payload received. Unknown name \"toen\" at 'message': Cannot find field."

    assert refused(client, {"toen": "x"}) == {
        "code": 400,
        "message": description,
        "status": "INVALID_ARGUMENT",
        "details": [{"@type": BAD_REQUEST, "fieldViolations": [{"field": "message", "description": description}]}],
    }


def test_an_invalid_registration_token(client):
    description = "The registration token is not a valid FCM registration token"

    assert refused(client, {"token": "nope"}) == {
        "code": 400,
        "message": description,
        "status": "INVALID_ARGUMENT",
        "details": [
            {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"},
            {"@type": BAD_REQUEST, "fieldViolations": [{"field": "message.token", "description": description}]},
        ],
    }


def test_no_recipient(client):
    description = "Recipient of the message is not set."

    assert refused(client, {}) == {
        "code": 400,
        "message": description,
        "status": "INVALID_ARGUMENT",
        "details": [
            {"@type": BAD_REQUEST, "fieldViolations": [{"field": "message", "description": description}]},
            {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"},
        ],
    }


def test_a_condition_that_is_none(client):
    description = "Invalid condition expression provided."

    assert refused(client, {"condition": "!"}) == {
        "code": 400,
        "message": description,
        "status": "INVALID_ARGUMENT",
        "details": [
            {"@type": BAD_REQUEST, "fieldViolations": [{"field": "message.condition", "description": description}]},
            {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"},
        ],
    }


def test_an_unregistered_token(client, token):
    # Given
    client.delete(f"/_registrations/{token}").raise_for_status()

    # Then
    assert refused(client, {"token": token}) == {
        "code": 404,
        "message": "Requested entity was not found.",
        "status": "NOT_FOUND",
        "details": [{"@type": FCM_ERROR, "errorCode": "UNREGISTERED"}],
    }

    # When it registers again
    client.put(f"/_registrations/{token}").raise_for_status()

    # Then
    assert client.post(SEND, json={"message": {"token": token}}).status_code == 200


@pytest.mark.parametrize(
    ("kind", "code", "status", "error_code"),
    [
        ("third_party_auth_error", 401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
        ("sender_id_mismatch", 403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
        ("unregistered", 404, "NOT_FOUND", "UNREGISTERED"),
        ("quota_exceeded", 429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
        ("internal", 500, "INTERNAL", "INTERNAL"),
        ("unavailable", 503, "UNAVAILABLE", "UNAVAILABLE"),
    ],
)
def test_each_fault_has_its_status_and_code(client, set_fault, topic, *, kind, code, status, error_code):
    # Given
    set_fault(kind, target=topic, retry_after=60)

    # When
    response = client.post(SEND, json={"message": {"topic": topic}})

    # Then
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["status"]) == (code, code, status)
    assert {"@type": FCM_ERROR, "errorCode": error_code} in error["details"]
    assert response.headers["retry-after"] == "60"


def test_a_request_without_credential(emulator):
    response = httpx.post(f"{emulator.url}{SEND[1:]}", json={"message": {"topic": "t"}}, trust_env=False)

    error = response.json()["error"]
    assert (response.status_code, error["status"]) == (401, "UNAUTHENTICATED")
    assert error["message"].startswith("Request is missing required authentication credential. Expected OAuth 2 access")
    assert error["details"] == [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "CREDENTIALS_MISSING",
            "domain": "googleapis.com",
            "metadata": {
                "method": "google.firebase.fcm.v1.FcmService.SendMessage",
                "service": "fcm.googleapis.com",
            },
        }
    ]


@pytest.mark.parametrize("header", ["Bearer ya29.unknown", "Basic b3duZXI=", "Bearer", "owner"])
def test_a_request_with_a_bad_credential(client, header):
    response = client.post(SEND, json={"message": {"topic": "t"}}, headers={"Authorization": header})

    assert response.status_code == 401
    assert response.json()["error"]["status"] == "UNAUTHENTICATED"


class TestTopicSubscriptions:
    def path(self, token: str) -> str:
        return f"/v1/projects/demo/registrations/{token}/topicSubscriptions"

    def test_create_then_again_then_delete(self, client, topic, token):
        # When
        created = client.post(self.path(token), params={"topic_name": topic}, json={})

        # Then
        assert created.status_code == 200
        subscription = created.json()
        assert subscription.pop("create_time").endswith("Z")
        assert subscription == {
            "name": f"projects/demo/registrations/{token}/topicSubscriptions/{topic}",
            "topic_name": topic,
        }
        again = client.post(self.path(token), params={"topicName": topic}, json={})
        assert (again.status_code, again.json()["error"]["status"]) == (409, "ALREADY_EXISTS")

        # When
        deleted = client.delete(f"{self.path(token)}/{topic}")

        # Then
        assert (deleted.status_code, deleted.json()) == (200, {})
        missing = client.delete(f"{self.path(token)}/{topic}")
        assert (missing.status_code, missing.json()["error"]["status"]) == (404, "NOT_FOUND")
        assert client.delete(f"{self.path(token)}/{topic}", params={"allow_missing": "true"}).status_code == 200

    @pytest.mark.parametrize("name", ["", "/topics/t", "a b", "x" * 901])
    def test_a_bad_topic_is_refused(self, client, token, name):
        response = client.post(self.path(token), params={"topic_name": name}, json={})

        assert response.status_code == 400
        assert response.json()["error"]["details"][0]["fieldViolations"][0]["field"] == "topic_name"

    def test_a_credential_is_required(self, client, topic, token):
        response = client.post(
            self.path(token), params={"topic_name": topic}, json={}, headers={"Authorization": "Bearer x"}
        )

        assert response.status_code == 401


class TestLegacyTopics:
    def test_each_token_has_its_result(self, client, topic, token):
        # Given
        dead = f"{uuid4().hex}:APA91bx"
        client.delete(f"/_registrations/{dead}")
        body = {"to": f"/topics/{topic}", "registration_tokens": [token, "nope", dead]}

        # Then
        for path in (LEGACY_ADD, LEGACY_REMOVE):
            response = client.post(path, json=body, headers=LEGACY_HEADERS)
            assert response.json() == {"results": [{}, {"error": "INVALID_ARGUMENT"}, {"error": "NOT_FOUND"}]}

    def test_the_header_is_required(self, client, topic, token):
        response = client.post(LEGACY_ADD, json={"to": f"/topics/{topic}", "registration_tokens": [token]})

        assert response.status_code == 401

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"to": "t", "registration_tokens": ["a:APA91bx"]},
            {"to": "/topics/a b", "registration_tokens": ["a:APA91bx"]},
            {"to": "/topics/t", "registration_tokens": []},
            {"to": "/topics/t", "registration_tokens": ["a:APA91bx"] * 1001},
        ],
    )
    def test_a_bad_body_is_refused(self, client, body):
        response = client.post(LEGACY_ADD, json=body, headers=LEGACY_HEADERS)

        assert (response.status_code, response.json()) == (400, {"error": "INVALID_ARGUMENT"})


def test_an_unknown_path_and_a_wrong_method(client):
    assert client.post("/v1/projects/demo/messages").status_code == 404
    response = client.get(SEND)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
