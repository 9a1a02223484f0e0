"""Models, plans, runs and the last trending list on S3, and Stats' snapshot as Suggestions reads it."""

import gzip
from datetime import UTC, datetime, timedelta

import boto3
import numpy as np
import pytest

from fakes.suggestions import MemoryModels, MemoryPlans, MemoryRuns, MemoryTrending
from stats.snapshot_format import ShardColumns
from stats.viewing import Viewing
from suggestions.adapters.bucket import Bucket
from suggestions.adapters.s3_models import S3Models, S3Plans
from suggestions.adapters.s3_runs import S3Runs
from suggestions.adapters.s3_trending import S3Trending
from suggestions.edition import Edition
from suggestions.model import fit
from suggestions.movie_list import ListedMovie, MovieList
from suggestions.numbered_model import NumberedModel
from suggestions.ports.building import Plan, PublishedModel
from suggestions.run import PartDone, Run
from suggestions.shard_histories import read_shard_file
from videoclub.contracts.movies import MovieFacts
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def bucket(memory_aws: None) -> Bucket:
    boto3.client("s3").create_bucket(Bucket="models-of-tests")
    return Bucket("models-of-tests")


@pytest.fixture(params=["fake", "s3"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


class TestRuns:
    @pytest.fixture
    def runs(self, kind, bucket):
        return MemoryRuns() if kind == "fake" else S3Runs(bucket)

    def test_are_found_again_with_the_parts_that_are_done(self, runs):
        # Given
        run, done = (
            Run(run_id="20261121T093000-abc", started_at=NOW, parts=2),
            PartDone(part=1, written=3, newer=1, finished_at=NOW),
        )

        # When
        runs.write_run(run)
        for _ in range(2):
            runs.write_part(run.run_id, done)

        # Then
        assert (runs.find_run(run.run_id), runs.read_parts(run.run_id)) == (run, [done])
        assert list(runs.list_runs()) == [run.run_id]
        assert (runs.find_run("another"), runs.read_parts("another")) == (None, [])


class TestPlans:
    @pytest.fixture
    def plans(self, kind, bucket):
        return MemoryPlans() if kind == "fake" else S3Plans(bucket)

    def test_the_latest_is_the_one_written_last(self, plans):
        # Given
        film = MovieFacts(id=MovieId("m"), genres=("drama",), added_at=NOW)
        edition = Edition(generated_at=NOW, films=(film,), trending=((film.id, 1.5),), newest=(film.id,))
        first, second = (
            Plan(run_id=run_id, histories_as_of=NOW, parts=(("a", "b"), ("c",)), model_version=None, edition=edition)
            for run_id in ("1", "2")
        )
        assert plans.find_latest() is None

        # When
        for plan in (first, second):
            plans.write_plan(plan)

        # Then
        assert (plans.find_latest(), plans.read_plan("1"), plans.read_plan("2")) == ("2", first, second)


class TestModels:
    @pytest.fixture
    def models(self, kind, bucket):
        return MemoryModels() if kind == "fake" else S3Models(bucket)

    def test_the_latest_recommends_as_before_and_the_one_before_is_kept(self, models):
        # Given
        users, items = np.repeat(np.arange(30), 4), np.tile(np.arange(8), 15)
        model = NumberedModel(fit(users, items), [MovieId(f"film {number}") for number in range(8)])
        assert models.find_latest() is None

        # When
        for version in "123":
            models.publish(model, PublishedModel(version=version, judged=True))

        # Then
        assert models.find_latest() == PublishedModel(version="3", judged=True)
        for version in "23":
            again = models.read_model(version)
            numbers = again.numbers_of([MovieId("film 1"), MovieId("unknown")])
            assert list(again.movie_ids) == list(model.movie_ids)
            for mine, theirs in zip(
                again.model.recommend([numbers], 3), model.model.recommend([numbers], 3), strict=True
            ):
                np.testing.assert_array_equal(mine, theirs)


class TestTrending:
    @pytest.fixture
    def trending(self, kind, bucket):
        return MemoryTrending() if kind == "fake" else S3Trending(bucket)

    def test_is_read_as_written(self, trending):
        # Given
        movies = MovieList([ListedMovie(MovieId("m"), 0.5, "popular")], NOW, 1)

        # When
        trending.write_trending(movies)

        # Then
        assert trending.read_trending() == movies


def test_a_shard_is_read_as_stats_writes_it():
    # Given
    rented = [("ann", "m1", 3), ("ann", "m2", 2), ("ann", "m1", 1), ("bob", "m3", -1), ("cleo", "m2", 1)]
    viewings = [
        Viewing(
            rental_id=RentalId(str(number)),
            customer_id=CustomerId(customer),
            movie_id=MovieId(movie),
            rented_at=NOW - timedelta(days=days),
            price=Money.eur("2.99"),
            first_played_at=None,
            last_watched_at=None,
            completed_at=None,
            watched_s=0,
            position_s=0,
            duration_s=None,
        )
        for number, (customer, movie, days) in enumerate(rented)
    ]

    # When
    histories = read_shard_file(ShardColumns.of(viewings).as_file(7)).until(NOW)

    # Then: what is dated in the future is left out
    assert list(histories.histories()) == [("ann", ["m2", "m1"]), ("bob", []), ("cleo", ["m2"])]


def test_what_is_no_shard_is_refused():
    with pytest.raises(ValueError, match="no shard"):
        read_shard_file(gzip.compress(b"something else"))
