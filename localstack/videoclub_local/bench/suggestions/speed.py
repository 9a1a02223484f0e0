"""How fast and in how much memory a large shop's model is fitted, and lists are made, in a process of its own."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from videoclub_local.bench.suggestions.generated_rentals import LARGE, Regime, generate_rentals

LIST_LENGTH = 20
FIT_BUDGET_S, LISTS_PER_S_BUDGET, MEMORY_BUDGET_MB, MODEL_BUDGET_MB = 10.0, 25_000, 512, 10.0
_SEED = 7


@dataclass(frozen=True)
class Speed:
    """What a method took; `model_mb` is 0 where no file is written."""

    method: str
    fit_s: float
    lists_per_s: float
    peak_mb: float
    model_mb: float


def measure_speed(regime: Regime = LARGE) -> tuple[int, list[Speed]]:
    """Rentals generated, and the speed of suggestions and of implicit's ALS on them, one after the other."""
    rentals = generate_rentals(regime, _SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rentals.npz")
        np.savez(path, users=rentals.users, items=rentals.items)
        return len(rentals.users), [_alone(_suggestions, path), _alone(_als, path)]


def _alone(measure: Callable[[Path], Speed], path: Path) -> Speed:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, path).result()


def _suggestions(path: Path) -> Speed:
    from suggestions.model import fit

    users, items, histories = _read(path)
    began = time.perf_counter()
    model = fit(users, items)
    fitted = time.perf_counter()
    model.recommend(histories, LIST_LENGTH)
    done = time.perf_counter()
    file = path.with_name("model.npz")
    model.save(file)
    return Speed("suggestions", fitted - began, len(histories) / (done - fitted), _peak_mb(), file.stat().st_size / 1e6)


def _als(path: Path) -> Speed:
    from videoclub_local.bench.suggestions.opponents import ALS_FACTORS, fit_als, matrix_of

    _, items, histories = _read(path)
    matrix = matrix_of(histories, int(items.max()) + 1)
    began = time.perf_counter()
    model = fit_als(matrix, 20.0, 5.0, _SEED)
    fitted = time.perf_counter()
    model.rank(matrix, LIST_LENGTH)
    done = time.perf_counter()
    return Speed(
        f"implicit ALS, {ALS_FACTORS} factors", fitted - began, len(histories) / (done - fitted), _peak_mb(), 0
    )


def _read(path: Path) -> tuple[Any, Any, list[Any]]:
    with np.load(path) as file:
        users, items = file["users"], file["items"]
    return users, items, np.split(items, np.flatnonzero(users[1:] != users[:-1]) + 1)


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
