"""The platform's life: started, found, interrupted, killed, started again; nothing is lost and nothing is left."""

import json
import signal
import socket
from uuid import uuid4

import pytest

from api_client import ApiClient
from canaries import canary
from videoclub_command import VideoclubCommand, wait_until

PARTS = {"postgres", "redis", "cassandra", "fcm", "localstack"}


@pytest.fixture(autouse=True)
def nothing_runs(command):
    """Each test finds a platform at rest, with the data of those before it."""
    yield
    assert command.run("down").returncode == 0
    assert command.processes() == []


def up(command: VideoclubCommand) -> ApiClient:
    done = command.run("up", "--detach", "--no-seed", "--port", "0")
    assert done.returncode == 0, done.stderr
    return ApiClient(command.status()["api_url"])


def test_status_speaks_while_nothing_runs(command):
    told = command.run("status", "--json")
    report = json.loads(told.stdout)
    assert told.returncode == 3
    assert report["state"] == "down"
    assert (report["site_url"], report["api_url"], report["logins"]) == (None, None, {})
    assert {part["name"] for part in report["parts"]} == PARTS
    assert {part["state"] for part in report["parts"]} == {"down"}


def test_what_it_offers_it_keeps_over_a_stop(command):
    # Given a platform with an account on it
    api = up(command)
    account = {"email": f"{uuid4()}@example.org", "password": canary(), "display_name": canary()}
    assert api.post("/accounts", account).status_code == 201
    first = command.status()
    assert first["state"] == "up"
    # When it is brought up once more while it runs
    again = command.run("up", "--no-seed")
    # Then nothing was started, and the same processes serve
    assert (again.returncode, "running already" in again.stdout) == (0, True)
    pids = [part["pid"] for part in first["parts"]]
    assert [part["pid"] for part in command.status()["parts"]] == pids
    # When it is stopped and started
    assert command.run("down").returncode == 0
    api = up(command)
    # Then the account is there
    assert api.post("/sessions", {"email": account["email"], "password": account["password"]}).status_code == 201


def test_ctrl_c_ends_the_foreground_in_order(command):
    # Given `up` in the foreground, ready
    foreground = command.start("up", "--no-seed", "--port", "0")
    wait_until(lambda: "Stop with Ctrl-C" in foreground.stdout.readline(), timeout_s=120)
    # When it is told to end
    foreground.send_signal(signal.SIGINT)
    # Then it ends well and leaves no process
    assert foreground.wait(timeout=60) == 0
    assert command.processes() == []


@pytest.mark.parametrize(("number", "begun"), [(signal.SIGINT, "redis"), (signal.SIGTERM, "localstack")])
def test_an_interrupt_while_starting_leaves_nothing(command, number, begun):
    # Given `up` just as it starts a part
    starting = command.start("up", "--no-seed", "--port", "0")
    wait_until(lambda: command.part(begun)["pid"] is not None)
    # When it is interrupted
    starting.send_signal(number)
    # Then it says so by its exit code and takes back what it started
    assert starting.wait(timeout=60) == 130
    assert command.processes() == []


def test_a_killed_up_does_not_block_the_next(command):
    # Given `up` killed in the middle
    starting = command.start("up", "--no-seed", "--port", "0")
    wait_until(lambda: command.part("postgres")["pid"] is not None)
    starting.kill()
    starting.wait()
    # When the next comes
    up(command)
    # Then all is up
    assert command.status()["state"] == "up"


def test_two_at_once_make_one_platform(command):
    both = [command.start("up", "--detach", "--no-seed", "--port", "0") for _ in range(2)]
    told = [each.communicate(timeout=180)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], told
    assert sum("running already" in text for text in told) == 1
    assert any("waiting for it" in text for text in told)
    assert command.status()["state"] == "up"


class TestFailures:
    def test_a_store_that_does_not_answer_is_named(self, command):
        failed = command.run("up", "--detach", VIDEOCLUB_REDIS_URL="redis://127.0.0.1:1")
        assert failed.returncode == 1
        assert "Redis does not answer at redis://127.0.0.1:1" in failed.stderr
        assert "Traceback" not in failed.stderr + failed.stdout
        assert command.processes() == []

    def test_a_port_that_is_taken_is_named(self, command):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = str(server.getsockname()[1])
            failed = command.run("up", "--detach", "--port", port)
        assert failed.returncode == 1
        assert f"Port {port} is taken" in failed.stderr
        assert command.processes() == []

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (["logs", "--since", "soon"], 2, "not a duration"),
            (["logs", "users"], 1, "not running"),
            (["job", "run", "stats-bot"], 1, "not running"),
            (["seed"], 1, "not running"),
            (["bench", "gateway"], 1, "not up"),
            (["up", "--port", "99999"], 2, "Invalid value"),
            (["dance"], 2, "dance"),
        ],
    )
    def test_what_cannot_be_done_is_said_in_a_line(self, command, arguments, code, words):
        failed = command.run(*arguments)
        assert failed.returncode == code
        assert words in failed.stderr
        assert "Traceback" not in failed.stderr


def test_reset_is_a_fresh_start(command):
    # Given data
    api = up(command)
    account = {"email": f"{uuid4()}@example.org", "password": canary(), "display_name": canary()}
    api.post("/accounts", account)
    # When all is reset
    assert command.run("reset", "--yes").returncode == 0
    # Then nothing runs and nothing is known
    assert command.processes() == []
    assert {entry.name for entry in command.home.iterdir()} <= {"command.lock", "run.lock"}
