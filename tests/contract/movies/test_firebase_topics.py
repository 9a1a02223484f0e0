"""Topics: the unmodified Admin SDK sends to the FCM emulator, which is reached by the environment's proxy alone."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import trustme

from fcm_emulator import service_account
from fcm_emulator.proxy import GOOGLE_HOSTS
from movies.adapters import firebase_topics
from movies.adapters.firebase_topics import FirebaseTopics
from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_outbox import PostgresOutbox
from movies.announcements import ADDED, Message, announce
from movies.movie import Media, Terms
from movies.notifying import TOPIC_PATIENCE, Notifier
from movies.ports.developers import DueMessage, Failed, Outcome, Sent
from videoclub.clock import utc_now
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId, new_id
from videoclub.values import Text

from .conftest import NOW, SEALING, new_movie

PATIENCE = timedelta(seconds=20)
STOP_SECONDS = 5


@dataclass(frozen=True)
class Fcm:
    """The emulator as a test looks into it."""

    client: httpx.Client

    def inbox(self, topic: str) -> list[dict[str, Any]]:
        messages = self.client.get("/_inbox", params={"topic": topic}).json()["messages"]
        return [message["message"]["data"] for message in messages]

    def recipients(self, topic: str) -> list[str]:
        [message] = self.client.get("/_inbox", params={"topic": topic}).json()["messages"]
        return message["recipients"]

    def play(self, kind: str, topic: str, **fields: Any) -> None:
        faults = [{"kind": kind, "target": topic, "count": None, **fields}]
        self.client.put("/_faults", json={"faults": faults}).raise_for_status()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Its URL and the path of the authority that signed its certificate."""
    folder = tmp_path_factory.mktemp("fcm")
    authority = trustme.CA()
    authority.issue_cert(*GOOGLE_HOSTS).private_key_and_cert_chain_pem.write_to_path(folder / "fcm.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    command = [sys.executable, "-m", "fcm_emulator", "--port", "0", "--certificate", folder / "fcm.pem"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout
    yield process.stdout.readline().split()[-1], str(folder / "ca.pem")
    process.terminate()
    process.wait(STOP_SECONDS)
    process.stdout.close()


@pytest.fixture
def fcm(emulator: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Fcm]:
    url, authority = emulator
    monkeypatch.setenv("HTTPS_PROXY", url)
    monkeypatch.setenv("https_proxy", url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority)
    headers = {"Authorization": "Bearer owner"}
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=10) as client:
        yield Fcm(client)
        client.delete("/_faults").raise_for_status()


@pytest.fixture(scope="module")
def topics() -> FirebaseTopics:
    account = service_account("demo-videoclub")
    return FirebaseTopics(lambda: account)


@pytest.fixture
def message() -> Callable[[], Message]:
    """Makes messages to topics of their own."""

    def make() -> Message:
        genre = new_id()
        url = "https://x.test/v1/movies/1"
        return announce(ADDED, MovieId(new_id()), title=Text(fr="Épouvante"), genres=[genre], url=url, now=NOW)[1]

    return make


def send(topics: FirebaseTopics, messages: list[Message], timeout: timedelta = PATIENCE) -> list[Outcome]:
    return topics.send([DueMessage(place, message, 0) for place, message in enumerate(messages)], timeout)


def test_messages_arrive_on_their_topics_as_written(fcm: Fcm, topics: FirebaseTopics, message: Callable[[], Message]):
    # Given
    messages = [message(), message(), message()]

    # When
    outcomes = send(topics, messages)

    # Then
    names = [outcome.receipt for outcome in outcomes if isinstance(outcome, Sent)]
    assert len(set(names)) == 3
    assert [fcm.inbox(one.topic) for one in messages] == [[one.data] for one in messages]


@pytest.mark.parametrize(
    ("kind", "retry_after"), [("quota_exceeded", timedelta(seconds=60)), ("sender_id_mismatch", None)]
)
def test_a_refusal_may_pass_and_holds_up_no_other(
    fcm: Fcm, topics: FirebaseTopics, message: Callable[[], Message], kind: str, retry_after: timedelta | None
):
    # Given
    refused, taken = message(), message()
    fcm.play(kind, refused.topic)

    # When
    [failed, sent] = send(topics, [refused, taken])

    # Then
    assert isinstance(failed, Failed)
    assert (failed.permanent, failed.retry_after) == (False, retry_after)
    assert isinstance(sent, Sent)


def test_a_message_that_is_wrong_in_itself_will_never_be_taken(
    fcm: Fcm, topics: FirebaseTopics, message: Callable[[], Message]
):
    # Given
    reserved = replace(message(), data={"from": "us"})

    # When
    [outcome] = send(topics, [reserved])

    # Then
    assert isinstance(outcome, Failed)
    assert outcome.permanent


