"""Histories by shard in PostgreSQL, snapshots on S3, and both together."""

import gzip
import hashlib
import json
from datetime import timedelta

import boto3

from fakes.stats import RentalStory
from stats.adapters.postgres_histories import PostgresHistories
from stats.adapters.postgres_viewings import PostgresViewings
from stats.adapters.s3_snapshots import S3Snapshots
from stats.snapshots import SHARDS, Snapshots
from videoclub.clock import utc_now
from videoclub.drivers.postgres import Postgres
from videoclub.ids import new_id


def shard_of(customer_id: str) -> int:
    return hashlib.md5(customer_id.encode(), usedforsecurity=False).digest()[0] % SHARDS


class TestHistoryStore:
    def test_a_shard_has_its_customers_and_no_others_in_order(self, postgres: Postgres):
        # Given
        customers = [new_id() for _ in range(40)]
        stories = [RentalStory(customer=customer) for customer in customers for _ in range(2)]
        cancelled = RentalStory(customer=customers[0])
        PostgresViewings(postgres).record_events(
            [*(story.created() for story in stories), cancelled.created(), cancelled.cancelled()]
        )
        shard = shard_of(customers[0])

        # When
        read = list(PostgresHistories(postgres).read_shard(shard))

        # Then
        own = {customer for customer in customers if shard_of(customer) == shard}
        assert own <= {viewing.customer_id for viewing in read}
        assert all(shard_of(viewing.customer_id) == shard for viewing in read)
        keys = [(viewing.customer_id, viewing.rented_at, viewing.rental_id) for viewing in read]
        assert keys == sorted(keys)
        assert cancelled.rental_id not in {viewing.rental_id for viewing in read}

    def test_a_shard_changes_with_an_event_and_when_somebody_is_forgotten(self, postgres: Postgres):
        # Given
        histories, story = PostgresHistories(postgres), RentalStory()
        since = histories.clock()

        # When
        PostgresViewings(postgres).record_events([story.created()])
        changed = histories.changed_shards(since)
        later = histories.clock()
        quiet = histories.changed_shards(later)
        with postgres.transaction() as connection:
            connection.execute("delete from viewings where customer_id = %s", (story.customer_id,))
        forgotten = histories.changed_shards(later)

        # Then
        shard = shard_of(story.customer_id)
        assert (changed, quiet, forgotten) == ({shard}, set(), {shard})

    def test_a_rental_that_gets_another_owner_changes_both_shards(self, postgres: Postgres):
        # Given: as when a customer is replaced by nobody
        histories, story = PostgresHistories(postgres), RentalStory()
        PostgresViewings(postgres).record_events([story.created()])
        since = histories.clock()

        # When
        with postgres.transaction() as connection:
            connection.execute(
                "update viewings set customer_id = 'nobody', changed_at = now() where rental_id = %s",
                (story.rental_id,),
            )

        # Then
        assert histories.changed_shards(since) == {shard_of(story.customer_id), shard_of("nobody")}


class TestOnS3:
    def test_a_snapshot_lies_below_its_manifest_and_forgets_who_is_forgotten(self, postgres: Postgres, bucket: str):
        # Given
        snapshots = Snapshots(PostgresHistories(postgres), S3Snapshots(bucket))
        story = RentalStory()
        PostgresViewings(postgres).record_events([story.created()])
        s3 = boto3.client("s3")

        def files() -> dict[str, bytes]:
            listed = s3.list_objects_v2(Bucket=bucket, Prefix="histories/shard-").get("Contents", [])
            return {each["Key"]: s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in listed}

        def manifest() -> dict[str, list[dict[str, str]]]:
            return json.loads(s3.get_object(Bucket=bucket, Key="histories/manifest.json")["Body"].read())

        # When
        made = snapshots.make_snapshot(now=utc_now())
        first = files()
        with postgres.transaction() as connection:
            connection.execute("delete from viewings where customer_id = %s", (story.customer_id,))
        for hours in (1, 2):
            snapshots.make_snapshot(now=utc_now() + timedelta(hours=hours))

        # Then
        assert made.customers >= 1
        assert any(story.customer_id.encode() in gzip.decompress(content) for content in first.values())
        assert not any(story.customer_id.encode() in gzip.decompress(content) for content in files().values())
        assert {f"histories/{each['key']}" for each in manifest()["shards"]} <= files().keys()
