"""How often films are rented by the same customers, as cosines, within bounded memory."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Floats, Ints
from suggestions.model.interactions import Interactions
from suggestions.model.parallel import run_all

MOST_SPEAKING = 8_000
"""Only the most rented films speak for others, so that what is held of pairs of them is bounded (128 MB)."""
HALF_PRECISION_ABOVE = 5_000
_BLOCK = 128


class Gram:
    """The cosine of each pair of the first `speaking` films, and of the others with those when they are asked for."""

    def __init__(self, interactions: Interactions) -> None:
        self.items = len(interactions.item_ids)
        self.speaking = min(self.items, MOST_SPEAKING)
        self.counts = np.bincount(interactions.items, minlength=self.items)
        matrix = interactions.matrix()
        matrix.data /= np.sqrt(self.counts[interactions.items]).astype(np.float32)
        self._by_item = matrix.T.tocsr()
        self._by_customer = matrix[:, : self.speaking].tocsr() if self.speaking < self.items else matrix
        kind = np.float16 if self.speaking > HALF_PRECISION_ABOVE else np.float32
        self._cosines: NDArray[Any] = np.empty((self.speaking, self.speaking), kind)
        run_all(self._fill, range(0, self.speaking, _BLOCK))

    def cosines(self, targets: Ints) -> Floats:
        """Of each target with each film that speaks: targets by speaking."""
        if not len(targets) or targets.max() < self.speaking:
            return self._cosines[targets].astype(np.float32)
        rented = self._by_item[targets] @ self._by_customer
        return rented.toarray().astype(np.float32)

    def cosines_between(self, films: Ints) -> Floats:
        """Of the films of each row with one another: rows by films by films."""
        places = films[:, :, None] * self.speaking + films[:, None, :]
        return self._cosines.ravel().take(places).astype(np.float32)

    def _fill(self, begin: int) -> None:
        # The matrix is symmetric: from the diagonal to the right, and mirrored downwards.
        end = min(begin + _BLOCK, self.speaking)
        block = (self._by_item[begin:end] @ self._by_customer[:, begin:]).toarray()
        self._cosines[begin:end, begin:] = block
        self._cosines[end:, begin:end] = block[:, end - begin :].T
