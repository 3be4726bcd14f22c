"""Turns films and queries into saliency predictions, so that cutter itself can be measured.

Each query is read as a profile with one like; each clip of two seconds is scored by what is shown
and said in it, as a shot is when a cut is planned. Knows nothing about the truth but its queries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import InputError
from cutter.evaluation.saliency_files import CLIP_LENGTH, SaliencyPrediction
from cutter.evaluation.windows import MOST_WINDOWS
from cutter.progress import SILENT
from cutter.schema import CutDefaults, Preference, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.evaluation.saliency_files import SaliencyTruth
    from cutter.pipeline import Look
    from cutter.progress import Progress
    from cutter.schema import Analysis
    from cutter.taste.features import Features

    Floats = NDArray[np.float64]

SUFFIXES = (".mp4", ".mkv", ".webm", ".mov", ".avi", ".m4v", ".ts")
_STEPS = 8
"""Moments of a clip at which its shot and keyframes are looked up."""
LEVELS = (0.0, 0.5, 1.0, 1.5, 2.0)
"""Windows are runs of clips this many standard deviations above the film's mean score."""
ALIKE = 0.7
"""Of two windows that share this much (IoU), the one that stands out less is dropped."""


def predict(
    truth: Sequence[SaliencyTruth],
    films: Path,
    *,
    look: Look,
    partial: bool = False,
    progress: Progress = SILENT,
) -> tuple[SaliencyPrediction, ...]:
    """Score every clip of every query's film.

    Args:
        truth: the queries; of what people found nothing is read.
        films: a folder with a file for each `vid`, named by it (`VID.mp4`).
        look: how films are looked at.
        partial: leave out queries whose film is not there.
        progress: where stages are shown.

    Raises:
        InputError: a film is not there, or cannot be read.
    """
    from cutter.pipeline import analyze, open_look
    from cutter.pipeline.tasting import taste_of
    from cutter.taste.features import features_of

    paths = _films(truth, films, partial)
    eyes = open_look(look, progress)
    found: dict[str | int, SaliencyPrediction] = {}
    with progress.stage("scoring queries", len(paths)) as stage:
        for vid, path in paths.items():
            asked = [each for each in truth if each.vid == vid]
            likes = tuple(Preference("like", 1.0, text=each.query) for each in asked)
            analysis = analyze(path, look=look, eyes=eyes, progress=progress)
            taste = taste_of(Profile("", None, likes, (), CutDefaults()), eyes)
            features = features_of(analysis, taste)
            for column, each in enumerate(asked):
                scores = clip_scores(analysis, features, column, each.n_clips)
                found[each.qid] = SaliencyPrediction(
                    each.qid,
                    tuple(scores.tolist()),
                    clip_windows(scores),
                    each.query,
                    each.vid,
                )
            stage.advance()
    return tuple(found[each.qid] for each in truth if each.qid in found)


def clip_scores(analysis: Analysis, features: Features, want: int, n_clips: int) -> Floats:
    """Return how well each clip of two seconds shows or says one want, 0 to 1.

    What a clip shows is the mean over its time of the match of the keyframes before and after,
    in one shot drawn from the one to the other, so that a clip across a cut is of both shots. What
    it says is the best cue heard in it; the two together as of a shot.

    Args:
        analysis: the film.
        features: of its keyframes and cues with the wants.
        want: which of the wants.
        n_clips: how many clips to score; those behind the film's end have 0.

    Returns:
        (n_clips,) float64.
    """
    from cutter.taste.calibrate import noisy_or

    film = analysis.film
    steps = (np.arange(n_clips * _STEPS) + 0.5) * (CLIP_LENGTH / _STEPS)
    shown = np.zeros(len(steps))
    times = np.array([float(key.time) for key in film.keyframes])
    shots = np.array([key.shot for key in film.keyframes])
    by_keyframe = features.by_keyframe[:, want]
    for shot in film.shots:
        inside = (float(shot.span.start) <= steps) & (steps < float(shot.span.end))
        own = shots == shot.index
        if inside.any() and own.any():
            shown[inside] = np.interp(steps[inside], times[own], by_keyframe[own])
    shown = shown.reshape(n_clips, _STEPS).mean(axis=1)
    said = np.zeros(n_clips)
    for cue, match in zip(film.cues, features.by_cue[:, want].tolist(), strict=True):
        first = int(cue.span.start // CLIP_LENGTH)
        last = -int(-cue.span.end // CLIP_LENGTH)
        said[first:last] = np.maximum(said[first:last], match)
    return noisy_or(shown, said)


def clip_windows(scores: Floats) -> tuple[tuple[float, float, float], ...]:
    """Return windows that stand out, the most so first, ten at most: start, end, score.

    They are the runs of clips above some levels (`LEVELS`), each scored by how far its mean lies
    above the film's, times the square root of its length: what a mean of so many is known to.
    Where all scores are the same, it is the whole film.

    Args:
        scores: (n_clips,) of a film's clips in order.
    """
    if not len(scores):
        return ()
    mean, spread = float(scores.mean()), float(scores.std())
    if spread == 0:
        return ((0.0, float(len(scores) * CLIP_LENGTH), 0.0),)
    runs = {run for level in LEVELS for run in _runs(scores > mean + level * spread)}
    ranked = sorted(
        ((_contrast(scores, run, mean), run) for run in runs),
        key=lambda each: (-each[0], each[1]),
    )
    kept: list[tuple[float, tuple[int, int]]] = []
    for score, run in ranked:
        if len(kept) < MOST_WINDOWS and all(_iou(run, other) < ALIKE for _, other in kept):
            kept.append((score, run))
    return tuple(
        (float(start * CLIP_LENGTH), float(end * CLIP_LENGTH), score)
        for score, (start, end) in kept
    )


def _contrast(scores: Floats, run: tuple[int, int], mean: float) -> float:
    start, end = run
    return round(float((scores[start:end].mean() - mean) * np.sqrt(end - start)), 6)


def _runs(is_high: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_high, [False]])))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _iou(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def _films(truth: Sequence[SaliencyTruth], films: Path, partial: bool) -> dict[str, Path]:
    """Return the film of each `vid`, in the truth's order."""
    if not films.is_dir():
        raise InputError(f"{films}: is no folder; name the one that holds the films", films)
    there = {path.stem: path for path in sorted(films.iterdir()) if path.suffix.lower() in SUFFIXES}
    vids = list(dict.fromkeys(each.vid for each in truth))
    missing = [vid for vid in vids if vid not in there]
    if missing and (not partial or len(missing) == len(vids)):
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        told = f"{films}: no film {missing[0]}.mp4{more}"
        hint = "" if len(missing) == len(vids) else "; add --partial to leave them out"
        raise InputError(told + hint, films)
    return {vid: there[vid] for vid in vids if vid in there}
