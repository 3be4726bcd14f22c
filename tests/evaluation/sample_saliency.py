"""The sample film's ground truth as saliency truth: a query for each of its worlds."""

import json
from pathlib import Path
from typing import Any

from cutter.evaluation.saliency_files import CLIP_LENGTH
from sample_media.studio.vocabulary import WORLD_WORDS
from tests.films import SAMPLE_TRUTH

GRADED = ((0.75, 4), (0.5, 3), (0.25, 2))
"""A clip of which this share shows the world has this grade, from all three annotators."""


def sample_truth() -> list[dict[str, Any]]:
    """Return the lines: how much of each clip of two seconds shows each world."""
    told = json.loads(SAMPLE_TRUTH.read_text(encoding="utf-8"))
    n_clips = int(told["duration_seconds"] / CLIP_LENGTH)
    lines = []
    for number, world in enumerate(sorted({shot["world"] for shot in told["shots"]})):
        share = [0.0] * n_clips
        for shot in told["shots"]:
            if shot["world"] != world:
                continue
            for clip in range(n_clips):
                start, end = clip * CLIP_LENGTH, (clip + 1) * CLIP_LENGTH
                shared = min(end, shot["end"]) - max(start, shot["start"])
                share[clip] += max(0.0, shared) / CLIP_LENGTH
        graded = {
            clip: max([grade for least, grade in GRADED if part >= least], default=0)
            for clip, part in enumerate(share)
        }
        clips = [clip for clip, grade in graded.items() if grade]
        lines.append(
            {
                "qid": number,
                "query": WORLD_WORDS[world][0],
                "vid": "sample",
                "duration": told["duration_seconds"],
                "relevant_clip_ids": clips,
                "saliency_scores": [[graded[clip]] * 3 for clip in clips],
                "relevant_windows": _windows(clips),
            }
        )
    return lines


def write_lines(path: Path, lines: list[dict[str, Any]]) -> Path:
    """Write lines of JSON."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def _windows(clips: list[int]) -> list[list[int]]:
    windows: list[list[int]] = []
    for clip in clips:
        if windows and windows[-1][1] == clip * CLIP_LENGTH:
            windows[-1][1] += CLIP_LENGTH
        else:
            windows.append([clip * CLIP_LENGTH, (clip + 1) * CLIP_LENGTH])
    return windows
