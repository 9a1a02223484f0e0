"""Start, stop and the command line."""

import json
import stat
import subprocess
import sys

import pytest
from firebase_admin import messaging

STOP_SECONDS = 5


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fcm_emulator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


def test_sigterm_ends_it_at_once_even_while_someone_listens(start_emulator):
    # Given
    emulator = start_emulator()
    with emulator.client() as client, client.stream("GET", "/_inbox/stream") as response:
        assert response.status_code == 200

        # When
        emulator.process.terminate()

        # Then
        assert emulator.process.wait(STOP_SECONDS) == 0


def test_subscriptions_outlive_it_and_messages_do_not(start_emulator, tmp_path, topic, token):
    # Given
    first = start_emulator("--state-dir", tmp_path / "state")
    with first.client() as client:
        client.post(f"/v1/projects/p/registrations/{token}/topicSubscriptions?topic_name={topic}").raise_for_status()
        client.post("/v1/projects/p/messages:send", json={"message": {"topic": topic}}).raise_for_status()
        last_id = client.get("/_inbox").json()["messages"][0]["id"]
    first.process.kill()
    first.process.wait(STOP_SECONDS)

    # When
    with start_emulator("--state-dir", tmp_path / "state").client() as client:
        client.post("/v1/projects/p/messages:send", json={"message": {"topic": topic}}).raise_for_status()

        # Then
        [delivery] = client.get("/_inbox", params={"since": last_id}).json()["messages"]
        assert delivery["recipients"] == [token]
        assert len(client.get("/_inbox").json()["messages"]) == 1


def test_a_sender_that_holds_a_token_of_before_a_restart_gets_a_new_one(start_emulator, app, monkeypatch, topic):
    # Given
    first = start_emulator()
    for name, value in first.proxy_environment.items():
        monkeypatch.setenv(name, value)
    messaging.send(messaging.Message(topic=topic), app=app)
    first.process.terminate()
    first.process.wait(STOP_SECONDS)

    # When
    second = start_emulator("--port", str(first.port))
    name = messaging.send(messaging.Message(topic=topic), app=app)

    # Then
    with second.client() as client:
        assert [delivery["name"] for delivery in client.get("/_inbox").json()["messages"]] == [name]


def test_without_a_certificate_it_serves_plain_http_alone(tmp_path):
    # Given
    command = [sys.executable, "-m", "fcm_emulator", "--port", "0", "--state-dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout

        # Then
        assert "no certificate: no proxy" in process.stdout.readline()
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0


class TestTrouble:
    def test_a_taken_port(self, emulator):
        result = run("--port", str(emulator.port))

        assert result.returncode == 1
        assert (
            result.stderr
            == f"Port {emulator.port} cannot be used (Address already in use): choose another by --port.\n"
        )

    @pytest.mark.parametrize("content", [None, "not a certificate"])
    def test_a_certificate_that_is_none(self, tmp_path, content):
        # Given
        path = tmp_path / "fcm.pem"
        if content:
            path.write_text(content)

        # When
        result = run("--port", "0", "--certificate", str(path))

        # Then
        assert result.returncode == 1
        assert result.stderr.startswith(f"{path} cannot be used as certificate")
        assert "Traceback" not in result.stderr

    def test_a_database_that_is_none(self, tmp_path):
        # Given
        (tmp_path / "subscriptions.sqlite3").write_text("not a database, but long enough to look at" * 100)

        # When
        result = run("--port", "0", "--state-dir", str(tmp_path))

        # Then
        assert result.returncode == 1
        assert "delete it and start again" in result.stderr

    @pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--inbox-size", "0"], ["--no-such"]])
    def test_a_wrong_option(self, arguments):
        result = run(*arguments)

        assert result.returncode == 2
        assert "Traceback" not in result.stderr


class TestServiceAccount:
    def test_it_is_written_for_its_owner_alone(self, tmp_path):
        # Given
        path = tmp_path / "account.json"

        # When
        arguments = ["service-account", "--project-id", "demo", "--token-uri", "http://127.0.0.1:1/token"]
        result = run(*arguments, "--output", str(path))

        # Then
        assert result.returncode == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        account = json.loads(path.read_text())
        assert (account["type"], account["project_id"]) == ("service_account", "demo")
        assert account["token_uri"] == "http://127.0.0.1:1/token"

        # And a second time it leaves the first one alone
        assert run(*arguments, "--output", str(path)).returncode == 1
        assert json.loads(path.read_text()) == account

    def test_it_goes_to_standard_output_otherwise(self):
        account = json.loads(run("service-account", "--project-id", "demo").stdout)

        assert account["token_uri"] == "https://oauth2.googleapis.com/token"
