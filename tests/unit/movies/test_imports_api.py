"""Admins bring films in and out as CSV: each row for itself, nothing lost on the way, large files in chunks."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes.movie_exchange import MemoryExchange, MemoryExport, MemoryImports, MemoryQueue
from gateway import Answer, token
from movies import jobs, wiring
from movies.import_ports import Chunk
from movies.settings import ExchangeSettings
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role
from videoclub.ids import MovieId, new_id

from .conftest import Shop

HEADER = "id,title_en,title_fr,year,runtime_min,genres,price"
KID = ",The Kid,Le Kid,1921,68,comedy|drama,2.49"
ROWS_AT_ONCE = 4
CHUNK_ROWS = 3


@dataclass(frozen=True)
class Exchange:
    """The shop's import and export."""

    shop: Shop
    imports: MemoryImports
    files: MemoryExchange
    queue: MemoryQueue

    def post(self, *lines: str, **options: Any) -> Answer:
        """Import a file of these lines."""
        sent = {"body": "\n".join(lines).encode(), "headers": {"Content-Type": "text/csv"}, "token": self.shop.admin}
        return self.shop.call("POST", "/movie-imports", **(sent | options))

    def post_text(self, text: str) -> Answer:
        return self.post(text)

    def export(self, **options: Any) -> Answer:
        return self.shop.call("GET", "/movie-exports", **({"token": self.shop.admin} | options))

    def work(self) -> None:
        """Do all chunks that wait, as the worker does."""
        while self.queue.chunks:
            chunk = self.queue.chunks.pop(0)
            wiring.wired_exchange().desk.import_chunk(chunk, now=datetime.now(UTC))

    def progress(self, address: str, **query: str) -> Answer:
        import_id = address.rpartition("/")[2]
        path = {"import_id": import_id}
        return self.shop.call(
            "GET", "/movie-imports/{import_id}", path=path, query=query or None, token=self.shop.admin
        )


