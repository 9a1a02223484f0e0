"""The job: what is published, what is kept, what is tried again, and what admins see of it."""

import json
from datetime import timedelta

import pytest

from gateway import token
from suggestions import rentals
from videoclub.identity import Role


@pytest.fixture
def built(service):
    for customer, films in {"ann": "a b", "bob": "a b c", "cleo": "d a", "dan": "b c", "eve": "c d"}.items():
        service.rented(customer, films)
    return service


def get(service, resource="/suggestion-runs", *, role=Role.ADMIN, **options):
    return service.get(resource, token=token("somebody", role), **options)


def test_a_run_says_what_it_made(built):
    # When
    run_id = built.rebuild()["run_id"]

    # Then
    run = built.runs.find_run(run_id)
    assert (run.customers, run.rentals, run.movies) == (5, 11, 4)
    assert run.model.published
    assert run.model.version == built.models.latest.version
    progress = run.after(built.runs.read_parts(run_id), now=built.now)
    assert (progress.state, progress.parts_done, progress.lists) == ("done", run.parts, 5)
    assert run.parts > 1


def test_a_part_that_fails_is_written_alone_when_it_is_delivered_again(built, monkeypatch):
    # Given
    run_id = built.start()["run_id"]
    parts, read_shard = list(built.parts.sent), built.histories.read_shard
    broken = built.plans.read_plan(run_id).parts[0][0]

    def read_all_but_one(key):
        if key == broken:
            raise TimeoutError
        return read_shard(key)

    # When
    monkeypatch.setattr(built.histories, "read_shard", read_all_but_one)
    failures = built.write_parts()
    progress = built.runs.find_run(run_id).after(built.runs.read_parts(run_id), now=built.now)

    # Then
    assert len(failures) == 1
    assert (progress.state, progress.parts_done) == ("writing", len(parts) - 1)

    # When
    monkeypatch.setattr(built.histories, "read_shard", read_shard)
    built.parts.sent = parts[:1]
    assert built.write_parts() == []

    # Then
    assert built.runs.find_run(run_id).after(built.runs.read_parts(run_id), now=built.now).state == "done"


@pytest.fixture
def judged(built, monkeypatch):
    """Enough judges, of whom nothing can be learnt: what they rent next is by chance."""
    monkeypatch.setattr(rentals, "JUDGING_SHARDS", 64)
    monkeypatch.setattr(rentals, "FEWEST_JUDGES", 1)
    monkeypatch.setattr(rentals, "MOST_JUDGES", 2)
    return built


def test_a_model_that_does_not_beat_popularity_is_not_published_and_raises_an_alarm(judged, capsys):
    # When
    run_id = judged.rebuild()["run_id"]

    # Then
    outcome = judged.runs.find_run(run_id).model
    assert outcome.quality <= outcome.popularity
    assert (outcome.published, outcome.version, judged.models.latest) == (False, None, None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "ModelRejected" in line]
    [metric] = [line for line in lines if "_aws" in line]
    assert metric["ModelRejected"] == 1
    assert metric["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "ModelRejected", "Unit": "Count"}]
    # And there are lists all the same, by people and genres
    assert judged.listed("ann")


def test_a_rejected_model_leaves_the_last_good_one_in_place(built, monkeypatch):
    # Given
    version = built.rebuild()["model"]["version"]
    monkeypatch.setattr(rentals, "JUDGING_SHARDS", 64)
    monkeypatch.setattr(rentals, "FEWEST_JUDGES", 1)
    monkeypatch.setattr(rentals, "MOST_JUDGES", 2)

    # When
    built.now += timedelta(hours=1)
    run = built.rebuild()

    # Then
    assert (run["model"]["published"], run["model"]["version"]) == (False, version)
    assert built.models.latest.version == version


def test_a_run_that_fails_says_so_and_raises(built):
    # Given
    built.lists.reachable = False

    # When
    with pytest.raises(Exception, match="not answering"):
        built.start()

    # Then
    [run] = built.runs.runs.values()
    assert (run.state, run.error) == ("failed", "ServiceUnavailable")


def test_a_coordinator_that_was_killed_has_failed(built):
    # Given
    run_id = built.start()["run_id"]
    killed = built.runs.find_run(run_id).model_copy(update={"state": "fitting"})

    # When / Then
    assert killed.after([], now=built.now).state == "fitting"
    assert killed.after([], now=built.now + timedelta(hours=1)).state == "failed"


def test_a_customer_with_a_huge_history_harms_nobody(built):
    # Given
    expected = built.rebuild() and built.listed("ann")
    built.rented("poison", " ".join(f"x{number % 700}" for number in range(20_000)))

    # When
    built.now += timedelta(hours=1)
    built.rebuild()

    # Then
    assert built.listed("ann")[: len(expected)]
    assert not {*built.listed("poison")} & {f"x{number}" for number in range(700)}


def test_admins_read_runs_page_by_page_the_latest_first(built):
    # Given
    first = built.rebuild()["run_id"]
    built.now += timedelta(hours=1)
    second = built.rebuild()["run_id"]

    # When
    page = get(built, query={"limit": "1"}).json
    further = get(built, query={"limit": "1", "cursor": page["next"].partition("cursor=")[2]}).json
    one = get(built, "/suggestion-runs/{run_id}", path={"run_id": first}).json

    # Then
    assert [run["run_id"] for run in (*page["items"], *further["items"])] == [second, first]
    assert "next" not in further
    assert (one["state"], one["lists"], one["model"]["published"]) == ("done", 5, True)
    assert one == further["items"][0]


def test_runs_are_for_admins_and_an_unknown_one_is_not_there(built):
    run = {"run_id": built.rebuild()["run_id"]}
    for resource, options in (("/suggestion-runs", {}), ("/suggestion-runs/{run_id}", {"path": run})):
        assert get(built, resource, role=Role.CUSTOMER, **options).status == 403
        assert built.get(resource, **options).status == 401
    assert get(built, "/suggestion-runs/{run_id}", path={"run_id": "garbage"}).status == 404
    assert get(built, query={"cursor": "garbage"}).status == 400
