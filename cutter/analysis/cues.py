"""What is said in a film, laid beside what is seen. Knows nothing about subtitle files."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.schema import Cue, FilmRecord, Shot


def with_cues(
    record: FilmRecord,
    cues: tuple[Cue, ...],
    warnings: tuple[str, ...],
    terms: Callable[[str], tuple[str, ...]],
) -> FilmRecord:
    """Return the record with its cues, and with speech taken from these where there are any.

    Args:
        record: the film as it was watched; its `speech` is the share of voiced sound.
        cues: ordered by start.
        warnings: what was found wrong with the subtitles.
        terms: turns a text into its stemmed words.
    """
    warned = dataclasses.replace(record, warnings=record.warnings + warnings)
    if not cues:
        return warned
    signals = tuple(
        dataclasses.replace(signal, speech=spoken_share(shot, cues))
        for shot, signal in zip(record.shots, record.signals, strict=True)
    )
    return dataclasses.replace(
        warned, cues=cues, cue_terms=tuple(terms(cue.text) for cue in cues), signals=signals
    )


def spoken_share(shot: Shot, cues: tuple[Cue, ...]) -> float:
    """Return the share of a shot during which a cue stands, 0 to 1; overlaps count once."""
    spoken, reached = Fraction(0), shot.span.start
    for cue in cues:
        if cue.span.start >= shot.span.end:
            break
        start, end = max(cue.span.start, reached), min(cue.span.end, shot.span.end)
        if end > start:
            spoken += end - start
            reached = end
    return round(float(spoken / shot.span.duration), 6)
