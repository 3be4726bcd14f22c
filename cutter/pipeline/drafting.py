"""A cut planned from drafts, made sure where it matters: only the shots that it uses are looked at.

What is looked at is kept with the profile's data: which shots those are tells of a taste, and so
belongs neither into the draft nor into the store that all viewers share.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING

from cutter.files import private_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.pipeline.choosing import Planned
    from cutter.pipeline.looking import Look
    from cutter.progress import Progress
    from cutter.schema import Analysis

ROUNDS = 8
"""How often the shots of a cut are made sure and the cut is planned anew, at most."""


def made_sure(
    planned: Planned,
    again: Callable[[Sequence[Analysis]], Planned],
    *,
    look: Look,
    folder: Path,
    eyes: Embedder,
    progress: Progress,
) -> Planned:
    """Return a cut all of whose shots were looked at frame by frame.

    Args:
        planned: a cut of drafts.
        again: plans the same cut from other analyses of the same films.
        look: how the films were looked at.
        folder: where the shots that were made sure are kept.
        eyes: the model that the analyses are of.
        progress: where stages are shown.
    """
    for _ in range(ROUNDS):
        wanted = [_unsure(planned, source) for source in range(len(planned.analyses))]
        if not any(wanted):
            return planned
        analyses = [
            _refined(analysis, shots, look=look, folder=folder, eyes=eyes, progress=progress)
            if shots
            else analysis
            for analysis, shots in zip(planned.analyses, wanted, strict=True)
        ]
        planned = again(analyses)
    if any(_unsure(planned, source) for source in range(len(planned.analyses))):
        progress.warn("some shots of the cut are still as the draft has them; leave out --draft")
    return planned


def _unsure(planned: Planned, source: int) -> tuple[int, ...]:
    """Return the shots of a film that the cut uses as the draft has them."""
    sure = set(planned.analyses[source].film.sure)
    used = {shot for clip in planned.edl.clips if clip.source == source for shot in clip.shots}
    return tuple(sorted(used - sure))


def _refined(
    analysis: Analysis,
    shots: Sequence[int],
    *,
    look: Look,
    folder: Path,
    eyes: Embedder,
    progress: Progress,
) -> Analysis:
    """Return the analysis of a draft with some shots made sure."""
    if not shots:
        return analysis
    from cutter.analysis.cues import with_cues
    from cutter.analysis.refine import adopt, refine, shots_within
    from cutter.analysis.store import Store
    from cutter.analysis.vectors import look_at
    from cutter.eyes.words import terms

    draft = analysis.film
    media = draft.media
    with contextlib.suppress(OSError):
        private_folder(folder)
    store = Store(folder, progress=progress)
    known = dict(zip(draft.pictures, analysis.image_vectors, strict=True))
    with store.lock(media.fingerprint):
        form = f"{draft.detector.removeprefix(look.detector.key())}-sure"
        donor = store.film(media.fingerprint, media.path, look.detector, form=form)
        if donor is None:
            donor = dataclasses.replace(draft, detector=f"{draft.detector}-sure")
        else:
            known = {**store.images(donor, eyes.name), **known}
        numbers = [n for shot in shots for n in shots_within(donor, draft.shots[shot].span)]
        donor = refine(donor, numbers, detector=look.detector, progress=progress)
        record = with_cues(adopt(draft, shots, donor), draft.cues, (), terms)
        images = look_at(record.pictures, eyes, progress=progress, known=known)
        known.update(zip(record.pictures, images, strict=True))
        store.keep_film(dataclasses.replace(donor, cues=(), cue_terms=()), is_newer=True)
        store.keep_images(
            donor, eyes.name, look_at(donor.pictures, eyes, progress=progress, known=known)
        )
    return dataclasses.replace(analysis, film=record, image_vectors=images)
