"""Neighbours by co-rental, and the lists that follow from them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions.co_rentals import (
    DECAY_PER_RENTAL,
    HISTORY_CAP,
    SHRINKAGE,
    find_neighbours,
    similar_to,
    suggest_from,
)
from videoclub.ids import MovieId

movie_ids = st.integers(0, 30).map(lambda number: MovieId(f"m{number:02}"))
histories = st.lists(st.lists(movie_ids, unique=True, max_size=12), max_size=30)


def ids(text: str) -> list[MovieId]:
    return [MovieId(name) for name in text.split()]


def test_similarity_is_the_shrunk_cosine():
    # Given: a and b have 3 customers each, 2 of them in common
    neighbours = find_neighbours([ids("a b"), ids("b a"), ids("a"), ids("b c")])

    # Then
    assert dict(neighbours[MovieId("a")]) == {"b": pytest.approx(2 / (3 + SHRINKAGE))}
    assert dict(neighbours[MovieId("b")])[MovieId("c")] == pytest.approx(1 / (math.sqrt(3) + SHRINKAGE))


def test_a_list_follows_from_the_history_and_names_the_films_that_weigh_most():
    # Given: d goes with a more often than with c; e with c only
    neighbours = find_neighbours([ids("a d")] * 5 + [ids("c d")] * 2 + [ids("c e")])

    # When
    first, second = suggest_from(ids("a b c"), neighbours, limit=10)

    # Then
    assert (first.movie_id, first.why, first.because) == ("d", "because_you_watched", ("a", "c"))
    assert (second.movie_id, second.because) == ("e", ("c",))


def test_a_film_weighs_less_for_each_one_rented_since():
    # Given
    neighbours = find_neighbours([ids("a x"), ids("b y")])

    # When
    items = suggest_from(ids("a b"), neighbours, limit=10)

    # Then
    scores = {item.movie_id: item.score for item in items}
    assert [item.movie_id for item in items] == ["y", "x"]
    assert scores[MovieId("x")] == pytest.approx(DECAY_PER_RENTAL * scores[MovieId("y")])


def test_one_customer_with_a_hundred_thousand_rentals_harms_nobody():
    # Given
    poison = [MovieId(f"p{number}") for number in range(100_000)] + ids("a")
    honest = [ids("a b")] * 5

    # When
    neighbours = find_neighbours([*honest, poison])

    # Then
    assert neighbours[MovieId("a")][0][0] == "b"
    assert len(neighbours) == HISTORY_CAP + 1
    assert not {item.movie_id for item in suggest_from(poison, neighbours, limit=50)} & set(poison)


@given(histories, st.integers(1, 20))
def test_a_list_never_holds_a_film_of_the_history_nor_one_twice(everybody, limit):
    neighbours = find_neighbours(everybody)
    for history in everybody:
        listed = [item.movie_id for item in suggest_from(history, neighbours, limit=limit)]
        assert not set(listed) & set(history)
        assert len(listed) == len(set(listed)) <= limit


@given(histories)
def test_every_reason_is_a_film_of_the_history_that_was_rented_with_the_film(everybody):
    neighbours = find_neighbours(everybody)
    for history in everybody:
        for item in suggest_from(history, neighbours, limit=20):
            assert item.because
            assert set(item.because) <= set(history)
            assert all(any({seen, item.movie_id} <= set(one) for one in everybody) for seen in item.because)


@given(histories, st.randoms())
def test_the_lists_do_not_depend_on_the_order_of_customers(everybody, random):
    shuffled = random.sample(everybody, len(everybody))
    assert find_neighbours(shuffled) == find_neighbours(everybody)


@given(histories)
def test_similarity_is_symmetric_and_lists_are_in_order(everybody):
    neighbours = find_neighbours(everybody)
    for movie_id, found in neighbours.items():
        assert all((movie_id, similarity) in neighbours[other] for other, similarity in found)
        items = similar_to(movie_id, neighbours, limit=10)
        assert [(-item.score, item.movie_id) for item in items] == sorted((-i.score, i.movie_id) for i in items)
        assert movie_id not in {item.movie_id for item in items}