@pytest.fixture
def exchange(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    imports, files, queue = MemoryImports(), MemoryExchange(), MemoryQueue()
    settings = ExchangeSettings(
        database_url="postgresql://nowhere",
        cursor_key="c" * 32,
        sealing_key="s" * 32,
        exchange_bucket="files",
        imports_queue_url="https://queue.test",
        import_rows_at_once=ROWS_AT_ONCE,
        import_chunk_rows=CHUNK_ROWS,
        import_rows_max=20,
        export_inline_max_bytes=2000,
    )
    wired = wiring.wire_exchange(
        settings,
        catalogue=wiring.wired().catalogue,
        jobs=imports,
        files=files,
        queue=queue,
        export=MemoryExport(shop.movies),
    )
    monkeypatch.setattr(wiring, "wired_exchange", lambda: wired)
    return Exchange(shop, imports, files, queue)


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def films(*titles: str) -> list[str]:
    return [f",{title},,1921,68,comedy,2.49" for title in titles]


class TestRows:
    def test_each_row_adds_a_film_or_says_why_not(self, exchange: Exchange):
        # When
        answer = exchange.post(HEADER, KID, ",Faust,,1500,x,comedy|nonsense,2.49", ",Häxan,,1922,91,horror,1.99")

        # Then
        assert answer.status == 207
        added, refused, also_added = answer.json["items"]
        assert (added["row"], added["status"], added["outcome"]) == (2, 201, "added")
        assert (refused["row"], refused["status"], refused["code"]) == (3, 400, "validation-error")
        assert sorted(error["pointer"] for error in refused["errors"]) == ["/genres", "/runtime_min", "/year"]
        assert "id" not in refused
        assert also_added["row"] == 4
        assert exchange.shop.read(added["id"]).json["title"] == {"en": "The Kid", "fr": "Le Kid"}
        assert len(exchange.shop.movies.movies) == 2

    def test_added_films_are_told_of_and_the_relay_is_woken_once(self, exchange: Exchange):
        # When
        exchange.post(HEADER, KID, *films("Faust", "Nosferatu"))

        # Then
        topics = [row.message.topic for row in exchange.shop.outbox.rows]
        assert topics.count("movies.added") == 3
        assert exchange.shop.relay.wakes == 1

    def test_a_row_with_the_id_of_a_film_updates_what_it_names(self, exchange: Exchange):
        # Given
        film = exchange.shop.add(synopsis={"en": "A tramp."}, cast=[{"name": "Jackie Coogan", "character": "The kid"}])

        # When
        answer = exchange.post("id,price,year", f"{film.json['id']},3.99,1922")

        # Then
        assert answer.json["items"] == [
            {"row": 2, "status": 200, "outcome": "updated", "id": film.json["id"], "changed": ["year", "price"]}
        ]
        now = exchange.shop.read(film.json["id"])
        assert (now.json["year"], now.json["price"]["amount"]) == (1922, "3.99")
        assert (now.json["synopsis"], now.json["cast"]) == (film.json["synopsis"], film.json["cast"])
        assert now.headers["etag"] != film.headers["etag"]
        assert "movies.price-changed" in [row.message.topic for row in exchange.shop.outbox.rows]

    def test_an_empty_cell_takes_a_value_away(self, exchange: Exchange):
        # Given
        film = exchange.shop.add(synopsis={"en": "A tramp.", "fr": "Un vagabond."})

        # When
        answer = exchange.post("id,synopsis_fr,title_fr", f"{film.json['id']},,")

        # Then
        assert answer.json["items"][0]["changed"] == ["title_fr", "synopsis_fr"]
        now = exchange.shop.read(film.json["id"]).json
        assert (now["synopsis"], now["title"]) == ({"en": "A tramp."}, {"en": "The Kid"})

    def test_a_needed_value_cannot_be_taken_away(self, exchange: Exchange):
        # Given
        film = exchange.shop.add()

        # When
        answer = exchange.post("id,year,genres", f"{film.json['id']},,")

        # Then
        assert [error["pointer"] for error in answer.json["items"][0]["errors"]] == ["/year", "/genres"]
        assert exchange.shop.read(film.json["id"]).json == film.json

    def test_an_id_of_no_film_is_that_of_the_film_it_adds(self, exchange: Exchange):
        # Given
        movie_id = new_id()

        # When
        twice = [exchange.post(HEADER, movie_id + KID).json["items"][0] for _ in range(2)]

        # Then a file that is sent again adds nothing again
        assert [(item["outcome"], item["id"]) for item in twice] == [("added", movie_id), ("unchanged", movie_id)]

    def test_what_is_no_id_is_refused(self, exchange: Exchange):
        # When
        answer = exchange.post(HEADER, "17" + KID)

        # Then
        assert answer.json["items"][0]["errors"][0]["pointer"] == "/id"
        assert not exchange.shop.movies.movies

    def test_an_id_counts_once_in_a_file(self, exchange: Exchange):
        # Given
        movie_id = exchange.shop.add().json["id"]

        # When
        answer = exchange.post("id,year", f"{movie_id},1922", f"{movie_id.upper()},1923")

        # Then
        assert [item["status"] for item in answer.json["items"]] == [200, 400]
        assert answer.json["items"][1]["errors"][0]["code"] == "duplicate_id"
        assert exchange.shop.read(movie_id).json["year"] == 1922

    def test_a_row_archives_and_restores(self, exchange: Exchange):
        # Given
        offered = exchange.shop.add().json["id"]
        archived = exchange.shop.add().json["id"]
        exchange.shop.archive(archived)

        # When
        answer = exchange.post("id,archived", f"{offered},TRUE", f"{archived},false", f"{archived[:-1]}x,false")

        # Then
        assert [item.get("changed") for item in answer.json["items"]] == [["archived"], ["archived"], None]
        assert "archived_at" in exchange.shop.read(offered).json
        assert "archived_at" not in exchange.shop.read(archived).json
        topics = [row.message.topic for row in exchange.shop.outbox.rows]
        assert topics[-2:] == ["movies.archived", "movies.restored"]

    @pytest.mark.parametrize("cell", ["true", "maybe"])
    def test_a_film_is_not_added_as_archived(self, exchange: Exchange, cell: str):
        # When
        answer = exchange.post(f"{HEADER},archived", f"{KID},{cell}")

        # Then
        assert answer.json["items"][0]["errors"][0]["pointer"] == "/archived"
        assert not exchange.shop.movies.movies

    def test_a_film_that_changes_meanwhile_is_read_again(self, exchange: Exchange, monkeypatch: pytest.MonkeyPatch):
        # Given a film that somebody changes after all were read
        movie_id = MovieId(exchange.shop.add().json["id"])
        read_all = exchange.shop.movies.read_movies
        reads = []

        def then_change(ids: Any, now: datetime) -> Any:
            found = read_all(ids, now)
            reads.append(ids)
            if len(reads) == 1:
                movie = exchange.shop.movies.movies[movie_id]
                exchange.shop.movies.movies[movie_id] = replace(movie, runtime_min=70, version=movie.version + 1)
            return found

        monkeypatch.setattr(exchange.shop.movies, "read_movies", then_change)

        # When
        answer = exchange.post("id,year", f"{movie_id},1922")

        # Then both changes stand
        assert answer.json["items"][0]["changed"] == ["year"]
        movie = exchange.shop.movies.movies[movie_id]
        assert (movie.year, movie.runtime_min) == (1922, 70)

    def test_a_store_that_stops_answering_leaves_done_what_is_done(
        self, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
    ):
        # Given
        insert = exchange.shop.movies.insert_movie

        def until_faust(movie_id: Any, new: Any, *rest: Any, **named: Any) -> bool:
            if new.title.en == "Faust":
                raise ServiceUnavailable("The database is not answering.")
            return insert(movie_id, new, *rest, **named)

        monkeypatch.setattr(exchange.shop.movies, "insert_movie", until_faust)

        # When
        partly = exchange.post(HEADER, KID, *films("Faust", "Nosferatu"))
        not_at_all = exchange.post(HEADER, *films("Faust", "Nosferatu"))

        # Then
        assert [item["status"] for item in partly.json["items"]] == [201, 503, 503]
        assert partly.json["items"][1]["code"] == "service-unavailable"
        assert (not_at_all.status, not_at_all.json["code"]) == (503, "service-unavailable")


class TestDryRun:
    def test_reports_the_same_and_changes_nothing(self, exchange: Exchange):
        # Given
        movie_id = exchange.shop.add().json["id"]
        movies, told = dict(exchange.shop.movies.movies), len(exchange.shop.outbox.rows)
        lines = (HEADER, KID, movie_id + KID.replace("1921", "1922"), ",Faust,,x,116,nonsense,1")

        # When
        dry = exchange.post(*lines, query={"dry_run": "true"})

        # Then
        assert exchange.shop.movies.movies == movies
        assert len(exchange.shop.outbox.rows) == told
        real = exchange.post(*lines)
        assert (dry.status, real.status) == (207, 207)
        without_new_ids = [{**item, "id": movie_id} if "id" in item else item for item in real.json["items"]]
        assert [{**item, "id": movie_id} if item["status"] < 300 else item for item in dry.json["items"]] == (
            without_new_ids
        )
        assert "id" not in dry.json["items"][0]

    def test_must_be_told_clearly(self, exchange: Exchange):
        assert exchange.post(HEADER, KID, query={"dry_run": "perhaps"}).status == 400


class TestFiles:
    @pytest.mark.parametrize(
        ("lines", "pointer", "code"),
        [
            ((), "", "missing_header"),
            (("The Kid,1921",), "", "missing_header"),
            (("title_en,year",), "/runtime_min", "missing_column"),
            (("year,runtime_min,genres,price",), "/title_en", "missing_column"),
            ((f"{HEADER},colour",), "/colour", "unknown_column"),
            ((f"{HEADER},year",), "/year", "duplicate_column"),
            ((HEADER, '"never closed'), "", "malformed_csv"),
            ((HEADER, *films(*"abcdefghijklmnopqrstu")), "", "too_many_rows"),
        ],
    )
    def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(
        self, exchange: Exchange, lines: tuple[str, ...], pointer: str, code: str
    ):
        # When
        answer = exchange.post(*lines)

        # Then
        assert (answer.status, answer.json["code"]) == (400, "validation-error")
        assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json["errors"]]
        assert not exchange.shop.movies.movies

    def test_another_encoding_is_refused(self, exchange: Exchange):
        # When
        answers = [
            exchange.post(body=f"{HEADER}\n,Häxan,,1922,91,horror,2".encode("latin-1")),
            exchange.post(KID, headers={"Content-Type": "text/csv; charset=windows-1252"}),
            exchange.post(KID, headers={"Content-Type": "application/json"}),
        ]

        # Then
        assert [(answer.status, answer.json["code"]) for answer in answers] == [
            (400, "validation-error"),
            (415, "unsupported-media-type"),
            (415, "unsupported-media-type"),
        ]
        assert answers[0].json["errors"][0]["code"] == "not_utf8"

    def test_semicolons_and_a_byte_order_mark_are_fine(self, exchange: Exchange):
        # When
        answer = exchange.post(body=f"\ufeff{HEADER}\r\n{KID}".replace(",", ";").encode())

        # Then
        assert answer.json["items"][0]["status"] == 201

    def test_a_file_without_rows_does_nothing(self, exchange: Exchange):
        assert (exchange.post(HEADER).status, exchange.post(HEADER).json) == (207, {"items": []})

    def test_films_come_and_go_by_admins_only(self, exchange: Exchange):
        # Given
        customer = token(new_id(), Role.CUSTOMER)

        # When
        answers = [
            exchange.post(HEADER, KID, token=customer),
            exchange.export(token=customer),
            exchange.post(HEADER, KID, token=None),
            exchange.export(token=None),
        ]

        # Then
        assert [answer.status for answer in answers] == [403, 403, 401, 401]


