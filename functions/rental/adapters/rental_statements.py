"""The CQL of Rental, in the words that Amazon Keyspaces knows: no tuple comparison, no filtering, no serial read.

Rows of `rental_by_id` and `active_rental` are written by lightweight transactions only.
"""

FACTS = (
    "rental_id, customer_id, movie_id, title_en, title_fr, price_amount, price_currency, payment_id, payment_method, "
    "rented_at, start_within_s, watch_within_s, media_key, duration_s, request_hash"
)
LIFE = "first_played_at, cancelled_at"


def _insert(table: str, columns: str) -> str:
    markers = ", ".join(f":{name.strip()}" for name in columns.split(","))
    return f"INSERT INTO {table} ({columns}) VALUES ({markers})"  # noqa: S608 - constants of this file


_CLAIM = "customer_id = :customer_id AND movie_id = :movie_id"
_UNTOUCHED = "rented_at = :rented_at AND first_played_at = null AND cancelled_at = null AND closed_at = null"
"""Names a fact, as a condition on nulls alone also holds for a row that is not there."""


def _step(column: str) -> str:
    return f"UPDATE rental_by_id SET {column} = :now WHERE rental_id = :rental_id IF {_UNTOUCHED}"  # noqa: S608


# -- the authority
FIND = f"SELECT {FACTS}, {LIFE} FROM rental_by_id WHERE rental_id = :rental_id"  # noqa: S608
RECORD = _insert("rental_by_id", FACTS) + " IF NOT EXISTS"
GIVE_UP = _insert("rental_by_id", "rental_id, closed_at") + " IF NOT EXISTS"
START = _step("first_played_at")
CANCEL = _step("cancelled_at")
CLOSE = _step("closed_at")

# -- the claim
CLAIM = _insert("active_rental", FACTS) + " IF NOT EXISTS USING TTL :ttl"
CLAIMED = f"SELECT {FACTS} FROM active_rental WHERE {_CLAIM}"  # noqa: S608
RELEASE = f"DELETE FROM active_rental WHERE {_CLAIM} IF rental_id = :rental_id"  # noqa: S608

# -- the listings
LIST_BY_CUSTOMER = _insert("rentals_by_customer", f"{FACTS}, {LIFE}")
LIST_BY_MOVIE = _insert(
    "rentals_by_movie", "movie_id, day, rented_at, rental_id, customer_id, price_amount, price_currency"
)
LIST_BY_DAY = _insert("rentals_by_day", f"day, shard, {FACTS}, {LIFE}")
OF_CUSTOMER = f"SELECT {FACTS}, {LIFE} FROM rentals_by_customer WHERE customer_id = :customer_id"  # noqa: S608
OF_DAY_SHARD = f"SELECT {FACTS}, {LIFE} FROM rentals_by_day WHERE day = :day AND shard = :shard"  # noqa: S608
AT_THE_SAME_INSTANT = " AND rented_at = :after_at AND rental_id < :after_id"
EARLIER = " AND rented_at < :after_at"
LIMIT = " LIMIT :page_limit"

# -- the erasure of a customer
_LISTED = "rented_at = :rented_at AND rental_id = :rental_id"
STRIP = "UPDATE rental_by_id SET customer_id = :nobody WHERE rental_id = :rental_id IF customer_id = :customer_id"
STRIP_OF_DAY = f"UPDATE rentals_by_day SET customer_id = :nobody WHERE day = :day AND shard = :shard AND {_LISTED}"  # noqa: S608
STRIP_OF_MOVIE = (
    f"UPDATE rentals_by_movie SET customer_id = :nobody WHERE movie_id = :movie_id AND day = :day AND {_LISTED}"  # noqa: S608
)
UNLIST = f"DELETE FROM rentals_by_customer WHERE customer_id = :customer_id AND {_LISTED}"  # noqa: S608

# -- the reminders
FILE = _insert("reminders", "minute, shard, rental_id, step, due, customer_id, movie_id")
TEAR_UP = "DELETE FROM reminders WHERE minute = :minute AND shard = :shard AND rental_id = :rental_id AND step = :step"
DUE = "SELECT rental_id, step, due, customer_id, movie_id FROM reminders WHERE minute = :minute AND shard = :shard"
READ_PROGRESS = "SELECT minute FROM sweep_progress WHERE name = :name"
SAVE_PROGRESS = _insert("sweep_progress", "name, minute")

PING = "SELECT key FROM system.local"
