"""Subscriptions in PostgreSQL: a registration token is sealed, and found again by its fingerprint."""

from dataclasses import dataclass

from movies.adapters.sealing import Sealing
from movies.ports.developers import Leaving, Subscribed, Subscription
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, is_uuid

_COLUMNS = "id, developer_id, token_prefix, topics, created_at"

# xmax is 0 in a row that this statement inserted: nobody has ever updated or locked it.
_SAVE = f"""
    insert into subscriptions as s (id, developer_id, token_hash, token_sealed, token_prefix, topics, created_at)
    values (%(id)s, %(developer_id)s, %(hash)s, %(sealed)s, %(prefix)s, %(topics)s, %(created_at)s)
    on conflict (developer_id, token_hash) do update
    set topics = array(select unnest(s.topics) union select unnest(excluded.topics) order by 1)
    returning {_COLUMNS}, xmax = 0 as is_new
"""  # noqa: S608 - of constants
_READ = f"""
    select {_COLUMNS} from subscriptions
    where developer_id = %(developer_id)s
      and (%(after_at)s::timestamptz is null or (created_at, id) > (%(after_at)s::timestamptz, %(after_id)s::uuid))
    order by created_at, id limit %(limit)s
"""  # noqa: S608 - of constants
_READ_LEAVING = """
    select s.token_sealed,
           array(select unnest(s.topics)
                 except
                 select unnest(other.topics) from subscriptions other
                 where other.token_hash = s.token_hash and other.id <> s.id
                 order by 1) as topics
    from subscriptions s where s.id = %s and s.developer_id = %s
"""


@dataclass(frozen=True)
class PostgresSubscriptions:
    """The SubscriptionStore on PostgreSQL."""

    postgres: Postgres
    sealing: Sealing

    def save_subscription(self, subscription: Subscription, registration_token: str) -> Subscribed:
        values = {
            "id": subscription.id,
            "developer_id": subscription.developer_id,
            "hash": self.sealing.fingerprint(registration_token),
            "sealed": self.sealing.seal(registration_token, of=_owner(subscription.developer_id)),
            "prefix": subscription.token_prefix,
            "topics": sorted(subscription.topics),
            "created_at": subscription.created_at,
        }
        with self.postgres.transaction() as connection:
            row = connection.execute(_SAVE, values).fetchone()  # pyright: ignore[reportArgumentType]
        assert row  # noqa: S101 - an upsert returns its row
        return Subscribed(_subscription(row), is_new=row["is_new"])

    def read_subscriptions(self, developer_id: AccountId, after: Key | None, limit: int) -> list[Subscription]:
        after_at, after_id = after or (None, None)
        values = {"developer_id": developer_id, "after_at": after_at, "after_id": after_id, "limit": limit}
        with self.postgres.transaction() as connection:
            rows = connection.execute(_READ, values).fetchall()  # pyright: ignore[reportArgumentType]
        return [_subscription(row) for row in rows]

    def read_leaving(self, subscription_id: str, developer_id: AccountId) -> Leaving | None:
        if not is_uuid(subscription_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute(_READ_LEAVING, (subscription_id, developer_id)).fetchone()
        if row is None:
            return None
        return Leaving(self.sealing.open(row["token_sealed"], of=_owner(developer_id)), tuple(row["topics"]))

    def delete_subscription(self, subscription_id: str, developer_id: AccountId) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(
                "delete from subscriptions where id = %s and developer_id = %s", (subscription_id, developer_id)
            )


def _owner(developer_id: AccountId) -> str:
    return f"registration token of {developer_id}"


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=str(row["id"]),
        developer_id=AccountId(row["developer_id"]),
        token_prefix=row["token_prefix"],
        topics=tuple(row["topics"]),
        created_at=row["created_at"],
    )
