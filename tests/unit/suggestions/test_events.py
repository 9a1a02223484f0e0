"""What other services tell moves the lists at once, in whatever order it comes."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import NOW

FILMS = "abcdefgh"


@pytest.fixture
def built(service):
    for customer, films in {"ann": "a b", "bob": "a b c", "cleo": "c d e", "dan": "f g"}.items():
        service.rented(customer, films)
    service.rebuild()
    service.now += timedelta(minutes=5)
    return service


def test_a_customer_with_one_rental_gets_a_personal_list_without_a_rebuild(built):
    # When: Stats has not heard of it yet
    assert built.rent("somebody new", "c") == {"batchItemFailures": []}

    # Then
    answer = built.suggest("somebody new")
    assert answer["source"] == "personal"
    assert answer["items"][0]["reason"] == {"kind": "because_you_watched", "movie_ids": ["c"]}
    assert "c" not in built.listed("somebody new")


def test_two_rentals_in_a_row_both_count_though_stats_lags(built):
    # When
    built.rent("somebody new", "c")
    built.now += timedelta(seconds=2)
    built.rent("somebody new", "f")

    # Then
    behind = {movie for item in built.suggest("somebody new")["items"] for movie in item["reason"]["movie_ids"]}
    assert behind == {"c", "f"}


def test_a_film_that_the_model_does_not_know_is_followed_by_its_directors_others(built):
    # Given
    built.add_films("z1", "z2", director="varda")
    built.rebuild()
    built.now += timedelta(minutes=5)

    # When
    built.rent("somebody new", "z1")

    # Then
    first = built.suggest("somebody new")["items"][0]
    assert (first["movie_id"], first["reason"]) == ("z2", {"kind": "same_director", "movie_ids": ["z1"]})


def test_a_rental_before_the_first_run_waits_for_it(service):
    # When
    service.rent("ann", "a")

    # Then
    assert service.suggest("ann") == {"items": [], "trending": [], "generated_at": None, "source": "trending"}


def test_an_archived_film_leaves_all_lists_and_comes_back(built):
    # When
    built.tell("movie.archived", movie_id="c")

    # Then
    assert "c" not in built.listed("ann")
    assert "c" not in [item["movie_id"] for item in built.get("/trending").json["items"]]

    # When
    built.now += timedelta(seconds=1)
    built.tell("movie.restored", movie_id="c")

    # Then
    assert "c" in built.listed("ann")


def test_the_run_makes_up_for_lost_events_of_the_catalogue(built):
    # Given
    film = next(film for film in built.catalogue.films if film.id == "c")
    built.catalogue.films.remove(film)
    built.catalogue.films.append(film.model_copy(update={"archived_at": built.now}))

    # When
    built.rebuild()

    # Then
    assert "c" not in built.listed("ann")
    assert built.lists.list_archived() == {"c"}


def test_a_list_that_has_seen_a_later_rental_stays_when_a_run_ends(built):
    # Given: a run whose histories are older than the rental
    built.start()
    built.now += timedelta(seconds=1)
    built.rent("ann", "f")
    refreshed = built.suggest("ann")["generated_at"]

    # When
    built.write_parts()

    # Then
    assert built.suggest("ann")["generated_at"] == refreshed
    [progress] = [run for run in built.runs.runs if built.runs.parts.get(run) and run == max(built.runs.runs)]
    assert sum(part.newer for part in built.runs.read_parts(progress)) == 1


def test_a_failed_store_gives_the_event_back(built):
    # Given
    built.histories.reachable = False

    # When
    failed = built.rent("ann", "f")

    # Then: what is rented is off the list all the same
    assert len(failed["batchItemFailures"]) == 1
    assert "f" not in built.listed("ann")


events = st.one_of(
    st.tuples(st.just("rented"), st.sampled_from(["ann", "bob", "new"]), st.sampled_from(FILMS), st.integers(0, 9)),
    st.tuples(st.just("archived"), st.just(""), st.sampled_from(FILMS), st.integers(0, 9)),
    st.tuples(st.just("parts written"), st.just(""), st.just(""), st.integers(0, 9)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(events, max_size=8), repeated=st.lists(st.integers(0, 7), max_size=4))
def test_nothing_rented_or_archived_is_served_however_events_come(built, told, repeated):
    # Given: a run whose parts are still to be written, and events in any order, some of them twice
    built.now = start = NOW + timedelta(hours=1)
    built.lists.rented.clear()
    built.lists.archived.clear()
    built.start()
    parts = list(built.parts.sent)
    told = [*told, *(told[place] for place in repeated if place < len(told))]
    rented = {"ann": {*"ab"}, "bob": {*"abc"}, "new": set[str]()}
    archived = set[str]()

    # When
    for kind, customer, film, minute in told:
        built.now = start + timedelta(minutes=minute)
        if kind == "rented":
            built.rent(customer, film)
            rented[customer].add(film)
        elif kind == "archived":
            built.tell("movie.archived", movie_id=film)
            archived.add(film)
        else:
            built.parts.sent = list(parts)
            assert built.write_parts() == []

        # Then
        for somebody, films in rented.items():
            assert not {*built.listed(somebody)} & (films | archived)
