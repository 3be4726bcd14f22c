"""Words about items turned into their features: the rare ones weigh more.

scikit-learn's door. Knows nothing about ratings.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.crowd.ratings import Floats

MOST_TERMS = 1000
"""The commonest ones are kept."""
LEAST_ITEMS = 2
"""A term that one item alone has says nothing of any other."""


def worded(words: Sequence[Sequence[str]]) -> tuple[Floats, tuple[str, ...]]:
    """Return features by TF-IDF with sublinear counts (Salton and Buckley 1988).

    Args:
        words: of each item; a word may come several times.

    Returns:
        (n_items, n_terms) float64 rows of unit length, or zeros for an item without words; and
        the terms, in alphabetical order.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = Counter(term for each in words for term in set(each))
    kept = sorted(
        (term for term, count in found.items() if count >= LEAST_ITEMS),
        key=lambda term: (-found[term], term),
    )
    terms = sorted(kept[:MOST_TERMS])
    if not terms:
        return np.zeros((len(words), 0)), ()
    weigher = TfidfVectorizer(analyzer=list, vocabulary=terms, sublinear_tf=True)
    weighed = weigher.fit_transform([list(each) for each in words])
    return np.asarray(weighed.toarray(), dtype=np.float64), tuple(terms)
