"""Webhooks in PostgreSQL; what their messages are signed with is sealed."""

from dataclasses import dataclass

from movies.adapters.sealing import Sealing
from movies.ports.developers import Webhook
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, is_uuid

# Two requests at once must not both take a developer's last place.
_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_INSERT = """
    insert into webhooks (id, developer_id, url, topics, secret_sealed, created_at)
    select %(id)s, %(developer_id)s, %(url)s, %(topics)s, %(secret)s, %(created_at)s
    where (select count(*) from webhooks where developer_id = %(developer_id)s) < %(limit)s
"""
# Prices to come were written before this webhook was there.
_INSERT_WAITING = """
    insert into outbox (event_id, topic, type, movie_id, payload, occurred_at, due_at, webhook_id)
    select event_id, topic, type, movie_id, payload, occurred_at, occurred_at, %(id)s
    from outbox
    where webhook_id is null and sent_at is null and parked_at is null and occurred_at > %(created_at)s
      and topic = any(%(topics)s)
    on conflict do nothing
"""


@dataclass(frozen=True)
class PostgresWebhooks:
    """The WebhookStore on PostgreSQL."""

    postgres: Postgres
    sealing: Sealing

    def insert_webhook(self, webhook: Webhook, secret: str, limit: int) -> bool:
        values = {
            "id": webhook.id,
            "developer_id": webhook.developer_id,
            "url": webhook.url,
            "topics": list(webhook.topics),
            "secret": self.sealing.seal(secret, of=webhook.id),
            "created_at": webhook.created_at,
            "limit": limit,
        }
        with self.postgres.transaction() as connection:
            connection.execute(_LOCK, (webhook.developer_id,))
            if connection.execute(_INSERT, values).rowcount == 0:
                return False
            connection.execute(_INSERT_WAITING, values)
        return True

    def read_webhooks(self, developer_id: AccountId) -> list[Webhook]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(
                "select id, developer_id, url, topics, created_at from webhooks where developer_id = %s "
                "order by created_at, id",
                (developer_id,),
            ).fetchall()
        return [_webhook(row) for row in rows]

    def delete_webhook(self, webhook_id: str, developer_id: AccountId) -> bool:
        if not is_uuid(webhook_id):
            return False
        with self.postgres.transaction() as connection:
            deleted = connection.execute(
                "delete from webhooks where id = %s and developer_id = %s", (webhook_id, developer_id)
            )
            return deleted.rowcount == 1


def _webhook(row: Row) -> Webhook:
    return Webhook(
        id=str(row["id"]),
        developer_id=AccountId(row["developer_id"]),
        url=row["url"],
        topics=tuple(row["topics"]),
        created_at=row["created_at"],
    )
