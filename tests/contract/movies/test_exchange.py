"""What import and export need: each port on its fake and on the real store."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from fakes.movie_exchange import MemoryExchange, MemoryExport, MemoryImports, MemoryQueue
from fakes.movies import MemoryMovies
from movies.adapters.postgres_export import PostgresExport
from movies.adapters.postgres_imports import PostgresImports
from movies.adapters.s3_exchange import S3Exchange
from movies.adapters.sqs_imports import SqsImports
from movies.movie_csv import cells_of
from movies.ports.imports import (
    Chunk,
    ExchangeFiles,
    ImportJob,
    ImportJobs,
    ImportQueue,
    MovieExport,
    Order,
    Progress,
    RowResult,
    Years,
)
from videoclub.drivers import aws
from videoclub.drivers.postgres import Postgres
from videoclub.errors import FieldError, ServiceUnavailable
from videoclub.ids import AccountId, MovieId, new_id

from .conftest import NOW, Stores, insert, new_movie

BUCKET = "files-of-tests"
ADDED = RowResult(2, "added", MovieId(new_id()))
UPDATED = RowResult(3, "updated", MovieId(new_id()), ("year", "price"))
REFUSED = RowResult(
    4, "refused", problem="validation-error", errors=(FieldError("/year", "missing", "Field required"),)
)


@pytest.fixture(params=["fake", "postgres"])
def imports(request: pytest.FixtureRequest) -> ImportJobs:
    if request.param == "fake":
        return MemoryImports()
    return PostgresImports(request.getfixturevalue("postgres"))


@pytest.fixture
def cloud(memory_aws: None) -> None:
    boto3.client("s3").create_bucket(Bucket=BUCKET)


@pytest.fixture(params=["fake", "s3"])
def files(request: pytest.FixtureRequest) -> ExchangeFiles:
    if request.param == "fake":
        return MemoryExchange()
    request.getfixturevalue("cloud")
    return S3Exchange(BUCKET)


def job(*, age: timedelta = timedelta(0), by: str | None = "ana") -> ImportJob:
    order = Order(new_id(), dry_run=False, by=AccountId(by) if by else None, api_url="https://api.test/v1")
    return ImportJob(order, NOW - age, rows_total=3)


class TestImportJobs:
    @pytest.mark.parametrize("by", ["ana", None])
    def test_a_job_comes_back_as_it_was_entered(self, imports: ImportJobs, by: str | None):
        # Given
        entered = job(by=by)
        imports.insert_job(entered)

        # Then
        assert imports.read_job(entered.order.import_id) == entered
        assert imports.read_progress(entered.order.import_id) == Progress()

    def test_a_job_knows_when_it_was_retried(self, imports: ImportJobs):
        # Given
        entered = job()
        imports.insert_job(entered)

        # When
        imports.update_retried_at(entered.order.import_id, NOW + timedelta(hours=2))

        # Then
        assert imports.read_job(entered.order.import_id) == replace(entered, retried_at=NOW + timedelta(hours=2))

    @pytest.mark.parametrize("import_id", [new_id(), "no id at all"])
    def test_what_is_no_job_is_none(self, imports: ImportJobs, import_id: str):
        assert imports.read_job(import_id) is None

    def test_results_come_back_in_the_order_of_rows(self, imports: ImportJobs):
        # Given
        entered = job()
        import_id = entered.order.import_id
        imports.insert_job(entered)

        # When
        imports.insert_results(import_id, [REFUSED, ADDED], NOW)
        imports.insert_results(import_id, [UPDATED], NOW + timedelta(seconds=1))

        # Then
        read = imports.read_results
        assert read(import_id, refused_only=False, after=0, limit=9) == [ADDED, UPDATED, REFUSED]
        assert read(import_id, refused_only=False, after=2, limit=1) == [UPDATED]
        assert read(import_id, refused_only=True, after=0, limit=9) == [REFUSED]
        assert imports.read_progress(import_id) == Progress(1, 1, 0, 1, NOW + timedelta(seconds=1))
        assert imports.done_rows(import_id, [1, 2, 4, 5]) == {2, 4}

    def test_the_first_result_of_a_row_stands(self, imports: ImportJobs):
        # Given
        entered = job()
        import_id = entered.order.import_id
        imports.insert_job(entered)
        imports.insert_results(import_id, [ADDED], NOW)

        # When
        imports.insert_results(import_id, [RowResult(2, "unchanged")], NOW + timedelta(days=1))

        # Then
        assert imports.read_results(import_id, refused_only=False, after=0, limit=9) == [ADDED]

    def test_a_job_that_is_gone_takes_no_results(self, imports: ImportJobs):
        # Given
        entered = job()
        import_id = entered.order.import_id
        imports.insert_job(entered)
        imports.insert_results(import_id, [ADDED], NOW)

        # When
        imports.delete_job(import_id)
        imports.insert_results(import_id, [UPDATED], NOW)

        # Then
        assert imports.read_job(import_id) is None
        assert imports.read_results(import_id, refused_only=False, after=0, limit=9) == []

    def test_old_jobs_are_forgotten(self, imports: ImportJobs):
        # Given
        old, new = job(age=timedelta(days=2000)), job(age=timedelta(days=1000))
        imports.insert_job(old)
        imports.insert_job(new)

        # When
        imports.delete_jobs_before(NOW - timedelta(days=1500))

        # Then
        assert imports.read_job(old.order.import_id) is None
        assert imports.read_job(new.order.import_id) == new


class TestExchangeFiles:
    def test_a_chunk_is_a_part_of_the_file(self, files: ExchangeFiles):
        # Given
        import_id = new_id()
        files.write_import(import_id, b"0123456789")

        # Then
        assert files.read_chunk(Chunk(import_id, 2, 5)) == b"234"
        assert files.read_chunk(Chunk(import_id, 0, 10)) == b"0123456789"
        assert files.read_import(import_id) == b"0123456789"
        assert files.read_import(new_id()) is None

    def test_a_link_names_the_file_and_when_it_ends(self, files: ExchangeFiles):
        # Given
        files.write_export("a/movies.csv", b"id\r\n", media_type="text/csv; charset=utf-8")

        # When
        url = files.presign_export("a/movies.csv", expires_in=timedelta(minutes=15))

        # Then
        assert "a/movies.csv" in url
        assert "expires" in url.lower()


class TestOnS3:
    def test_an_export_is_served_as_what_it_is(self, cloud: None):
        # When
        S3Exchange(BUCKET).write_export("a/movies.csv", b"id\r\n", media_type="text/csv; charset=utf-8")

        # Then
        found = boto3.client("s3").get_object(Bucket=BUCKET, Key="exports/a/movies.csv")
        assert (found["Body"].read(), found["ContentType"]) == (b"id\r\n", "text/csv; charset=utf-8")

    def test_a_file_that_is_gone_is_tried_again_later(self, cloud: None):
        with pytest.raises(ServiceUnavailable):
            S3Exchange(BUCKET).read_chunk(Chunk(new_id(), 0, 5))
        with pytest.raises(ServiceUnavailable):
            S3Exchange("no-such-bucket").write_import(new_id(), b"")


class TestImportQueue:
    @pytest.fixture(params=["fake", "sqs"])
    def queue(self, request: pytest.FixtureRequest) -> ImportQueue:
        if request.param == "fake":
            return MemoryQueue()
        request.getfixturevalue("cloud")
        return SqsImports(boto3.client("sqs").create_queue(QueueName="imports")["QueueUrl"])

    def test_every_chunk_is_handed_over_once(self, queue: ImportQueue):
        # Given more than one call takes
        import_id = new_id()
        chunks = [Chunk(import_id, place, place + 1) for place in range(23)]

        # When
        queue.send_chunks(chunks)

        # Then
        assert sorted(_taken(queue), key=lambda chunk: chunk.first) == chunks


def _taken(queue: ImportQueue) -> list[Chunk]:
    if isinstance(queue, MemoryQueue):
        return queue.chunks
    assert isinstance(queue, SqsImports)
    client, taken = boto3.client("sqs"), []
    while messages := client.receive_message(QueueUrl=queue.queue_url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            detail = json.loads(message["Body"])["detail"]
            taken.append(Chunk(**{name: detail[name] for name in ("import_id", "first", "end")}))
            client.delete_message(QueueUrl=queue.queue_url, ReceiptHandle=message["ReceiptHandle"])
    return taken


class TestOnSqs:
    def test_a_queue_that_takes_only_a_part_is_told(self, monkeypatch: pytest.MonkeyPatch):
        # Given
        class HalfDeaf:
            def send_message_batch(self, **_: Any) -> dict[str, Any]:
                return {"Successful": [], "Failed": [{"Id": "0"}]}

        monkeypatch.setattr(aws, "client", lambda *_, **__: HalfDeaf())

        # Then
        with pytest.raises(ServiceUnavailable):
            SqsImports("https://queue.test").send_chunks([Chunk(new_id(), 0, 1)])

    def test_a_queue_that_is_not_there_is_told(self, cloud: None):
        with pytest.raises(ServiceUnavailable):
            SqsImports("https://sqs.us-east-1.amazonaws.com/1/none").send_chunks([Chunk(new_id(), 0, 1)])


class TestMovieExport:
    def test_every_film_comes_once_and_whole_archived_ones_too(self, stores: Stores, request: pytest.FixtureRequest):
        # Given
        mark = new_id()
        first, second = insert(stores.movies, new_movie(f"A {mark}")), insert(stores.movies, new_movie(f"B {mark}"))
        stores.movies.archive_movie(first, [], by=None, now=NOW)

        # When
        everything = _export_of(stores, request).read_movies(Years(), NOW)
        movies = [movie for movie in everything if mark in movie.title.best("en")]

        # Then
        assert movies == stores.movies.read_movies([first, second], NOW)
        assert [cells_of(movie)["archived"] for movie in movies] == ["true", "false"]

    def test_films_of_some_years(self, stores: Stores, request: pytest.FixtureRequest):
        # Given years of which no other test has films
        _, second, third = (insert(stores.movies, new_movie(f"{year}", year=year)) for year in (2101, 2102, 2103))
        export = _export_of(stores, request)

        # When / Then
        assert [movie.id for movie in export.read_movies(Years(2102, 2103), NOW)] == [second, third]
        assert [export.count_movies(years) for years in (Years(2102), Years(2101, 2102), Years(last=1800))] == [2, 2, 0]


def _export_of(stores: Stores, request: pytest.FixtureRequest) -> MovieExport:
    if isinstance(stores.movies, MemoryMovies):
        return MemoryExport(stores.movies)
    postgres: Postgres = request.getfixturevalue("postgres")
    return PostgresExport(postgres)
