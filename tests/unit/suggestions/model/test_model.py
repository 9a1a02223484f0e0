"""The library by its front door: fit, recommend, explain, save, load."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.rentals_by_taste import GROUP, Rentals, rentals_by_taste
from suggestions.model import Model, fit

EMPTY = np.array([], np.int64)


def fitted(rentals: Rentals) -> Model:
    return fit(rentals.users, rentals.items, rentals.timestamps)


@pytest.fixture(scope="module")
def rentals() -> Rentals:
    return rentals_by_taste(80)


@pytest.fixture(scope="module")
def model(rentals: Rentals) -> Model:
    return fitted(rentals)


def test_who_rented_films_of_a_kind_gets_more_of_that_kind(model: Model):
    # Given: for each kind a customer unknown to the model, with four films of it
    histories = [np.arange(kind * GROUP, kind * GROUP + 4) for kind in range(5)]

    # When
    items, _ = model.recommend(histories, 6)

    # Then
    own = items // GROUP == np.arange(5)[:, None]
    assert own.mean() > 0.8


def test_an_empty_history_and_one_of_unknown_films_get_what_is_popular(rentals: Rentals, model: Model):
    films, counts = np.unique(rentals.items, return_counts=True)
    most_rented_first = films[np.lexsort((films, -counts))]
    items, _ = model.recommend([EMPTY, np.array([10**15, 999_999])], 10)
    assert items.tolist() == [most_rented_first[:10].tolist()] * 2


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 70), max_size=70), max_size=6), st.integers(0, 70))
def test_a_list_never_holds_a_film_of_the_history_nor_one_twice(model: Model, histories: list[list[int]], n: int):
    items, scores = model.recommend([np.array(history, np.int64) for history in histories], n)
    assert items.shape == scores.shape == (len(histories), n)
    for history, listed, theirs in zip(histories, items.tolist(), scores, strict=True):
        films = [film for film in listed if film >= 0]
        assert not set(films) & set(history)
        assert len(set(films)) == len(films) == min(n, len(set(model.item_ids.tolist()) - set(history)))
        assert listed[len(films) :] == [-1] * (n - len(films))
        assert np.all(theirs[: len(films)] >= 0)
        assert np.all(theirs[len(films) :] == -1)
        assert np.all(np.diff(theirs) <= 0)


def test_a_list_does_not_depend_on_who_else_is_asked_for(rentals: Rentals, model: Model):
    histories = rentals.histories
    together, _ = model.recommend(histories, 10)
    assert [model.recommend([history], 10)[0][0].tolist() for history in histories[:20]] == together[:20].tolist()


def test_equal_data_and_seed_give_equal_files_and_a_file_gives_an_equal_model(
    rentals: Rentals, model: Model, tmp_path: Path
):
    # Given
    model.save(tmp_path / "model")
    fitted(rentals).save(tmp_path / "again")

    # When
    loaded = Model.load(tmp_path / "model")

    # Then
    assert (tmp_path / "again").read_bytes() == (tmp_path / "model").read_bytes()
    histories = [EMPTY, *rentals.histories]
    for kept, found in zip(loaded.recommend(histories, 10), model.recommend(histories, 10), strict=True):
        assert np.array_equal(kept, found)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a model", b"\x93NUMPY\x01\x00"])
def test_a_file_that_holds_no_model_is_refused(content: bytes, tmp_path: Path):
    file = tmp_path / "model"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="no model"):
        Model.load(file)


def test_the_film_that_an_explanation_names_first_is_the_one_whose_loss_costs_the_score_most(model: Model):
    # Given: two films of the kind, one of another
    history = np.array([1, 2, 3 * GROUP])
    item = int(model.recommend([history], 1)[0][0, 0])

    # When
    because = model.explain(history, item)

    # Then
    assert set(because.tolist()) <= set(history.tolist())
    same_kind = [film for film in history.tolist() if film // GROUP == item // GROUP]
    assert because[0] in same_kind


def test_nothing_explains_an_unknown_film_or_an_empty_history(model: Model):
    assert model.explain(np.array([1, 2]), 10**9).tolist() == []
    assert model.explain(EMPTY, 1).tolist() == []
    assert model.explain(np.array([10**9]), 1).tolist() == []


def test_a_poisoned_history_harms_nobody_else(rentals: Rentals, model: Model):
    # Given: a customer with 100,000 films, those of others among them, and dates to come
    films = np.arange(100_000)
    poisoned = fitted(rentals.and_of(10**12, films[::-1], 2**45 + films))

    # When
    before, after = (_share_of_own_kinds(each, rentals) for each in (model, poisoned))

    # Then: others get films of their kinds as before, and hardly grows what is known
    assert after > before - 0.1
    assert len(poisoned.item_ids) <= len(model.item_ids) + 500
    assert not set(poisoned.recommend([films], 10)[0][0].tolist()) & set(films.tolist())


def _share_of_own_kinds(model: Model, rentals: Rentals) -> float:
    items, _ = model.recommend(rentals.histories, 5)
    kinds = [set((history // GROUP).tolist()) for history in rentals.histories]
    return float(np.mean([[film // GROUP in own for film in row] for row, own in zip(items, kinds, strict=True)]))


@pytest.mark.parametrize(
    ("users", "items"),
    [
        ([], []),
        ([3], [9]),
        ([3, 4], [9, 9]),
        ([3, 3], [9, 8]),
        ([1] * 40, list(range(40))),
        (list(range(40)), [5] * 40),
    ],
    ids=["nothing", "one rental", "one film twice", "two films", "one customer", "one film"],
)
def test_however_little_there_is_a_model_serves(users: list[int], items: list[int], tmp_path: Path):
    # When
    model = fit(np.array(users, int), np.array(items, int), np.arange(len(users)))
    model.save(tmp_path / "model")

    # Then
    listed, _ = Model.load(tmp_path / "model").recommend([EMPTY, np.array(items[:1], int)], 3)
    films = set(items)
    assert {film for film in listed[0].tolist() if film >= 0} <= films
    assert sum(film >= 0 for film in listed[0].tolist()) == min(3, len(films))
    assert sum(film >= 0 for film in listed[1].tolist()) == min(3, len(films - set(items[:1])))
