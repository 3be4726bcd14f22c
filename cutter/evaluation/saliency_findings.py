"""Puts a file of predictions beside baselines and, if asked, beside another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.evaluation.findings import POSITION, Findings, Trial
from cutter.evaluation.saliency import by_position, figures_of
from cutter.evaluation.saliency_files import (
    SaliencyPrediction,
    match,
    read_predictions,
    read_truth,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cutter.evaluation.saliency import Floats
    from cutter.evaluation.saliency_files import SaliencyTruth

OURS, AGAINST = "predictions", "against"
NO_QUERY = "one score for all"
BRIEF = (
    "MR-full-mAP",
    "MR-full-mAP@0.5",
    "MR-full-mAP@0.75",
    "MR-short-mAP",
    "MR-middle-mAP",
    "MR-long-mAP",
    "MR-full-R1@0.5",
    "MR-full-R1@0.7",
    "HL-min-Fair-mAP",
    "HL-min-Fair-Hit1",
    "HL-min-Good-mAP",
    "HL-min-Good-Hit1",
    "HL-min-VeryGood-mAP",
    "HL-min-VeryGood-Hit1",
)
"""What the literature reports; the others are told to programs alone."""


def saliency_findings(
    truth: Path, predictions: Path, against: Path | None = None, *, partial: bool = False
) -> Findings:
    """Measure predictions; where clips are scored, beside what knows nothing of the query.

    Args:
        truth: a file of truth.
        predictions: a file of predictions.
        against: another, of the same queries.
        partial: leave out queries that only one of the files has.

    Raises:
        InputError: a file is not of the form, or the files are not of the same queries.
    """
    told = read_truth(truth)
    pairs = match(told, read_predictions(predictions), predictions, partial=partial)
    told = tuple(each for each, _ in pairs)
    found: dict[str, dict[str, Floats]] = {OURS: figures_of(pairs)}
    if against is not None:
        others = match(told, read_predictions(against), against)
        found[AGAINST] = figures_of(others)
    if pairs[0][1].scores is not None and all(each.clips for each in told):
        placed, flat = by_position(told)
        found[POSITION] = figures_of(_predicted(told, placed))
        found[NO_QUERY] = figures_of(_predicted(told, flat))
    trials = tuple(
        Trial(
            about=name,
            units=tuple(str(row) for row in range(len(values))),
            values={method: each[name] for method, each in found.items() if name in each},
            ours=OURS,
            is_detail=name not in BRIEF,
        )
        for name, values in found[OURS].items()
    )
    return Findings(
        title=f"{len(told)} queries",
        unit="percent, as QVHighlights defines the figures",
        of="queries",
        trials=trials,
        digits=2,
        notes=_notes(pairs),
    )


def _predicted(
    truth: Sequence[SaliencyTruth], scores: Mapping[str | int, Floats]
) -> list[tuple[SaliencyTruth, SaliencyPrediction]]:
    return [
        (each, SaliencyPrediction(each.qid, tuple(scores[each.qid].tolist()), None))
        for each in truth
    ]


def _notes(pairs: Sequence[tuple[SaliencyTruth, SaliencyPrediction]]) -> tuple[str, ...]:
    notes = []
    other = sum(each.scores is not None and len(each.scores) != t.n_clips for t, each in pairs)
    if other:
        notes.append(
            f"{other} queries have more or fewer scores than their film has clips; as the "
            "benchmark has it, those behind its end are cut off and missing ones are 0"
        )
    none = sum(each.windows == () for _, each in pairs)
    if none:
        notes.append(f"{none} queries have no window; they count as 0")
    return tuple(notes)
