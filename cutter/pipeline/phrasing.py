"""The phrases in which what was learnt of a viewer may be told, through the eyes in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.eyes.nulls import NULL_PROMPTS
from cutter.eyes.phrases import PhraseBook
from cutter.files import cache_folder
from cutter.pipeline.tasting import book_of
from cutter.profile.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.eyes.embedder import Embedder, Vectors
    from cutter.schema import Profile


def phrases_for(
    profile: Profile,
    eyes: Embedder,
    cache: Path | None = None,
    book: PhraseBook | None = None,
) -> tuple[tuple[str, ...], Vectors, Vectors]:
    """Return the phrases in which a taste may be told, and their vectors.

    The viewer's own come first. The others are the same for everybody, so their vectors lie with
    the Analyses; they hold nothing of a profile.

    Args:
        profile: the viewer's.
        eyes: the model; it is loaded only for what is not known yet.
        cache: folder of stored Analyses; None for the user's.
        book: where the vectors of the viewer's own are kept; with the profile's data unless given.

    Returns:
        The phrases, their vectors (n_phrases, dim), and those of the null prompts (n_nulls, dim).
    """
    own = list(dict.fromkeys(item.text for item in profile.preferences if item.text))
    others = [text for text in VOCABULARY if text not in own]
    public = PhraseBook(cache_folder(cache) / "phrases")
    vectors = [
        (book or book_of(profile)).vectors(eyes, own),
        public.vectors(eyes, others),
    ]
    return (*own, *others), np.concatenate(vectors), public.vectors(eyes, NULL_PROMPTS)
