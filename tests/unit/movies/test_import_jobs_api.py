"""Large files are done in chunks, by workers that may fail, with a job that tells how far they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway import token
from movies import jobs, wiring
from movies.ports.imports import Chunk
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import CHUNK_ROWS, Exchange
from .film_rows import HEADER, films


class TestLargeImports:
    LINES = (HEADER, *films(*"abcdefg"), ",h,,1500,68,comedy,1")

    def test_are_done_in_chunks_with_a_job_that_tells_progress(self, exchange: Exchange):
        # When
        answer = exchange.post(*self.LINES)

        # Then
        assert answer.status == 202
        assert answer.headers["location"] == answer.json["links"]["self"]
        assert answer.json["rows"] == {"total": 8, "done": 0, "failed": 0, "added": 0, "updated": 0, "unchanged": 0}
        assert len(exchange.queue.chunks) == 3
        assert not exchange.shop.movies.movies
        # When a chunk is done
        first, *others = exchange.queue.chunks
        exchange.queue.chunks[:] = [first]
        exchange.work()
        halfway = exchange.progress(answer.headers["location"])
        assert (halfway.json["state"], halfway.json["rows"]["done"]) == ("running", 3)
        # When all are
        exchange.queue.chunks += others
        exchange.work()
        done = exchange.progress(answer.headers["location"])
        assert done.json["state"] == "finished"
        assert done.json["finished_at"]
        assert (done.json["rows"]["added"], done.json["rows"]["failed"]) == (7, 1)
        assert [item["row"] for item in done.json["items"]] == list(range(2, 10))
        assert done.json["items"][-1]["errors"][0]["pointer"] == "/year"

    def test_results_are_read_page_by_page(self, exchange: Exchange):
        # Given
        address = exchange.post(*self.LINES).headers["location"]
        exchange.work()

        # When
        first = exchange.progress(address, limit="5")
        cursor = first.json["next"].partition("cursor=")[2]
        second = exchange.progress(address, limit="5", cursor=cursor)
        failed = exchange.progress(address, failed="true")

        # Then
        assert [item["row"] for item in first.json["items"] + second.json["items"]] == list(range(2, 10))
        assert "next" not in second.json
        assert [item["row"] for item in failed.json["items"]] == [9]
        assert exchange.progress(address, failed="true", cursor=cursor).status == 400

    def test_a_chunk_that_comes_twice_is_done_once(self, exchange: Exchange):
        # Given
        exchange.post(*self.LINES)
        chunks = list(exchange.queue.chunks)
        exchange.work()
        movies, told = dict(exchange.shop.movies.movies), len(exchange.shop.outbox.rows)

        # When
        exchange.queue.chunks += chunks
        exchange.work()

        # Then
        assert exchange.shop.movies.movies == movies
        assert len(exchange.shop.outbox.rows) == told

    def test_a_worker_that_ended_before_it_recorded_adds_nothing_twice(self, exchange: Exchange):
        # Given
        address = exchange.post(*self.LINES).headers["location"]
        chunks = list(exchange.queue.chunks)
        exchange.work()
        movies, told = dict(exchange.shop.movies.movies), len(exchange.shop.outbox.rows)
        for results in exchange.imports.results.values():
            results.clear()

        # When
        exchange.queue.chunks += chunks
        exchange.work()

        # Then
        assert exchange.shop.movies.movies == movies
        assert len(exchange.shop.outbox.rows) == told
        assert exchange.progress(address).json["rows"]["done"] == 8

    def test_a_chunk_that_fails_on_the_way_goes_on_where_it_was(
        self, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
    ):
        # Given a store that fails once, in the middle
        address = exchange.post(*self.LINES).headers["location"]
        insert, failures = exchange.shop.movies.insert_movie, [ServiceUnavailable("The database is not answering.")]

        def once_down(movie_id: Any, new: Any, *rest: Any, **named: Any) -> Any:
            if new.title.en == "b" and failures:
                raise failures.pop()
            return insert(movie_id, new, *rest, **named)

        monkeypatch.setattr(exchange.shop.movies, "insert_movie", once_down)
        chunk = exchange.queue.chunks[0]
        message = {
            "messageId": "m1",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:0:imports",
            "body": f'{{"detail": {{"import_id": "{chunk.import_id}", "first": {chunk.first}, "end": {chunk.end}}}}}',
        }

        # When
        first = jobs.import_chunk({"Records": [message]}, None)
        recorded = exchange.progress(address).json["rows"]["done"]
        second = jobs.import_chunk({"Records": [message]}, None)

        # Then
        assert first == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
        assert recorded == 1
        assert second == {"batchItemFailures": []}
        assert exchange.progress(address).json["rows"]["done"] == CHUNK_ROWS

    def test_an_id_counts_once_across_chunks(self, exchange: Exchange):
        # Given
        movie_id = exchange.shop.add().json["id"]

        # When
        lines = [f"{movie_id},{year}" for year in range(1922, 1928)]
        address = exchange.post("id,year", *lines).headers["location"]
        exchange.work()

        # Then
        assert exchange.progress(address).json["rows"]["failed"] == 5
        assert exchange.shop.read(movie_id).json["year"] == 1922

    def test_a_dry_run_of_a_large_file_changes_nothing(self, exchange: Exchange):
        # When
        address = exchange.post(*self.LINES, query={"dry_run": "true"}).headers["location"]
        exchange.work()

        # Then
        progress = exchange.progress(address).json
        assert (progress["dry_run"], progress["rows"]["added"], progress["rows"]["failed"]) == (True, 7, 1)
        assert not exchange.shop.movies.movies

    def test_a_queue_that_is_down_leaves_no_job_and_no_work(self, exchange: Exchange):
        # Given
        exchange.queue.takes = 1

        # When
        answer = exchange.post(*self.LINES)
        exchange.work()

        # Then
        assert (answer.status, answer.json["code"]) == (503, "service-unavailable")
        assert not exchange.imports.jobs
        assert not exchange.shop.movies.movies

    def test_one_that_does_not_go_on_says_so(self, exchange: Exchange):
        # Given
        address = exchange.post(*self.LINES).headers["location"]
        [job] = exchange.imports.jobs.values()
        long_ago = job.requested_at - timedelta(hours=2)
        exchange.imports.jobs[job.order.import_id] = replace(job, requested_at=long_ago)

        # Then
        stalled = exchange.progress(address).json
        assert stalled["state"] == "stalled"
        assert stalled["links"]["retries"] == f"{address}/retries"

    def test_one_that_stalled_is_tried_again_where_it_stopped(self, exchange: Exchange):
        # Given an import of which one chunk was done and the others were given up, long ago
        address = exchange.post(*self.LINES).headers["location"]
        exchange.queue.chunks[1:] = []
        exchange.work()
        [job] = exchange.imports.jobs.values()
        long_ago = job.requested_at - timedelta(hours=2)
        exchange.imports.jobs[job.order.import_id] = replace(job, requested_at=long_ago)
        done = exchange.imports.results[job.order.import_id]
        done |= {row: (result, long_ago) for row, (result, _) in done.items()}

        # When
        retried = exchange.retry(address)

        # Then
        assert (retried.status, retried.json["state"], retried.json["rows"]["done"]) == (202, "running", CHUNK_ROWS)
        assert "retries" not in retried.json["links"]
        assert len(exchange.queue.chunks) == 2
        # When
        exchange.work()
        # Then
        assert exchange.progress(address).json["state"] == "finished"
        assert len(exchange.shop.movies.movies) == 7

    def test_of_one_that_is_finished_nothing_is_tried_again(self, exchange: Exchange):
        # Given
        address = exchange.post(*self.LINES).headers["location"]
        exchange.work()

        # When
        retried = exchange.retry(address)

        # Then
        assert (retried.status, retried.json["state"]) == (202, "finished")
        assert exchange.queue.chunks == []

    def test_one_whose_file_is_gone_cannot_be_tried_again(self, exchange: Exchange):
        # Given
        address = exchange.post(*self.LINES).headers["location"]
        exchange.files.files.clear()

        # When
        answers = [exchange.retry(address), exchange.retry(f"/movie-imports/{new_id()}")]

        # Then
        assert [(answer.status, answer.json["code"]) for answer in answers] == [(404, "not-found")] * 2

    def test_trying_again_is_for_admins(self, exchange: Exchange):
        address = exchange.post(*self.LINES).headers["location"]
        assert exchange.retry(address, token=token(new_id(), Role.CUSTOMER)).status == 403
        assert exchange.retry(address, token=None).status == 401

    def test_jobs_are_forgotten_after_a_month(self, exchange: Exchange):
        # Given
        address = exchange.post(*self.LINES).headers["location"]
        [job] = exchange.imports.jobs.values()
        exchange.imports.jobs[job.order.import_id] = replace(job, requested_at=job.requested_at - timedelta(days=31))

        # When
        exchange.post(*self.LINES)

        # Then
        assert exchange.progress(address).json["code"] == "not-found"

    def test_what_is_no_import_is_not_found(self, exchange: Exchange):
        assert [exchange.progress(name).status for name in (new_id(), "nothing")] == [404, 404]

    def test_a_chunk_of_a_job_that_is_gone_is_left_alone(self, exchange: Exchange):
        assert wiring.wired_exchange().desk.import_chunk(Chunk(new_id(), 0, 10), now=datetime.now(UTC)) == 0
