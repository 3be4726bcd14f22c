"""A cut whose frame has another shape than its films: its size, and how each clip is set into it.

Where a profile chose the cut, what is looked at for that is kept with the profile's data, as in
`drafting`: which shots those are tells of a taste.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.progress import SILENT, Progress
from cutter.schema import Framing, TimeRange
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cutter.edit.reframe import Framed, Part
    from cutter.schema import Analysis, Clip, EditDecisionList, Fit, Shot
    from cutter.schema.attention import Attention

STRETCH: Final = Fraction(20)
"""Longest piece of a shot that is looked at as one, in seconds: of a long shot only those pieces
that the cut uses are decoded."""
MOST_OBLONG: Final = 4
"""Longer side of a frame, in shorter ones, at most."""
ALIKE: Final = 0.98
"""Share of a picture that a crop to the frame's shape keeps for the shapes to be called the same:
the rounding of sizes to even numbers costs as much."""
_ASPECT: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)\s*:\s*([0-9]{1,4}(?:\.[0-9]{1,4})?)")
_Stretch = tuple[int, TimeRange]


def parse_aspect(text: str) -> Fraction:
    """Read `9:16`, `1:1` or `2.39:1` as width over height.

    Raises:
        UsageError: it is no such thing, or a strip.
    """
    match = _ASPECT.fullmatch(text.strip())
    wide, high = (Fraction(match[1]), Fraction(match[2])) if match else (Fraction(0), Fraction(0))
    if not wide or not high:
        raise UsageError(f"--aspect {quoted(text)} is no shape; write 9:16, 1:1, 4:5 or 16:9")
    if max(wide / high, high / wide) > MOST_OBLONG:
        raise UsageError(f"--aspect {quoted(text)}: from 1:{MOST_OBLONG} to {MOST_OBLONG}:1")
    return wide / high


def shaped_size(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Return the largest frame of a shape that lies inside a picture, with even sides.

    So nothing is enlarged: 1920 by 1080 gives 608 by 1080 for 9:16. Where a platform asks for more
    lines, `--size 1080x1920` makes them.

    Args:
        width: of the picture as shown, in pixels.
        height: the same.
        aspect: width over height.
    """
    if aspect < Fraction(width, height):
        return _even(height * aspect, width), _even(Fraction(height), height)
    return _even(Fraction(width), width), _even(width / aspect, height)


def reframed(
    edl: EditDecisionList,
    analyses: Sequence[Analysis],
    *,
    fit: Fit | None,
    folder: Path,
    progress: Progress = SILENT,
) -> EditDecisionList:
    """Return a cut whose clips are set into its frame's shape.

    Films that have this shape are not touched, and nothing is decoded for them; nor for `pad` and
    `blur`, which show all of a picture.

    Args:
        edl: the cut, with the size of its frame.
        analyses: one for each of its sources.
        fit: what is done with every clip; None to crop, and to show the whole of those pictures
            that a crop would take too much of.
        folder: where what was looked at is kept: `tasting.draft_folder`.
        progress: gets the stage `reframe`, counted in seconds of film.

    Raises:
        InputError: a film cannot be read on.
    """
    from cutter.edit.reframe import Framed, crop_share, frame_clip

    frame = (edl.output.width, edl.output.height)
    shares = []
    for analysis in analyses:
        media = analysis.film.media
        shares.append(crop_share((media.display_width, media.display_height), frame))
    is_shaped = [min(share) >= ALIKE for share in shares]
    if all(is_shaped[clip.source] for clip in edl.clips):
        return edl
    looked: Mapping[_Stretch, Attention] = {}
    if fit in (None, "crop"):
        wanted = [clip for clip in edl.clips if not is_shaped[clip.source]]
        looked = _looked_at(wanted, analyses, folder, progress)
    framed: list[Framed | None] = []
    for clip in edl.clips:
        if is_shaped[clip.source]:
            framed.append(None)
        elif fit in ("pad", "blur"):
            framed.append(Framed(Framing(fit)))
        else:
            parts = _parts(clip, analyses[clip.source], looked)
            length = analyses[clip.source].film.media.frame_duration
            framed.append(frame_clip(parts, shares[clip.source], length, may_blur=fit is None))
    return dataclasses.replace(
        edl,
        reframe=tuple(Framing("crop") if one is None else one.framing for one in framed),
        notes=(*edl.notes, *_notes([one for one in framed if one is not None])),
    )


