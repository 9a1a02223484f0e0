"""All cores for numpy: parts run in threads, as numpy and scipy let go of the interpreter's lock in their loops."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, cast

from threadpoolctl import ThreadpoolController  # pyright: ignore[reportMissingTypeStubs] - it has none

_here = threading.local()


def run_all[Part, Result](function: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """What `function` gives for each part, in order.

    Within a part, BLAS has one thread and `run_all` runs one part after the other, so that they do not fight.
    """
    listed = list(parts)
    if len(listed) <= 1 or getattr(_here, "is_worker", False):
        return [function(part) for part in listed]
    with _one_blas_thread():
        return list(_pool().map(function, listed))


def _one_blas_thread() -> AbstractContextManager[Any]:
    return cast("Any", _blas()).limit(limits=1, user_api="blas")


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()  # looking for BLAS takes milliseconds


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.process_cpu_count(), "model", initializer=_mark_as_worker)


def _mark_as_worker() -> None:
    _here.is_worker = True
