"""The array types that the library speaks of, and what is often asked of parts that lie one after the other."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Indices = NDArray[np.int32]
"""Places in the catalogue of a model, most rented first."""
type Floats = NDArray[np.float32]


def numbered(count: int | np.int64) -> Ints:
    """0, 1, … before `count`."""
    return np.arange(int(count), dtype=np.int64)


def starts_of(lengths: NDArray[np.integer[Any]]) -> Ints:
    """Where each part begins when parts of these lengths lie one after the other, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def places_within(begins: Ints, lengths: Ints) -> Ints:
    """The places of parts that begin and are as long as these, one part after the other."""
    starts = starts_of(lengths)
    return np.repeat(begins - starts[:-1], lengths) + numbered(starts[-1])
