"""An edit list's picture as the segments that are rendered one by one: cards, bodies, transitions.

Every output frame lies in exactly one segment. Knows nothing about files or encoders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from cutter.errors import RenderError
from cutter.timeline.place import Placed, frame_count, nearest, pieces, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cutter.schema import EditDecisionList, Title

SegmentKind = Literal["title", "body", "dissolve", "to_black", "from_black"]

TITLE_FADE: Final = Fraction(1, 2)
"""Seconds in which the words of a card come, and go; a third of a card that is short."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of output frames that are made in one way."""

    kind: SegmentKind
    """A dip is two segments: the clip before it goes to black, the clip behind it comes back."""
    first: int
    """Number of its first frame in the output."""
    count: int
    """How many output frames it has; at least one."""
    placed: tuple[Placed, ...] = ()
    """What is shown: of a dissolve the clip before and the clip behind it, each as long as the
    segment; of a title nothing; else one."""
    title: Title | None = None

    def weight(self, number: int) -> Fraction:
        """Return how much of what the segment leads to a frame shows, 0 to 1.

        The frames of a dissolve stand evenly between the last that shows only the clip before it
        and the first that shows only the clip behind. The last frame that goes to black is black,
        and so is the first that comes back from it. A body and the words of a card are 1 where they
        are wholly there.

        Args:
            number: of the frame, counted from the segment's first.
        """
        if self.kind == "dissolve":
            return Fraction(number + 1, self.count + 1)
        if self.kind == "to_black":
            return Fraction(self.count - 1 - number, self.count)
        return Fraction(number, self.count) if self.kind == "from_black" else Fraction(1)


def segments(edl: EditDecisionList) -> tuple[Segment, ...]:
    """Return the segments of a cut in playing order, from its first frame to its last.

    Raises:
        RenderError: the cut is too short for a frame, or a transition cannot be made: it joins
            nothing, has no room in its clips, or a film has no frames for it.
    """
    placed = place(edl)
    halves = _halves(edl, placed)
    made = list(_card(edl, "start", 0, placed[0].first))
    for index, clip in enumerate(placed):
        before = halves.get(placed[index - 1].clip, 0) if index else 0
        behind = halves.get(clip.clip, 0)
        count = clip.count - before - behind
        if count < 0:
            raise RenderError(
                f"clip {clip.clip + 1} has {clip.count} frames, and the transitions at its ends "
                f"take {before + behind}; make them shorter, or the clip longer"
            )
        if count:
            body = _part(edl, clip, before, count)
            made.append(Segment("body", body.first, count, (body,)))
        if behind:
            made += _transition(edl, clip, placed[index + 1], behind)
    end = placed[-1].first + placed[-1].count
    return (*made, *_card(edl, "end", end, frame_count(edl) - end))


def in_pieces(made: tuple[Segment, ...], rate: Fraction) -> Iterator[Segment]:
    """Yield segments, long bodies in pieces of at most `PIECE_SECONDS`."""
    for segment in made:
        if segment.kind != "body":
            yield segment
            continue
        for piece in pieces(segment.placed, rate):
            yield Segment("body", piece.first, piece.count, (piece,))


def sources_of(made: Iterable[Segment]) -> list[int]:
    """Return which sources some segments show, in order."""
    return sorted({piece.source for segment in made for piece in segment.placed})


def word_share(segment: Segment, number: int, rate: Fraction) -> Fraction:
    """Return how bright the words of a card are in a frame of it, 0 to 1: they come and go gently.

    Args:
        segment: a title.
        number: of the frame, counted from the segment's first.
        rate: output frames per second.
    """
    fade = max(1, min(nearest(TITLE_FADE * rate), segment.count // 3))
    return min(Fraction(1), Fraction(min(number, segment.count - 1 - number), fade))


def _halves(edl: EditDecisionList, placed: tuple[Placed, ...]) -> dict[int, int]:
    """Return for each clip with a transition behind it how many frames that takes on each side."""
    shown = {piece.clip for piece in placed}
    halves: dict[int, int] = {}
    for transition in edl.transitions:
        after = transition.after
        if after in halves or not {after, after + 1} <= shown:
            raise RenderError(
                f"the {transition.kind} behind clip {after + 1} joins no two clips that are "
                "shown; take it out of the plan"
            )
        halves[after] = nearest(transition.duration * edl.output.frame_rate / 2)
    return halves


def _part(edl: EditDecisionList, clip: Placed, skipped: int, count: int) -> Placed:
    """Return a run of a clip's frames, which may begin before it and end behind it."""
    rate = edl.output.frame_rate
    beyond = max(0, skipped + count - clip.count)
    return replace(
        clip,
        first=clip.first + skipped,
        count=count,
        start=clip.start + skipped / rate,
        end=clip.end + beyond / rate,
    )


def _transition(
    edl: EditDecisionList, before: Placed, behind: Placed, half: int
) -> tuple[Segment, ...]:
    """Return what leads from one clip to the next, `half` frames on each side of their joint."""
    kind = next(one.kind for one in edl.transitions if one.after == before.clip)
    joint, at = behind.first, before.count - half
    if kind == "dip":
        goes, comes = _part(edl, before, at, half), _part(edl, behind, 0, half)
        return (
            Segment("to_black", goes.first, half, (goes,)),
            Segment("from_black", joint, half, (comes,)),
        )
    both = _part(edl, before, at, 2 * half), _part(edl, behind, -half, 2 * half)
    rate = edl.output.frame_rate
    last = both[0].start + (2 * half - 1) / rate
    # A film whose stamps are rounded may begin a little later than its frames tell.
    if both[1].start < -1 / (2 * rate) or last >= edl.sources[before.source].duration:
        raise RenderError(
            f"the dissolve behind clip {before.clip + 1} needs frames that the film does not have; "
            "make it shorter, or a cut"
        )
    return (Segment("dissolve", joint - half, 2 * half, both),)


def _card(
    edl: EditDecisionList, at: Literal["start", "end"], first: int, count: int
) -> tuple[Segment, ...]:
    """Return the card at one end of a cut; nothing without one."""
    titles = [title for title in edl.titles if title.place == at]
    return (Segment("title", first, count, title=titles[0]),) if titles and count else ()
