"""What must hold of a cut's sound: no word is cut, nobody is talked over."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cutter.schema import Clip, TimeRange


def goes_on(one: Clip | None, other: Clip | None) -> bool:
    """Whether a clip is heard on in the next one, so that there is no edge between."""
    return (
        one is not None
        and other is not None
        and one.source == other.source
        and one.audio_range.end == other.audio_range.start
        and one.source_range.end == other.source_range.start
    )


def sound_edges(clips: Sequence[Clip]) -> list[tuple[int, Fraction]]:
    """Return (source, time) of every place at which the sound of a cut begins or ends."""
    edges = []
    for before, clip, behind in zip((None, *clips), clips, (*clips[1:], None), strict=False):
        if not goes_on(before, clip):
            edges.append((clip.source, clip.audio_range.start))
        if not goes_on(clip, behind):
            edges.append((clip.source, clip.audio_range.end))
    return edges


def is_inside(time: Fraction, spans: Iterable[TimeRange]) -> bool:
    """Whether a time lies amid one of the spans."""
    return any(span.start < time < span.end for span in spans)


def assert_no_word_is_cut(
    clips: Sequence[Clip], words: Sequence[Sequence[TimeRange]], *, may_split: bool
) -> None:
    """Check that no sound edge lies amid a word, and what else must hold of leading sound.

    Args:
        clips: in playing order.
        words: of each film what must be heard whole or not at all.
        may_split: whether sound may leave its picture.
    """
    for source, time in sound_edges(clips):
        assert not is_inside(time, words[source]), float(time)
    for before, clip, behind in zip((None, *clips), clips, (*clips[1:], None), strict=False):
        picture, sound = clip.source_range, clip.audio_range
        assert may_split or picture == sound
        # A picture's edge lies amid a word only while that sound goes on.
        if is_inside(picture.start, words[clip.source]) and not goes_on(before, clip):
            assert sound.start < picture.start
        if is_inside(picture.end, words[clip.source]) and not goes_on(clip, behind):
            assert sound.end > picture.end
    assert not clips or clips[0].audio_range.start >= clips[0].source_range.start
    assert not clips or clips[-1].audio_range.end <= clips[-1].source_range.end
    _assert_nobody_is_talked_over(clips)


def _assert_nobody_is_talked_over(clips: Sequence[Clip]) -> None:
    at, heard_until = Fraction(0), Fraction(0)
    for clip in clips:
        picture, sound = clip.source_range, clip.audio_range
        first = at + sound.start - picture.start
        last = at + picture.duration + sound.end - picture.end
        assert first >= heard_until >= 0
        heard_until = last
        at += picture.duration
    spans = sorted((clip.source, clip.audio_range, clip.source_range) for clip in clips)
    for one, other in pairwise(spans):
        if one[0] == other[0] and (one[1] != one[2] or other[1] != other[2]):
            assert one[1].end <= other[1].start, "a word is heard twice"


def assert_gapless(clips: Sequence[Clip]) -> None:
    """Check that the sound of a cut lasts as long as its picture and never stops between clips.

    Where a clip's sound goes on under the next picture, that one's own begins so much later.
    """
    for before, clip in pairwise(clips):
        late = before.audio_range.end - before.source_range.end
        assert clip.audio_range.start - clip.source_range.start == late
    if clips:
        assert clips[0].audio_range.start == clips[0].source_range.start
        assert clips[-1].audio_range.end == clips[-1].source_range.end