class TestExport:
    def test_what_goes_out_comes_in_and_changes_nothing(self, exchange: Exchange):
        # Given films with everything that a cell may hold
        exchange.shop.add(
            title={"en": " =HYPERLINK(1) ", "fr": '-Le "Kid", dit l\'autre'},
            original_title="'@kid",
            synopsis={"en": "+ a\r\nb\rc\td", "fr": "\ufeffé; à"},
            directors=[{"name": "A | B = C \\"}, {"name": "-Dash"}],
            cast=[{"name": "=Jackie", "character": "The | kid = he"}, {"name": "D"}],
            countries=["US"],
            languages=["en", "fr"],
            rental_terms={"start_within": "P7D", "watch_within": "PT90M"},
        )
        exchange.shop.archive(exchange.shop.add().json["id"])
        before, told = dict(exchange.shop.movies.movies), len(exchange.shop.outbox.rows)

        # When
        text = exchange.export().text
        answer = exchange.post(body=text.encode())

        # Then
        assert [item["outcome"] for item in answer.json["items"]] == ["unchanged"] * 2
        assert [item["changed"] for item in answer.json["items"]] == [[], []]
        assert exchange.shop.movies.movies == before
        assert len(exchange.shop.outbox.rows) == told
        assert exchange.export().text == text

    def test_what_goes_out_makes_the_same_film_again(self, exchange: Exchange):
        # Given
        exchange.shop.add(cast=[{"name": "Jackie | Coogan", "character": "=Kid"}], synopsis={"fr": "-é\n"})
        [row] = records(exchange.export().text)
        exchange.shop.movies.movies.clear()

        # When the row comes in without its id
        answer = exchange.post(body=exchange.export().text.encode() + _line(row | {"id": ""}))

        # Then
        assert answer.json["items"][0]["status"] == 201
        [again] = records(exchange.export().text)
        assert again | {"id": row["id"]} == row

    def test_is_csv_that_a_spreadsheet_shows_and_does_not_compute(self, exchange: Exchange):
        # Given
        exchange.shop.add(title={"en": "=1+1"}, cast=[{"name": "@x"}])
        exchange.shop.archive(exchange.shop.add(title={"en": "Zorro"}).json["id"])

        # When
        answer = exchange.export()

        # Then
        assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        shown = records(answer.text)
        assert [(row["title_en"], row["archived"]) for row in shown] == [("'=1+1", "false"), ("Zorro", "true")]
        assert shown[0]["cast"] == "'@x"

    def test_of_no_films_is_a_header(self, exchange: Exchange):
        assert exchange.export().text.startswith("id,title_en,title_fr,")

    def test_that_is_too_large_for_an_answer_is_a_link(self, exchange: Exchange):
        # Given
        exchange.shop.add(synopsis={"en": "x" * 2000})

        # When
        answer = exchange.export()

        # Then
        assert (answer.status, answer.headers["location"]) == (303, answer.json["url"])
        assert answer.headers["content-type"] == "application/json"
        assert answer.json["movies"] == 1
        assert answer.json["url"].endswith(".csv?expires_in=900")
        [content] = exchange.files.files.values()
        assert records(content.decode())[0]["title_en"] == "The Kid"


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

        def once_down(movie_id: Any, new: Any, *rest: Any, **named: Any) -> bool:
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
        assert exchange.progress(address).json["state"] == "stalled"

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


def _line(cells: dict[str, str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(cells.values())
    return file.getvalue().encode()
