"""Says in a sentence each what a person should know of a cut. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.marks import shot_name
from cutter.times import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.material import Material
    from cutter.edit.request import CutRequest
    from cutter.edit.select import Selection


def notes_on(
    material: Material, selection: Selection, request: CutRequest, budget: int, about: Sequence[str]
) -> tuple[str, ...]:
    """Return the notes on a selection.

    Args:
        material: the shots.
        selection: which of them are used.
        request: what was asked for.
        budget: output frames that were to be filled.
        about: notes on the cut as a whole, which come first.
    """
    notes = list(about)
    notes.extend(material.notes)
    notes.extend(_on_musts(material, selection))
    notes.extend(_on_filling(material, selection, request, budget))
    notes.extend(_on_lengths(material, selection, request))
    notes.extend(_on_doubts(material, selection))
    return tuple(notes)


def _on_musts(material: Material, selection: Selection) -> list[str]:
    """Say which shots the profile must have that found no room."""
    left = [
        number
        for number, must in enumerate(material.scores.columns.must)
        if must and material.frames[number] and number not in selection.chosen
    ]
    films, musts = len(material.films), material.scores.columns.must
    return [
        f"{shot_name(f, s, films)} shows '{musts[number]}', which the profile must"
        " have, but there is no room for it beside the others"
        for number in left
        for f, s in (material.where[number],)
        if not np.isin(selection.likeness.neighbours(number), selection.chosen).any()
    ]


def _on_filling(
    material: Material, selection: Selection, request: CutRequest, budget: int
) -> list[str]:
    """Say how much of the budget matches, if not all."""
    used = int(selection.frames.sum())
    columns = material.scores.columns
    fixed = {piece.number for piece in material.fixed}
    matching = sum(
        int(frames)
        for number, frames in zip(selection.chosen, selection.frames, strict=True)
        if columns.is_match[number]
        or columns.must[number]
        or int(number) in material.pinned
        or int(number) in fixed
    )
    whole, part = length(budget / request.frame_rate), length(matching / request.frame_rate)
    if request.fill:
        notes = []
        if matching < used:
            notes.append(f"only {part} of {whole} match; the best others fill the rest")
        if used < budget - 1:
            notes.append(f"all that may be used lasts {length(used / request.frame_rate)}")
        return notes
    if used >= budget - 1:
        return []
    left_out = (material.frames > 0) & columns.is_match
    left_out[selection.chosen] = False
    alike = sum(
        bool(np.isin(selection.likeness.neighbours(number), selection.chosen).any())
        for number in np.flatnonzero(left_out).tolist()
    )
    why = ""
    if alike:
        why = f" ({alike} near-duplicate {'shot' if alike == 1 else 'shots'} left out)"
    longest = request.clip_lengths().longest
    # Only where that held them short: a sentence may have made one longer.
    if request.max_clip is not None and int(selection.frames.max()) == longest:
        why += f" in clips of at most {length(longest / request.frame_rate)}"
    return [f"only {part} of {whole} match{why}; add --fill to fill up"]


def _on_lengths(material: Material, selection: Selection, request: CutRequest) -> list[str]:
    """Say where the usual lengths of clips gave way."""
    lengths = request.clip_lengths()
    fixed = {piece.number for piece in material.fixed} | material.pinned
    free = [
        int(frames)
        for number, frames in zip(selection.chosen, selection.frames, strict=True)
        if int(number) not in fixed
    ]
    long = sum(frames > lengths.longest for frames in free)
    short = sum(frames < lengths.shortest for frames in free)
    rate = request.frame_rate
    notes = []
    if long:
        usual = length(lengths.longest / rate)
        notes.append(f"{_clips(long)} longer than {usual} to fill the budget")
    if short:
        usual = length(lengths.shortest / rate)
        notes.append(f"{_clips(short)} shorter than {usual} to fill the budget")
    return notes


def _on_doubts(material: Material, selection: Selection) -> list[str]:
    """List chosen shots that nearly fall under a `never`."""
    notes = []
    for number in selection.chosen:
        doubt = material.scores.columns.doubtful[number]
        if doubt:
            f, s = material.where[number]
            name = shot_name(f, s, len(material.films))
            notes.append(f"{name} is used, though it may show '{doubt}'; --never '{name}' bans it")
    return notes


def _clips(count: int) -> str:
    return f"{count} clip is" if count == 1 else f"{count} clips are"
