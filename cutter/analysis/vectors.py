"""A film's keyframes and cues through some eyes. Knows nothing about profiles.

Models see the stored JPEGs, never the decoded frames, so that the vectors are the same whether the
film was watched just now or long ago, and so that another model needs no second decode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.analysis.keyframes import unpack
from cutter.eyes.nulls import NULL_PROMPTS
from cutter.schema import Analysis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.eyes.embedder import Embedder
    from cutter.progress import Progress, Stage
    from cutter.schema import FilmRecord, Vectors

CHUNK = 64
"""Keyframes decoded at a time: enough for any batch, and 64 pictures of 224 lines are 20 MB."""


def see(
    record: FilmRecord, eyes: Embedder, *, progress: Progress, images: Vectors | None = None
) -> Analysis:
    """Return the film as these eyes see it.

    Args:
        record: the film as it was watched, with its cues.
        eyes: the model.
        progress: gets the stage `look`, counted in keyframes and cues.
        images: vectors of the keyframes, if these eyes have seen them before.
    """
    with progress.stage("look", total=len(record.pictures) + len(record.cues)) as stage:
        if images is None:
            images = _look(record.pictures, eyes, stage)
        cues = eyes.texts([cue.text for cue in record.cues])
        nulls = eyes.texts(NULL_PROMPTS)
    for array in (images, cues, nulls):
        array.setflags(write=False)
    return Analysis(record, eyes.name, images, cues, nulls)


def _look(pictures: Sequence[bytes], eyes: Embedder, stage: Stage) -> Vectors:
    import numpy as np

    rows = []
    for start in range(0, len(pictures), CHUNK):
        frames = [unpack(data) for data in pictures[start : start + CHUNK]]
        rows.append(eyes.images(frames))
        stage.advance(len(frames))
    return np.concatenate(rows)
