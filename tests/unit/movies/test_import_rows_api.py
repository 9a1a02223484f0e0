"""Each row of a CSV file adds a film, updates one, or says why not."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from videoclub.errors import ServiceUnavailable
from videoclub.ids import MovieId, new_id

from .conftest import Exchange
from .film_rows import HEADER, KID, films


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

        def until_faust(movie_id: Any, new: Any, *rest: Any, **named: Any) -> Any:
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