def _looked_at(
    clips: Sequence[Clip], analyses: Sequence[Analysis], folder: Path, progress: Progress
) -> dict[_Stretch, Attention]:
    """Return what draws the eye in every stretch that the clips touch, decoded once or recalled."""
    from cutter.analysis.attention import VERSION, observe
    from cutter.analysis.store import Store
    from cutter.files import private_folder

    with contextlib.suppress(OSError):
        private_folder(folder)
    store = Store(folder, progress=progress)
    wanted: dict[_Stretch, None] = {}
    for clip in clips:
        for shot in _shots(clip, analyses[clip.source]):
            for stretch in _stretches(shot):
                if stretch.intersection(clip.source_range):
                    wanted[clip.source, stretch] = None
    found: dict[_Stretch, Attention] = {}
    missing: list[tuple[_Stretch, str]] = []
    for source, span in wanted:
        key = f"{span.start} {span.end} v{VERSION}"
        known = store.attention(analyses[source].film.media.fingerprint, key)
        if known is None:
            missing.append(((source, span), key))
        else:
            found[source, span] = known
    if not missing:
        return found
    total = sum(float(span.duration) for (_, span), _ in missing)
    with progress.stage("reframe", total=total) as stage:
        for (source, span), key in missing:
            media = analyses[source].film.media
            seen = observe(media, span)
            store.keep_attention(media.fingerprint, key, seen)
            found[source, span] = seen
            stage.advance(float(span.duration))
    return found


def _parts(clip: Clip, analysis: Analysis, looked: Mapping[_Stretch, Attention]) -> list[Part]:
    """Return a clip shot by shot, with what was seen there."""
    from cutter.edit.reframe import Part

    parts = []
    for shot in _shots(clip, analysis):
        span = shot.span.intersection(clip.source_range)
        if span is None:
            continue
        seen = [looked.get((clip.source, stretch)) for stretch in _stretches(shot)]
        parts.append(Part(span, tuple(one for one in seen if one is not None)))
    return parts


def _shots(clip: Clip, analysis: Analysis) -> list[Shot]:
    return [analysis.film.shots[index] for index in clip.shots]


def _stretches(shot: Shot) -> Iterator[TimeRange]:
    """Yield a shot in equal pieces, none longer than `STRETCH`."""
    count = math.ceil(shot.span.duration / STRETCH)
    step = shot.span.duration / count
    for index in range(count):
        start = shot.span.start + index * step
        yield TimeRange(start, start + step)


def _notes(framed: Sequence[Framed]) -> tuple[str, ...]:
    """Return what a person should know of how the clips are framed."""
    count = len(framed)
    moving = sum(one.framing.fit == "crop" and not one.is_still for one in framed)
    reasons = {
        "faces": "faces lie too far apart for the frame",
        "letters": "lettering is wider than the frame",
    }
    notes = []
    for why, words in reasons.items():
        if shown := sum(one.why == why for one in framed):
            verb = "is" if shown == 1 else "are"
            notes.append(
                f"{shown} of {count} clips {verb} shown whole on a blurred ground: {words}; "
                "--fit crop crops every clip"
            )
    if moving:
        notes.append(f"in {moving} of {count} clips the crop follows what moves")
    return tuple(notes)


def _even(value: Fraction, most: int) -> int:
    """Return the even number nearest to a length, from 2 to what there is."""
    return max(2, min(math.floor(value / 2 + Fraction(1, 2)) * 2, most - most % 2))
