"""What is assumed of a shop, and what was measured of the code: every figure of the reckoning begins here."""

from dataclasses import dataclass

from rental.settings import RentalSettings

DAY_S, MONTH_DAYS, YEAR_DAYS = 86_400, 30, 365
_RENTAL = RentalSettings.model_fields


@dataclass(frozen=True)
class Shop:
    """A shop's size and its customers' habits. Ratios are of the mean day."""

    customers: int = 10_000_000
    rentals_per_day: int = 10_000_000
    films: int = 100_000
    peak: float = 3.0
    """The busiest minute of an evening to the mean of a day."""
    watched_min: float = 60.0
    """Minutes played of a rental."""
    pages: float = 12.0
    """Films, searches and pages of films looked at for a rental, by anybody."""
    lists: float = 2.0
    """Suggestions asked for a rental."""
    sign_ins: float = 0.3
    """Sign-ins and renewed tokens for a rental beyond those of a session that lives."""
    rental_days: float = 2.0
    """From renting to the end of the 48 hours, with the wait before the first play."""
    top_film: float = 0.01
    """The share of a day's rentals that its most rented film has."""
    heartbeat_every_s: int = _RENTAL["heartbeat_every_s"].default
    checkpoint_every_s: int = _RENTAL["checkpoint_every_s"].default
    day_shards: int = _RENTAL["day_shards"].default

    @property
    def heartbeats(self) -> float:
        """Of a rental."""
        return self.watched_min * 60 / self.heartbeat_every_s

    @property
    def checkpoints(self) -> float:
        """Heartbeats of a rental that keep the position and tell the seconds played; there are no others in between."""
        return self.watched_min * 60 / max(self.checkpoint_every_s, self.heartbeat_every_s)

    @property
    def events(self) -> float:
        """Of a rental: it was made, started, watched bit by bit, and is over."""
        return 3 + self.checkpoints

    @property
    def streams(self) -> float:
        """Films that play at the busiest minute."""
        return self.rentals_per_day * self.watched_min / (DAY_S / 60) * self.peak

    def per_second(self, each_rental: float) -> float:
        """The mean rate of what happens `each_rental` times for a rental."""
        return self.rentals_per_day * each_rental / DAY_S

    def per_month(self, each_rental: float) -> float:
        """How often that is in a month."""
        return self.rentals_per_day * each_rental * MONTH_DAYS


@dataclass(frozen=True)
class Sizes:
    """Bytes, as `videoclub bench sizes` measures them: with indexes, and as Keyspaces reckons the rows of Cassandra."""

    account_row: int = 1425
    users_rental_row: int = 281
    viewing_row: int = 756
    active_rental: int = 357
    rental_by_id: int = 360
    rentals_by_customer: int = 360
    rentals_by_day: int = 370
    rentals_by_movie: int = 236
    progress: int = 260
    session: int = 299
    reminder: int = 242
    list_key: int = 7936
    rented_film: int = 59
    session_key: int = 744
    position_key: int = 217


@dataclass(frozen=True)
class Times:
    """Milliseconds a function is busy with one call, assumed for AWS where stores are a millisecond away."""

    authorizer: float = 3
    heartbeat: float = 10
    checkpoint: float = 25
    rent: float = 150
    page: float = 30
    suggestions: float = 12
    sign_in: float = 100
    quote: float = 15
    ingest_100: float = 32
    """A batch of a hundred events: 3,132 events a second, measured by `videoclub bench stats` on two laptop cores."""
    users_ingest_10: float = 20
    refresh_10: float = 100
