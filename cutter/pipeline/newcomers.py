"""What a new profile may take from others in a folder: words that viewers of a like taste wrote.

Only what was written counts, never what was learnt: histories stay their owners'. Nobody's name
is read or told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.eyes.embedder import reader_of
from cutter.eyes.null_sentences import NULL_SENTENCES
from cutter.eyes.nulls import NULL_PROMPTS
from cutter.eyes.phrases import PhraseBook
from cutter.eyes.words import terms
from cutter.files import cache_folder
from cutter.pipeline.looking import Look, open_look
from cutter.pipeline.tasting import phrase_folder
from cutter.progress import SILENT
from cutter.schema import Preference
from cutter.taste.others import Heard, Said, from_others

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.eyes.embedder import Embedder, SentenceModel
    from cutter.progress import Progress

_WORDS_ONLY: Final = "basic/"
"""Eyes whose vectors of texts say nothing beyond the words, which are compared anyway."""


def like_others(
    likes: Sequence[str],
    dislikes: Sequence[str],
    folder: Path,
    *,
    new: Path | None = None,
    look: Look | None = None,
    progress: Progress = SILENT,
) -> Heard:
    """Return what viewers of a like taste want that a newcomer has not spoken of.

    Args:
        likes: what the newcomer likes, in words.
        dislikes: what the newcomer dislikes.
        folder: of the others' profiles.
        new: the newcomer's own file, which is none of the others.
        look: the model that tells whose words mean the same.
        progress: where stages are shown.

    Raises:
        ProfileError: there is no such folder, or no profile in it.
        ModelUnavailable: the model is needed and cannot be had.
    """
    from cutter.profile.folder import profiles_in

    profiles, faults = profiles_in(folder)
    for fault in faults:
        progress.warn(f"left out: {fault}")
    look = look or Look()
    eyes = open_look(look, progress)
    reader = reader_of(eyes)
    model = reader or eyes
    own = [Preference("like", 1.0, text=" ".join(text.split())) for text in likes]
    own += [Preference("dislike", 1.0, text=" ".join(text.split())) for text in dislikes]
    others = [
        _said(profile.preferences, model, PhraseBook(phrase_folder(profile)))
        for profile in profiles
        if new is None or profile.path is None or profile.path.resolve() != new.resolve()
    ]
    # The same for everybody, so they may lie where all look.
    public = PhraseBook(cache_folder(look.cache) / "phrases")
    nulls = public.vectors(model, NULL_PROMPTS if reader is None else NULL_SENTENCES)
    return from_others(_said(own, model, PhraseBook(None)), others, nulls)


def _said(
    preferences: Sequence[Preference], model: Embedder | SentenceModel, book: PhraseBook
) -> tuple[Said, ...]:
    """Return likes and dislikes in words; what somebody never wants is a limit, not a taste."""
    worded = [
        item
        for item in preferences
        # What was taken from others itself would be heard twice.
        if item.text and item.weight and item.role != "never" and not item.from_others
    ]
    vectors = book.vectors(model, [item.text for item in worded])
    if model.name.startswith(_WORDS_ONLY):
        vectors = np.zeros_like(vectors)
    return tuple(
        Said(
            item.text,
            -item.weight if item.role == "dislike" else item.weight,
            vector,
            terms(item.text),
        )
        for item, vector in zip(worded, vectors, strict=True)
    )
