"""The array types that the library speaks of."""

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Indices = NDArray[np.int32]
"""Places in the catalogue of a model, most rented first."""
type Floats = NDArray[np.float32]
