"""A relay that is killed while it sends loses nothing: what it had in hand is sent again under the same id."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import trustme

from api_client import eventually
from fcm_emulator.proxy import GOOGLE_HOSTS
from movies.adapters.postgres_movies import PostgresMovies
from movies.announcements import ADDED, ARCHIVED, announce
from movies.movie import Media, NewMovie, Terms
from videoclub.clock import utc_now
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId, new_id
from videoclub.values import Money, Text

FILMS = 40
KILLS = 5
STOP_SECONDS = 5
LAST_SECONDS = 60
RELAY = Path(__file__).with_name("relay.py")


@dataclass(frozen=True)
class Fcm:
    """The emulator and the environment that leads there."""

    client: httpx.Client
    environment: dict[str, str]

    def arrived(self, told: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Event id and topic of each message of `told` that arrived, in order; other tests share the outbox."""
        messages = self.client.get("/_inbox").json()["messages"]
        arrived = [(message["message"]["data"]["event_id"], message["target"]["topic"]) for message in messages]
        return [message for message in arrived if message in told]


@pytest.fixture
def fcm(tmp_path: Path) -> Iterator[Fcm]:
    authority = trustme.CA()
    authority.issue_cert(*GOOGLE_HOSTS).private_key_and_cert_chain_pem.write_to_path(tmp_path / "fcm.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    command = [sys.executable, "-m", "fcm_emulator", "--port", "0", "--certificate", tmp_path / "fcm.pem"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout
    url = process.stdout.readline().split()[-1]
    environment = os.environ | {
        "HTTPS_PROXY": url,
        "https_proxy": url,
        "REQUESTS_CA_BUNDLE": str(tmp_path / "ca.pem"),
    }
    with httpx.Client(base_url=url, headers={"Authorization": "Bearer owner"}, trust_env=False, timeout=10) as client:
        yield Fcm(client, environment)
    process.terminate()
    process.wait(STOP_SECONDS)
    process.stdout.close()


@pytest.fixture
def database(service_database: Callable[[str], str]) -> str:
    return service_database("movies")


def change_films(postgres: Postgres) -> list[tuple[str, str]]:
    """Films are added and archived; gives event id and topic of what is to be told, in order for each film."""
    movies, told = PostgresMovies(postgres), list[tuple[str, str]]()
    terms, media = Terms(timedelta(days=30), timedelta(hours=48)), Media("clips/one.mp4", 30)
    for number in range(FILMS):
        movie_id, title, now = MovieId(new_id()), Text(en=f"Film {number}"), utc_now()
        film = NewMovie(
            title=title, year=1921, runtime_min=60, genres=("drama",), price=Money.eur("2"), original_title="Film"
        )
        added = announce(ADDED, movie_id, title=title, genres=["drama"], url="https://x.test", now=now)
        movies.insert_movie(movie_id, film, terms, media, added, by=None, now=now)
        later = now + timedelta(milliseconds=1)
        archived = announce(ARCHIVED, movie_id, title=title, genres=(), url="https://x.test", now=later)
        movies.archive_movie(movie_id, archived, by=None, now=later)
        told += [(message.event_id, message.topic) for message in (*added, *archived)]
    return told


def start_relay(database: str, fcm: Fcm) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, RELAY, database], env=fcm.environment, stdout=subprocess.PIPE, text=True)


def test_a_relay_killed_again_and_again_loses_nothing(database: str, fcm: Fcm):
    # Given
    postgres = Postgres(database)
    told = change_films(postgres)
    places = random.Random(7)  # noqa: S311 - where to kill is no secret

    # When it is killed in the middle of its sending, at another place each time
    for kill in range(KILLS):
        relay = start_relay(database, fcm)
        wanted = len(told) * (kill + 1) // (KILLS + 2) + places.randrange(5)
        eventually(lambda wanted=wanted: len(fcm.arrived(told)) >= wanted)
        relay.send_signal(signal.SIGKILL)
        output, _ = relay.communicate(timeout=STOP_SECONDS)
        assert output == ""  # it had not come to an end
    start_relay(database, fcm).communicate(timeout=LAST_SECONDS)

    # Then every message arrived, the later event of each film after the earlier one, and nothing waits
    arrived = fcm.arrived(told)
    assert set(told) <= set(arrived)
    assert _order(arrived, told)
    repeated = sum(count - 1 for count in Counter(arrived).values())
    assert repeated <= KILLS * 5  # what was in hand when it was killed: a batch each time
    with postgres.transaction() as connection:
        waiting = connection.execute(
            "select event_id from outbox where sent_at is null and webhook_id is null and event_id = any(%s::uuid[])",
            ([event_id for event_id, _ in told],),
        ).fetchall()
    assert waiting == []


def _order(arrived: list[tuple[str, str]], told: list[tuple[str, str]]) -> bool:
    """Whether the first arrivals keep the order of each film's events: three messages a film, archived last."""
    first = {message: place for place, message in reversed(list(enumerate(arrived)))}
    films = [told[place : place + 3] for place in range(0, len(told), 3)]
    return all(max(first[added] for added in film[:2]) < first[film[2]] for film in films)
