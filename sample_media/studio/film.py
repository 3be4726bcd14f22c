"""From a plan to a film: the takes are filmed, joined by cuts, dissolves and fades, and written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from .encode import add_sound, encode_picture
from .plan import Boundary, FilmPlan, plan_film
from .truth import GroundTruth, place_cues
from .worlds import WORLDS
from .worlds.paint import Array


def build_film(
    out: Path,
    seed: int = 7,
    *,
    n_shots: int = 36,
    seconds: float = 90.0,
    n_dissolves: int = 5,
    size: tuple[int, int] = (640, 360),
    silent: bool = False,
    crf: int = 23,
    preset: str = "slow",
) -> GroundTruth:
    """Make a sample film and the ground truth beside it.

    Args:
        out: The MP4 to write; `.truth.json`, and with sound `.srt`, are written beside it.
        seed: The same seed and size give the same film.
        n_shots: How many shots.
        seconds: Length of the film, about.
        n_dissolves: How many boundaries are dissolves; one more fades through black.
        size: Width and height in pixels, both even.
        silent: Make the picture alone.
        crf: Constant quality of x264; smaller is better and larger in bytes.
        preset: Speed of x264.

    Returns:
        What is true about the film, as written to `.truth.json`.
    """
    plan = plan_film(seed, n_shots, seconds, n_dissolves=n_dissolves)
    truth = GroundTruth(plan, *size)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        picture = Path(folder) / "picture.mp4"
        encode_picture(film_frames(plan, *size), picture, size, plan.frame_rate, crf, preset)
        if silent:
            picture.replace(out)
        else:
            from .sound import build_sound, write_srt

            samples, cues = build_sound(truth.shots, float(plan.duration), seed)
            truth = replace(truth, cues=place_cues(plan, cues))
            whole = Path(folder) / "whole.mp4"
            add_sound(picture, samples, whole)
            whole.replace(out)
            write_srt(cues, out.with_suffix(".srt"))
    truth.write(out.with_suffix(".truth.json"))
    return truth


def film_frames(plan: FilmPlan, width: int, height: int) -> Iterator[Array]:
    """Yield every frame of the film, (height, width, 3) uint8 RGB."""
    take = _roll(plan, 0, width, height)
    cursor = 0
    for index, boundary in enumerate(plan.boundaries):
        for _ in range(boundary.start_frame - cursor):
            yield next(take)
        following = _roll(plan, index + 1, width, height)
        if boundary.kind == "dissolve":
            yield from _dissolve(take, following, boundary)
        elif boundary.kind == "fade":
            yield from _fade(take, following, boundary, plan.black_frames)
        take, cursor = following, boundary.end_frame
    yield from take


def _roll(plan: FilmPlan, index: int, width: int, height: int) -> Iterator[Array]:
    """Film one shot with all frames that it shows, those of its transitions too."""
    shot = plan.shots[index]
    start, end = shot.start_frame, shot.end_frame
    if index:
        start = _reach(plan, plan.boundaries[index - 1])[0]
    if index < len(plan.boundaries):
        end = _reach(plan, plan.boundaries[index])[1]
    rng = np.random.default_rng([plan.seed, 2, index])
    render = WORLDS[shot.world].render
    return render(rng, end - start, width, height, float(plan.frame_rate), shot.motion)


def _reach(plan: FilmPlan, boundary: Boundary) -> tuple[int, int]:
    """Tell from where the later shot is seen and until where the earlier one is."""
    if boundary.kind == "fade":
        middle = (boundary.start_frame + boundary.end_frame) // 2
        half = plan.black_frames // 2
        return middle + half, middle - half
    return boundary.start_frame, boundary.end_frame


def _dissolve(
    before: Iterator[Array], after: Iterator[Array], boundary: Boundary
) -> Iterator[Array]:
    """Mix two shots, a little more of the later one in every frame."""
    length = boundary.end_frame - boundary.start_frame
    for step in range(length):
        share = (step + 1) / (length + 1)
        yield cv2.addWeighted(next(before), 1.0 - share, next(after), share, 0.0)


def _fade(
    before: Iterator[Array], after: Iterator[Array], boundary: Boundary, black: int
) -> Iterator[Array]:
    """Darken one shot to black, hold, and brighten the next."""
    slope = (boundary.end_frame - boundary.start_frame - black) // 2
    frame: Array = np.zeros(0, np.uint8)
    for step in range(slope):
        frame = next(before)
        yield cv2.convertScaleAbs(frame, alpha=1.0 - (step + 1) / (slope + 1))
    for _ in range(black):
        yield np.zeros_like(frame)
    for step in range(slope):
        yield cv2.convertScaleAbs(next(after), alpha=(step + 1) / (slope + 1))
