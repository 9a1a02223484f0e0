"""Segments in memory and in PostgreSQL, and files of customers in memory and on S3."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from fakes.customers import MemoryFiles, MemorySegments
from users.adapters.postgres_segments import PostgresSegments
from users.adapters.s3_exports import S3Exports
from users.models.segments import read_kept_query
from users.ports.customers import CustomerFiles, SegmentStore
from users.segment import Segment
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, new_id

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
QUERY: dict[str, Any] = {"all": [{"field": "rented", "op": ">", "value": 3}, {"not": {"any": []}}]}
BUCKET = "exports-of-tests"


@pytest.fixture(params=["memory", "postgres"])
def segments(request: pytest.FixtureRequest) -> Iterator[SegmentStore]:
    if request.param == "memory":
        yield MemorySegments()
        return
    postgres = Postgres(request.getfixturevalue("own_database"))
    with postgres.transaction() as connection:
        connection.execute("DELETE FROM segments")
    yield PostgresSegments(postgres, read_kept_query)
    postgres.close()


@pytest.fixture(params=["memory", "s3"])
def files(request: pytest.FixtureRequest) -> CustomerFiles:
    if request.param == "memory":
        return MemoryFiles()
    request.getfixturevalue("memory_aws")
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    return S3Exports(BUCKET)


def segment(*, age: timedelta = timedelta(0), by: str | None = "ana") -> Segment:
    return Segment(new_id(), "Few", QUERY, read_kept_query(QUERY), AccountId(by) if by else None, NOW - age)


@pytest.mark.parametrize("by", ["ana", None])
def test_a_segment_comes_back_as_it_was_kept_until_it_is_forgotten(segments: SegmentStore, by: str | None):
    kept = segment(by=by)
    segments.insert_segment(kept)
    assert segments.find_segment(kept.id) == kept
    assert [segments.delete_segment(kept.id) for _ in range(2)] == [True, False]
    assert segments.find_segment(kept.id) is None


def test_segments_are_listed_page_by_page_the_newest_first(segments: SegmentStore):
    # Given: two of one instant
    kept = [segment(age=timedelta(days=days)) for days in (2, 0, 1, 1)]
    for one in kept:
        segments.insert_segment(one)

    # When
    seen, after = [], None
    while page := segments.read_segments(after, 2):
        seen += page
        after = page[-1].created_at, page[-1].id

    # Then
    assert seen == sorted(kept, key=lambda one: (one.created_at, one.id), reverse=True)


@pytest.mark.parametrize("segment_id", [new_id(), "no id at all"])
def test_what_is_no_segment_is_none(segments: SegmentStore, segment_id: str):
    assert segments.find_segment(segment_id) is None


def test_a_file_is_kept_and_linked(files: CustomerFiles):
    files.write_export("x/customers.csv", io.BytesIO(b"id\r\n"), media_type="text/csv; charset=utf-8")
    assert "x/customers.csv" in files.presign_export("x/customers.csv", expires_in=timedelta(minutes=5))


def test_a_bucket_that_is_not_there_is_named(files: CustomerFiles):
    if isinstance(files, S3Exports):
        with pytest.raises(ServiceUnavailable):
            S3Exports("elsewhere").write_export("x", io.BytesIO(b""), media_type="text/csv")
