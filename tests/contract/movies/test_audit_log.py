"""Movies tells other services who changed the catalogue, as recorded, and those who ask can read it."""

from datetime import UTC, datetime, timedelta

import pytest

from contract_examples import contract_example
from movies import internal, wiring
from movies.adapters.postgres_audit_log import PostgresAuditLog
from movies.adapters.postgres_movies import PostgresMovies
from movies.movie import Media, Terms
from movies.settings import MoviesSettings
from videoclub.contracts.audit import AuditRequest, read_audit_log
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId, MovieId, new_id

from .conftest import new_movie

ADDED_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MEDIA, TERMS = Media("clips/one.mp4", 30), Terms(timedelta(days=30), timedelta(hours=48))


def change_a_film(postgres: Postgres, by: AccountId, movie_id: MovieId | None = None) -> MovieId:
    """Added, and archived a day later."""
    movies, movie_id = PostgresMovies(postgres), movie_id or MovieId(new_id())
    movies.insert_movie(movie_id, new_movie(year=1927), TERMS, MEDIA, [], by=by, now=ADDED_AT)
    movies.archive_movie(movie_id, [], by=by, now=ADDED_AT + timedelta(days=1))
    return movie_id


def test_movies_answers_as_recorded(postgres: Postgres, monkeypatch: pytest.MonkeyPatch):
    # Given
    request, answer = contract_example("movies.read_audit_log")
    change_a_film(postgres, request["actor"], request["subject_id"])
    wired = wiring.wire(MoviesSettings(database_url=postgres.url, cursor_key="c" * 32, sealing_key="s" * 32))
    monkeypatch.setattr(wiring, "wired", lambda: wired)

    # When
    reply = internal.handler({"operation": "read_audit_log", "request": request, "request_id": "r"}, None)

    # Then: the number is the database's, and what was changed is told by the tests of changing
    [entry], [recorded] = reply["answer"]["entries"], answer["entries"]
    assert entry | {"number": 1, "after": recorded["after"]} == recorded
    assert entry["after"]["year"] == recorded["after"]["year"]


def test_who_asks_reads_all_that_is_answered():
    request, answer = contract_example("movies.read_audit_log")
    operation = read_audit_log("movies")
    assert operation.request.model_validate(request).model_dump(mode="json") == request
    assert operation.answer.model_validate(answer).model_dump(mode="json") == answer


def test_the_latest_comes_first_and_pages_follow(postgres: Postgres):
    # Given
    actor = AccountId(new_id())
    change_a_film(postgres, actor)
    log = PostgresAuditLog(postgres)

    # When
    [last] = log.read_entries(AuditRequest(limit=1, actor=actor))
    [first] = log.read_entries(AuditRequest(limit=2, actor=actor, before=last.position))

    # Then
    assert [(entry.action, entry.at) for entry in (last, first)] == [
        ("archived", ADDED_AT + timedelta(days=1)),
        ("added", ADDED_AT),
    ]


@pytest.mark.parametrize("asked", [{"kind": "customer"}, {"subject_id": "no film"}, {"action": "suspended"}])
def test_what_is_no_change_of_a_film_is_none_of_ours(postgres: Postgres, asked: dict[str, str]):
    actor = AccountId(new_id())
    change_a_film(postgres, actor)
    request = AuditRequest.model_validate({"limit": 9, "actor": actor} | asked)
    assert PostgresAuditLog(postgres).read_entries(request) == []
