"""All cores for numpy: parts run in threads, as numpy and scipy let go of the interpreter's lock in their loops."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from threadpoolctl import ThreadpoolController


def run_all[Part, Result](function: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """What `function` gives for each part, in order. Within a part BLAS has one thread, so that they do not fight."""
    listed = list(parts)
    if len(listed) <= 1:
        return [function(part) for part in listed]
    with _controller().limit(limits=1, user_api="blas"), ThreadPoolExecutor(os.process_cpu_count()) as pool:
        return list(pool.map(function, listed))


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()  # looking for BLAS takes milliseconds
