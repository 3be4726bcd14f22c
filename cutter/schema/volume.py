"""A film as searching needs it: plain arrays, whatever is looked for. It holds no word of anybody.

Volumes of many films make up a library.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.schema.span import TimeRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cutter.schema.film import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Volume:
    """A film's shots as one model sees and reads them. Arrays are read-only."""

    key: str
    """Digest of all that its arrays hang on, 32 hexadecimal digits."""
    fingerprint: str
    """Of the film's content."""
    images: Vectors
    """(n_keyframes, dim) float32, unit length."""
    image_level: NDArray[np.float64]
    """(n_keyframes, 2): mean and spread of the cosines with what says nothing in particular."""
    image_shots: NDArray[np.int32]
    """(n_keyframes,) the shot of each, ascending."""
    nothing: Vectors
    """(1, dim) mean of the vectors that say nothing in particular: what `image_level` means are the
    cosines with."""
    centre: Vectors
    """(1, dim) mean of the rows of `images`, each divided by its spread: it tells how near the
    film is to anything on the whole."""
    baseline: NDArray[np.float64]
    """(1,): how near to each other unrelated pictures of this film are, in cosine."""
    words: Vectors
    """(n_cues, words_dim) float32, unit length; no columns where no model reads them."""
    word_level: NDArray[np.float64]
    """(n_cues, 2), as of the images."""
    word_nothing: Vectors
    """(1, words_dim), as of the images."""
    terms: NDArray[np.uint64]
    """(n,) digests of the stemmed words of the cues."""
    term_cues: NDArray[np.int32]
    """(n,) the cue of each of these words."""
    heard_shot: NDArray[np.int32]
    """(n_pairs,): which shots and cues overlap."""
    heard_cue: NDArray[np.int32]
    heard_share: NDArray[np.float64]
    """Of the cue, 0 to 1, as it counts for the shot."""
    spans: NDArray[np.int64]
    """(n_shots, 4): numerator and denominator of each shot's start and end, in seconds."""
    standing: NDArray[np.float64]
    """(n_shots, n_signals) how far the shot stands out from the film, -2 to 2."""

    def span(self, shot: int) -> TimeRange:
        """Return when a shot is shown."""
        start, start_over, end, end_over = self.spans[shot].tolist()
        return TimeRange(Fraction(start, start_over), Fraction(end, end_over))
