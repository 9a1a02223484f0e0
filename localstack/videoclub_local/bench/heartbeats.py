"""How long a heartbeat takes in Rental's service layer, beside the same script sent raw by the driver."""

import secrets
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rental.adapters.redis_playback import script
from rental.playback import SessionRequest
from rental.playback_session import NEAR_ZERO_S, SEEK_GUARD
from rental.rental import Rental
from rental.settings import RentalSettings
from rental.wiring import Wiring, wire
from videoclub.clock import utc_now
from videoclub.drivers import redis
from videoclub.events import AnyEvent
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId, new_id
from videoclub.values import Money, Text
from videoclub_local.migrations import apply_cql
from videoclub_local.provision import provision_cassandra
from videoclub_local.stores.cql import CassandraEndpoint, admin_session

BEATS = 5_000
WARM_UP_BEATS = 200
CHECKPOINTS = 500
RATIO_BUDGET = 1.5
_KEYSPACE = "playback_bench"
_RAW, _SERVICE, _CHECKPOINT = "the script alone", "the service layer", "the service layer at a checkpoint"


@dataclass(frozen=True)
class HeartbeatTime:
    """What a heartbeat took, one after the other. A checkpoint also keeps the position in Cassandra."""

    asked: str
    per_second: float
    p50_ms: float
    p99_ms: float


class NoMedia:
    """Media that nobody will play: the figures are of the stores."""

    def presign(self, key: str, *, expires_in: timedelta) -> str:
        """The key itself."""
        return key


class NobodyTold:
    """Events that go nowhere, for the same reason."""

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Leave them untold."""


@contextmanager
def playback_wiring(redis_url: str, admin: CassandraEndpoint, migrations: Path) -> Iterator[Wiring]:
    """Rental in a keyspace of its own on a running Cassandra, gone afterwards, and on a running Redis."""
    endpoint = provision_cassandra(admin, _KEYSPACE, secrets.token_urlsafe())
    try:
        apply_cql(endpoint, _KEYSPACE, migrations)
        yield wire(
            RentalSettings(
                cassandra_hosts=",".join(endpoint.hosts),
                cassandra_port=endpoint.port,
                cassandra_username=endpoint.username,
                cassandra_password=endpoint.password,
                cassandra_keyspace=_KEYSPACE,
                redis_url=redis_url,
                cursor_key=secrets.token_urlsafe(),
                movies_function="",
                event_bus="",
                media_bucket="",
            ),
            media=NoMedia(),
            events=NobodyTold(),
        )
    finally:
        with admin_session(admin) as session:
            session.execute(f"DROP KEYSPACE IF EXISTS {_KEYSPACE}")
            session.execute(f"DROP ROLE IF EXISTS {_KEYSPACE}")


def measure_heartbeats(wiring: Wiring, redis_url: str) -> list[HeartbeatTime]:
    """Beats of the script and of the service in turns, so that a slow moment of the machine meets both alike.

    The last row is of beats that are all checkpoints, which in a film that plays are one in three.
    """
    raw, service = _Player(wiring, redis_url), _Player(wiring, redis_url)
    took_ms: dict[str, list[float]] = {_RAW: [], _SERVICE: [], _CHECKPOINT: []}
    for beat in range(WARM_UP_BEATS + BEATS):
        raw_ms, service_ms = _took_ms(raw.beat_raw), _took_ms(service.beat)
        if beat >= WARM_UP_BEATS:
            took_ms[_RAW].append(raw_ms)
            took_ms[_SERVICE].append(service_ms)
    for _ in range(CHECKPOINTS):
        took_ms[_CHECKPOINT].append(_took_ms(service.pause))
    for player in (raw, service):
        player.stop()
    return [_summary(asked, times) for asked, times in took_ms.items()]


class _Player:
    """A device that plays a film nobody else does."""

    def __init__(self, wiring: Wiring, redis_url: str) -> None:
        self._playback = wiring.playback
        self._client = redis.connect(redis_url)
        self._text, self._sha1 = script("report")
        rental = generated_rental(utc_now())
        wiring.renting.record_past_rental(rental, now=utc_now())
        request = SessionRequest("bench", confirm_start=True)
        self._session = self._playback.start_session(rental, request, now=utc_now()).session
        self._position_s = NEAR_ZERO_S
        self._client.script_load(self._text)

    def beat(self) -> None:
        """A heartbeat of the service."""
        self._report(playing=True)

    def pause(self) -> None:
        """A heartbeat that is a checkpoint."""
        self._report(playing=False)

    def beat_raw(self) -> None:
        """The same script with the same arguments."""
        self._position_s += 1
        self._client.evalsha(
            self._sha1,
            1,
            f"rental:streams:{self._session.customer_id}",
            "",
            "30000",
            self._session.customer_id,
            self._session.id,
            str(self._position_s),
            "1",
            str(NEAR_ZERO_S),
            str(SEEK_GUARD.seconds * 1000),
            "30000",
        )

    def stop(self) -> None:
        """Leave no session behind."""
        self._playback.stop_session(self._session.customer_id, self._session.id, now=utc_now())

    def _report(self, *, playing: bool) -> None:
        self._position_s += 1
        session_id: PlaybackSessionId = self._session.id
        self._playback.report_playback(
            self._session.customer_id, session_id, position_s=self._position_s, playing=playing, now=utc_now()
        )


def generated_rental(now: datetime) -> Rental:
    """A rental of nobody's, of a film that never ends."""
    return Rental(
        id=RentalId(new_id()),
        customer_id=CustomerId(new_id()),
        movie_id=MovieId(new_id()),
        movie_title=Text(en="A film for measuring"),
        price=Money.eur("0.00"),
        payment_id="bench",
        payment_method="free-credit",
        rented_at=now,
        start_within=timedelta(days=1),
        watch_within=timedelta(days=1),
        media_key="clips/eye.mp4",
        duration_s=1_000_000,
        request_hash="bench",
    )


def _took_ms(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _summary(asked: str, took_ms: list[float]) -> HeartbeatTime:
    hundredths = statistics.quantiles(took_ms, n=100)
    return HeartbeatTime(asked, len(took_ms) / sum(took_ms) * 1000, hundredths[49], hundredths[98])
