"""How long developers wait for news: from the admin's 2xx to the message in the FCM emulator's inbox."""

import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx

from videoclub_local.logins import Login
from videoclub_local.parts import PartError

CHANGES = 200
WARM_UP_CHANGES = 5
TIMEOUT_SECONDS = 30.0
FILM = {
    "title": {"en": "A film for measuring"},
    "year": 1921,
    "runtime_min": 60,
    "genres": ["drama"],
    "price": {"amount": "2.49", "currency": "EUR"},
}


@dataclass(frozen=True)
class Notified:
    """What the admin's request and the news of it took.

    The notifier is woken before the request is answered, so that a message may arrive before the answer does: 0 then.
    `whole_p50_ms` counts from the request's beginning.
    """

    changes: int
    request_p50_ms: float
    whole_p50_ms: float
    news_p50_ms: float
    news_p99_ms: float
    news_worst_ms: float


def measure_notifications(api_url: str, inbox_url: str, logins: Mapping[str, Login]) -> Notified:
    """Archive and restore one film CHANGES times, one after the other. Raises PartError."""
    request_ms, whole_ms, news_ms = list[float](), list[float](), list[float]()
    with httpx.Client(timeout=TIMEOUT_SECONDS) as client, _listening(client, inbox_url) as inbox:
        arrivals = _arrivals(inbox)
        client.headers["Authorization"] = f"Bearer {_access_token(client, api_url, logins['admin'])}"
        movie_id = _expect(client.post(f"{api_url}/movies", json=FILM), 201)["id"]
        for change in range(WARM_UP_CHANGES + CHANGES):
            begun = time.time()
            event = _change(client, f"{api_url}/movies/{movie_id}", archive=change % 2 == 0)
            answered = time.time()
            arrived = next(at for at, data in arrivals if (data["movie_id"], data["type"]) == (movie_id, event))
            if change >= WARM_UP_CHANGES:
                request_ms.append((answered - begun) * 1000)
                whole_ms.append((arrived - begun) * 1000)
                news_ms.append(max(arrived - answered, 0) * 1000)
        client.delete(f"{api_url}/movies/{movie_id}")  # it may be archived already
    return Notified(
        CHANGES,
        statistics.median(request_ms),
        statistics.median(whole_ms),
        statistics.median(news_ms),
        statistics.quantiles(news_ms, n=100)[98],
        max(news_ms),
    )


def _access_token(client: httpx.Client, api_url: str, login: Login) -> str:
    answer = client.post(f"{api_url}/sessions", json={"email": login.email, "password": login.password})
    return _expect(answer, 201)["access_token"]


def _change(client: httpx.Client, film_url: str, *, archive: bool) -> str:
    """Archive or restore; gives the type of the event."""
    if archive:
        _expect(client.delete(film_url), 204)
        return "movies.archived"
    _expect(client.post(f"{film_url}/restore"), 200)
    return "movies.restored"


def _listening(client: httpx.Client, inbox_url: str):  # noqa: ANN202 - httpx names the type privately
    since = int(time.time() * 1_000_000)  # the inbox numbers messages by microseconds of this clock
    return client.stream("GET", f"{inbox_url}/_inbox/stream", params={"since": since})


def _arrivals(inbox: httpx.Response) -> Iterator[tuple[float, dict[str, str]]]:
    """When each message arrived, in seconds of the Unix clock, and its data."""
    for line in inbox.iter_lines():
        if line.startswith("data: "):
            delivery = json.loads(line.removeprefix("data: "))
            yield delivery["id"] / 1_000_000, delivery["message"]["data"]


def _expect(answer: httpx.Response, status: int) -> dict[str, str]:
    if answer.status_code != status:
        request = answer.request
        raise PartError(f"{request.method} {request.url.path} answered {answer.status_code}: {answer.text[:200]}")
    return answer.json() if answer.content else {}
