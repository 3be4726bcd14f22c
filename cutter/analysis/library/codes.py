"""An index of the vectors of one file of volumes: which rows are nearest to a direction, at once.

Each number of a vector becomes four bits (a product quantiser of one dimension a part, FAISS'
"fast scan"), an eighth of what the vectors take, and every code is looked at: nothing hangs on how
the vectors lie, and there is no graph or list to miss a neighbour in. Measured against others in
`benchmarks/searching/`; the one door to FAISS. Knows nothing about films and words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]
    Places = NDArray[np.int64]

TRAINED_ON = 50_000
"""Vectors, evenly spread, that the sixteen steps of each number are learnt from."""
AT_ONCE = 65_536
"""Vectors that are encoded at a time."""


def is_available() -> bool:
    """Whether FAISS is installed (`cutter[search]`)."""
    import importlib.util

    return importlib.util.find_spec("faiss") is not None


def write_codes(path: Path, rows: Rows) -> None:
    """Encode vectors into a file; the same vectors give the same bytes.

    Args:
        path: where; whoever calls puts the file into its place when it is whole.
        rows: (n, dim) float32, some thousands at least.

    Raises:
        OSError: the disk refuses.
    """
    import faiss

    dim = rows.shape[1]
    index = faiss.IndexPQFastScan(dim, dim, 4, faiss.METRIC_INNER_PRODUCT)
    chosen = np.linspace(0, len(rows) - 1, min(len(rows), TRAINED_ON)).round().astype(np.int64)
    index.train(np.ascontiguousarray(rows[chosen]))
    for first in range(0, len(rows), AT_ONCE):
        index.add(np.ascontiguousarray(rows[first : first + AT_ONCE]))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(str(error)) from error


class Codes:
    """Encoded vectors in memory."""

    def __init__(self, path: Path) -> None:
        """Read a file of `write_codes`, which has to be checked before.

        Raises:
            OSError: it cannot be read.
        """
        import faiss

        try:
            self._index: Any = faiss.read_index(str(path))
        except RuntimeError as error:
            raise OSError(str(error)) from error

    def __len__(self) -> int:
        """Return how many vectors there are."""
        return int(self._index.ntotal)

    def nearest(self, direction: Rows, count: int) -> Places:
        """Return the rows whose codes have the greatest dot product with a direction.

        Args:
            direction: (dim,) float32, of any length.
            count: how many.

        Returns:
            (at most count,) row numbers, the nearest first.
        """
        _, found = self._index.search(np.ascontiguousarray(direction[None]), min(count, len(self)))
        places: Places = found[0]
        return places[places >= 0]


def nearest_exactly(rows: Rows, direction: Rows, count: int) -> Places:
    """Return the rows with the greatest dot product with a direction, the nearest first.

    Args:
        rows: (n, dim) float32.
        direction: (dim,) float32.
        count: how many.
    """
    products = rows @ direction
    count = min(count, len(products))
    if count < len(products):
        chosen = np.argpartition(-products, count)[:count]
    else:
        chosen = np.arange(len(products))
    places: Places = chosen[np.lexsort((chosen, -products[chosen]))].astype(np.int64)
    return places
