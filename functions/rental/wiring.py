"""The composition root: settings, adapters, use cases. One per Lambda environment; any part may be given instead."""

from dataclasses import dataclass
from functools import cache

from rental.adapters.cassandra_progress import CassandraProgress, CassandraSessionRecords
from rental.adapters.cassandra_reminders import CassandraReminders
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.cassandra_session import CassandraSession
from rental.adapters.lambda_quotes import LambdaQuotes
from rental.adapters.redis_playback import RedisPlayback
from rental.adapters.s3_media import S3Media
from rental.adapters.simulated_payments import SimulatedPayments
from rental.cancelling import Cancelling
from rental.customer_data import CustomerData
from rental.day_shards import DayShards
from rental.news import News
from rental.playback import Playback, PlaybackRules
from rental.playback_session import StreamLimits
from rental.playing_on import PlayingOn
from rental.ports import (
    MediaUrls,
    MovieQuotes,
    Payments,
    PlaybackStore,
    ProgressStore,
    Reminders,
    RentalStore,
    SessionRecords,
)
from rental.renting import Renting
from rental.resuming import ResumeRules, Resuming
from rental.session_ids import SessionIds
from rental.settings import RentalSettings
from rental.starting import Starting
from rental.sweeping import Sweeping
from rental.watched_seconds import WatchedSeconds
from rental.watching import Watching
from videoclub.cursors import Cursors
from videoclub.event_bus import EventBridge
from videoclub.events import Events
from videoclub.health import HealthCheck
from videoclub.services import LambdaServices


@dataclass(frozen=True)
class Wiring:
    """What the doorways use."""

    renting: Renting
    cancelling: Cancelling
    sweeping: Sweeping
    playback: Playback
    resuming: Resuming
    watching: Watching
    customer_data: CustomerData
    health: HealthCheck
    cursors: Cursors
    heartbeat_every_s: int
    day_shards: DayShards


def wire(
    settings: RentalSettings | None = None,
    *,
    rentals: RentalStore | None = None,
    reminders: Reminders | None = None,
    sessions: PlaybackStore | None = None,
    records: SessionRecords | None = None,
    kept: ProgressStore | None = None,
    quotes: MovieQuotes | None = None,
    payments: Payments | None = None,
    media: MediaUrls | None = None,
    events: Events | None = None,
) -> Wiring:
    """Join the parts; what is not given is the real one."""
    settings = settings or RentalSettings.load()
    session = CassandraSession(settings)
    rentals = rentals or CassandraRentals(session, settings.shards)
    reminders = reminders or CassandraReminders(session, settings.day_shards)
    payments = payments or SimulatedPayments(session)
    sessions = sessions or RedisPlayback(settings.redis_url, settings.session_ttl, settings.checkpoint_every)
    records = records or CassandraSessionRecords(session)
    kept = kept or CassandraProgress(session)
    events = events or EventBridge(
        settings.event_bus, source="videoclub.rental", timeout_s=settings.event_timeout_s, attempts=1
    )
    news = News(events, reminders)
    quotes = quotes or LambdaQuotes(LambdaServices({"movies": settings.movies_function}))
    renting = Renting(rentals, reminders, quotes, payments, news)
    cancelling = Cancelling(rentals, reminders, payments, news)
    resuming = Resuming(sessions, kept, ResumeRules(settings.resume_from_fraction, settings.resume_until_fraction))
    return Wiring(
        renting=renting,
        cancelling=cancelling,
        sweeping=Sweeping(rentals, reminders, payments, news, renting, cancelling),
        playback=Playback(
            Starting(rentals, reminders, news),
            sessions,
            records,
            kept,
            resuming,
            PlayingOn(records, kept, settings.session_ttl, settings.checkpoint_every),
            WatchedSeconds(sessions, events),
            media or S3Media(settings.media_bucket),
            SessionIds(settings.cursor_key),
            PlaybackRules(
                StreamLimits(settings.streams_per_customer, settings.streams_per_movie), settings.media_url_max
            ),
        ),
        resuming=resuming,
        watching=Watching(sessions),
        customer_data=CustomerData(rentals, reminders, sessions, kept, records),
        health=HealthCheck("rental", {"cassandra": rentals.ping, "redis": sessions.ping}),
        cursors=Cursors(settings.cursor_key),
        heartbeat_every_s=settings.heartbeat_every_s,
        day_shards=settings.shards,
    )


@cache
def wired() -> Wiring:
    """The wiring of this environment."""
    return wire()