def test_a_message_that_the_sdk_sleeps_on_is_given_back_in_time(
    fcm: Fcm, topics: FirebaseTopics, message: Callable[[], Message]
):
    # Given
    held = message()
    fcm.play("quota_exceeded", held.topic, retry_after=1, count=1)

    # When
    [outcome] = send(topics, [held], timedelta(seconds=0.2))

    # Then
    assert outcome == Failed("FCM did not take it in time", held=True)


@pytest.mark.parametrize("kind", ["dropped_connection", "slow"])
def test_a_connection_that_breaks_or_hangs_is_given_back_in_time(
    fcm: Fcm, topics: FirebaseTopics, message: Callable[[], Message], kind: str
):
    # Given a fault that the SDK would meet with attempts over six minutes
    held, taken = message(), message()
    fcm.play(kind, held.topic, **({"delay_seconds": 5} if kind == "slow" else {}))

    # When
    [failed, sent] = send(topics, [held, taken], timedelta(seconds=3))

    # Then
    assert failed == Failed("FCM did not take it in time", held=True)
    assert isinstance(sent, Sent)


def test_an_emulator_that_is_down_is_a_failure_that_may_pass(
    topics: FirebaseTopics, message: Callable[[], Message], monkeypatch: pytest.MonkeyPatch, emulator: tuple[str, str]
):
    # Given an app of its own, which has no access token yet, and a proxy where nobody listens
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nowhere = f"http://127.0.0.1:{gone.getsockname()[1]}"
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, nowhere)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", emulator[1])

    # When
    [outcome] = send(FirebaseTopics(topics.account), [message()])

    # Then
    assert isinstance(outcome, Failed)
    assert (outcome.permanent, outcome.held) == (False, False)
    assert "Error" in outcome.error


class TestSubscriptions:
    @pytest.fixture
    def device(self) -> str:
        return f"{new_id()}:APA91bx"

    def test_a_token_gets_what_is_sent_to_its_topics(
        self, fcm: Fcm, topics: FirebaseTopics, message: Callable[[], Message], device: str
    ):
        # Given
        first, second = message(), message()

        # When
        failures = topics.subscribe(device, [first.topic, second.topic])
        left = topics.unsubscribe(device, [second.topic])
        send(topics, [first, second])

        # Then
        assert (failures, left) == ({}, {})
        assert [fcm.recipients(one.topic) for one in (first, second)] == [[device], []]

    def test_doing_either_twice_does_no_harm(self, fcm: Fcm, topics: FirebaseTopics, device: str):
        for _ in range(2):
            assert topics.subscribe(device, ["movies.test"]) == {}
        for _ in range(2):
            assert topics.unsubscribe(device, ["movies.test"]) == {}

    def test_a_bad_token_is_told_by_fcms_code(self, fcm: Fcm, topics: FirebaseTopics, device: str):
        fcm.client.delete(f"/_registrations/{device}").raise_for_status()
        assert topics.subscribe("no token", ["movies.test"]) == {"movies.test": "INVALID_ARGUMENT"}
        assert topics.subscribe(device, ["movies.test"]) == {"movies.test": "NOT_FOUND"}

    def test_fcm_that_does_not_answer_in_time_is_unavailable(
        self, fcm: Fcm, topics: FirebaseTopics, device: str, monkeypatch: pytest.MonkeyPatch
    ):
        # Given
        monkeypatch.setattr(firebase_topics, "SUBSCRIBE_TIMEOUT", timedelta(seconds=0.5))
        fault = {"kind": "slow", "target": device, "operation": "topics", "count": None, "delay_seconds": 3}
        fcm.client.put("/_faults", json={"faults": [fault]}).raise_for_status()

        # When / Then
        assert topics.subscribe(device, ["movies.test"]) == {"movies.test": "UNAVAILABLE"}


def test_a_film_added_to_the_catalogue_reaches_its_topic(fcm: Fcm, topics: FirebaseTopics, postgres: Postgres):
    # Given
    movies, movie_id = PostgresMovies(postgres), MovieId(new_id())
    messages = announce(ADDED, movie_id, title=Text(en="The Kid"), genres=["comedy"], url="https://x.test", now=NOW)
    terms, media = Terms(timedelta(days=30), timedelta(hours=48)), Media("clips/one.mp4", 30)
    movies.insert_movie(movie_id, new_movie(), terms, media, messages, by=None, now=NOW)

    # When
    notifier = Notifier(PostgresOutbox(postgres, "topics", SEALING), topics, TOPIC_PATIENCE)
    tally = notifier.notify(clock=utc_now, deadline=utc_now() + timedelta(minutes=1))

    # Then
    assert tally.sent >= 2  # other tests leave messages behind
    for message in messages:
        assert fcm.inbox(message.topic).count(message.data) == 1
    with postgres.transaction() as connection:
        rows = connection.execute(
            "select message_name, attempts from outbox where movie_id = %s and sent_at is not null", (movie_id,)
        ).fetchall()
    assert [row["attempts"] for row in rows] == [1, 1]
    assert all(row["message_name"].startswith("projects/demo-videoclub/messages/") for row in rows)
