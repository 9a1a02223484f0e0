"""Rates, concurrency and bytes of a shop."""

from dataclasses import dataclass

from videoclub_local.capacity.shop import YEAR_DAYS, Shop, Sizes, Times

GB, MB = 1e9, 1e6


@dataclass(frozen=True)
class Called:
    """A function at the busiest minute. `each_rental`: calls for a rental; `ms`: how long one takes."""

    function: str
    what: str
    each_rental: float
    ms: float

    def peak_per_s(self, shop: Shop) -> float:
        """Calls a second."""
        return shop.per_second(self.each_rental) * shop.peak

    def concurrency(self, shop: Shop) -> float:
        """Calls under way at once (Little's law)."""
        return self.peak_per_s(shop) * self.ms / 1000


@dataclass(frozen=True)
class Held:
    """Bytes that something holds, in all, and in a year where it grows for ever."""

    what: str
    how_many: float
    bytes_each: float

    @property
    def total_bytes(self) -> float:
        return self.how_many * self.bytes_each


def calls(shop: Shop, times: Times) -> list[Called]:
    """The functions that customers keep busy."""
    signed_in = shop.heartbeats + shop.lists + 3  # and renting, starting, "my rentals"
    plain_beats = shop.heartbeats - shop.checkpoints
    return [
        Called("UsersAuthorizer", "every signed-in call", signed_in, times.authorizer),
        Called("RentalApi", "heartbeats", plain_beats, times.heartbeat),
        Called("RentalApi", "heartbeats that are checkpoints", shop.checkpoints, times.checkpoint),
        Called("RentalApi", "renting, starting, my rentals", 3, times.rent),
        Called("MoviesApi", "films and searches", shop.pages, times.page),
        Called("MoviesInternal", "quotes", 1, times.quote),
        Called("SuggestionsApi", "lists", shop.lists, times.suggestions),
        Called("UsersApi", "sign-ins", shop.sign_ins, times.sign_in),
        Called("StatsIngest", "batches of 100 events", shop.events / 100, times.ingest_100),
        Called("UsersIngest", "batches of 10 rentals", 1 / 10, times.users_ingest_10),
        Called("SuggestionsRefresh", "batches of 10 rentals", 1 / 10, times.refresh_10),
    ]


def queues(shop: Shop) -> dict[str, float]:
    """Messages for a rental, by queue."""
    return {"StatsEvents": shop.events, "UsersEvents": 1.03, "SuggestionsEvents": 1.0}


def cassandra_partitions(shop: Shop, sizes: Sizes) -> list[Held]:
    """The largest partition of each table: rows in it, and their size."""
    of_minute = shop.per_second(1) * shop.peak * 60
    return [
        Held("rentals_by_day (day, shard)", shop.rentals_per_day / shop.day_shards, sizes.rentals_by_day),
        Held("rentals_by_movie (film, day)", shop.rentals_per_day * shop.top_film, sizes.rentals_by_movie),
        Held("rentals_by_customer, a year", _of_a_customer(shop) * YEAR_DAYS, sizes.rentals_by_customer),
        Held("reminders (minute, shard)", of_minute / shop.day_shards, sizes.reminder),
        Held("progress_by_customer", _of_a_customer(shop) * shop.rental_days, sizes.progress),
    ]


def cassandra_tables(shop: Shop, sizes: Sizes) -> list[Held]:
    """All of it: what grows by a year of rentals, then what goes by itself."""
    rentals, under_way = shop.rentals_per_day * YEAR_DAYS, shop.rentals_per_day * shop.rental_days
    of_a_rental = sizes.rental_by_id + sizes.rentals_by_customer + sizes.rentals_by_day + sizes.rentals_by_movie
    return [
        Held("rentals in their four tables, a year", rentals, of_a_rental),
        Held("claims, positions, sessions", under_way, sizes.active_rental + sizes.progress + sizes.session),
    ]


def redis_keys(shop: Shop, sizes: Sizes, list_ttl_days: int) -> list[Held]:
    """What Redis holds at the busiest minute."""
    rented = _of_a_customer(shop) * 2 * list_ttl_days
    return [
        Held("lists of suggestions", shop.customers, sizes.list_key),
        Held("films rented lately", shop.customers * rented, sizes.rented_film),
        Held("playback sessions", shop.streams, sizes.session_key),
        Held("positions", shop.rentals_per_day * shop.rental_days, sizes.position_key),
    ]


def postgres_tables(shop: Shop, sizes: Sizes) -> list[Held]:
    """Users and Stats; a catalogue is small beside them."""
    rentals = shop.rentals_per_day * YEAR_DAYS
    return [
        Held("Users: accounts and customers", shop.customers, sizes.account_row),
        Held("Users: rentals, a year", rentals, sizes.users_rental_row),
        Held("Stats: viewings, a year", rentals, sizes.viewing_row),
    ]


def keyspaces_writes(shop: Shop) -> tuple[float, float]:
    """Plain writes and lightweight transactions for a rental, each of one unit (a row is below 1 KB).

    Plain: three listings, two reminders filed and torn up, the first play in two listings, two rows of the session, and
    a position at each checkpoint. Conditional: claim, record, start, release.
    """
    return 3 + 4 + 2 + 2 + shop.checkpoints, 4.0


def _of_a_customer(shop: Shop) -> float:
    return shop.rentals_per_day / shop.customers
