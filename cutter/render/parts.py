"""Splits the clips of a cut into parts that are copied and parts that are encoded.

Knows nothing about encoders and files that are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cutter.media import h264_sets, nal
from cutter.media.packets import packet_tables, reading
from cutter.render.burnt import Cues
from cutter.render.matching import H264_PROFILES, LEAST_PROFILE
from cutter.render.runs import Run, frames_of, longest_run
from cutter.schema import TimeRange
from cutter.timeline.segments import segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cutter.media.packets import PacketReader
    from cutter.schema import EditDecisionList, Media, Output
    from cutter.timeline.place import Placed
    from cutter.timeline.segments import Segment


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A cut's segments, and which of them may be copied."""

    segments: tuple[Segment, ...]
    plain: frozenset[Segment]
    """Those that show frames of a film and nothing else."""
    cues: Cues
    """Those that are drawn into the picture."""
    output: Output

    @classmethod
    def of(cls, edl: EditDecisionList) -> Layout:
        """Return that of a cut.

        Raises:
            RenderError: as `segments` does.
        """
        made, cues = segments(edl), Cues.of(edl)
        bodies = (segment for segment in made if segment.kind == "body")
        plain = (one for one in bodies if not cues.states(one.first, one.count))
        return cls(made, frozenset(plain), cues, edl.output)

    def placed(self) -> list[Placed]:
        """Return what may be copied, in playing order."""
        return [one.placed[0] for one in self.segments if one in self.plain]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Frames that are either copied or encoded."""

    clip: int
    """Index into the edit list's clips."""
    source: int
    first: int
    """Number of its first frame in the film."""
    count: int
    run: Run | None
    """The packets, where it is copied."""
    segment: Segment | None = None
    """What is shown, where it is more than the film's frames: a transition, a card, or words."""


@dataclass(slots=True, eq=False)
class Copies:
    """What of which clips is copied, and the parameter sets that it needs."""

    runs: dict[int, Run] = field(default_factory=dict)
    """By index of the clip."""
    sets: dict[tuple[int, int], bytes] = field(default_factory=dict)
    """H.264's parameter sets by type and id; one header holds them all."""
    opening: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    """HEVC's parameter sets in force where each clip's run begins."""
    faults: dict[int, str] = field(default_factory=dict)
    """Why a clip cannot be copied though its packets could."""

    def parts(self, layout: Layout, films: Sequence[Media]) -> Iterator[Part]:
        """Yield all parts of the cut in playing order."""
        made = layout.segments
        for segment in made:
            if segment not in layout.plain:
                nearest = segment.placed or made[1 if segment is made[0] else -2].placed
                clip, source = nearest[0].clip, nearest[0].source
                yield Part(clip, source, 0, segment.count, None, segment)
                continue
            piece = segment.placed[0]
            first, end = frames_of(piece, films[piece.source].frame_rate)
            run = self.runs.get(piece.clip)
            if run is None:
                yield Part(piece.clip, piece.source, first, piece.count, None)
                continue
            if run.first > first:
                yield Part(piece.clip, piece.source, first, run.first - first, None)
            yield Part(piece.clip, piece.source, run.first, run.count, run)
            if run.end < end:
                yield Part(piece.clip, piece.source, run.end, end - run.end, None)

    def spare_id(self) -> int:
        """Return an id that no parameter set of H.264 has."""
        used = {number for _, number in self.sets}
        return next(number for number in range(32) if number not in used)

    def profile(self, pixel_format: str) -> str:
        """Return the profile of H.264 that all copies have at least, or that a format needs."""
        found = [
            h264_sets.read_sequence(unit).profile
            for (kind, _), unit in self.sets.items()
            if kind == nal.H264_SPS
        ]
        return H264_PROFILES[max([LEAST_PROFILE.get(pixel_format, 0), *(found or [100])])]


def find_copies(placed: Sequence[Placed], films: Sequence[Media]) -> Copies | None:
    """Find what can be copied; None where a film lacks frames that the cut shows.

    Raises:
        InputError: a film cannot be read on.
    """
    copies = Copies()
    for source in sorted({piece.source for piece in placed}):
        media = films[source]
        mine = [piece for piece in placed if piece.source == source]
        rate = media.frame_rate
        spans = [frames_of(piece, rate) for piece in mine]
        tables = packet_tables(media, [TimeRange(a / rate, b / rate) for a, b in spans])
        for piece, (first, end), table in zip(mine, spans, tables, strict=True):
            if not np.isin(np.arange(first, end), table.numbers).all():
                return None
            run = longest_run(table, first, end)
            if run is not None:
                copies.runs[piece.clip] = run
        with reading(media) as reader:
            for piece in mine:
                if piece.clip in copies.runs:
                    _take_sets(copies, piece.clip, media.codec, reader)
    for clip in copies.faults:
        del copies.runs[clip]
    return copies


def _take_sets(copies: Copies, clip: int, codec: str, reader: PacketReader) -> None:
    """Note the parameter sets of a clip's run, unless they contradict those of others."""
    if codec not in ("h264", "hevc"):
        return
    run = copies.runs[clip]
    first = next(reader.packets(run.table, run.row, run.row + 1))
    inside = [u for u in nal.units(first, reader.length_size) if nal.is_set(codec, u)]
    if codec == "hevc":
        ahead = () if inside else nal.parameter_sets(codec, reader.extradata)
        copies.opening[clip] = ahead
        return
    mine: dict[tuple[int, int], bytes] = {}
    for unit in (*nal.parameter_sets(codec, reader.extradata), *map(bytes, inside)):
        mine[nal.unit_type(codec, unit), h264_sets.set_id(unit)] = unit
    why = _unfit(mine, copies.sets)
    if why:
        copies.faults[clip] = why
    else:
        copies.sets.update(mine)


def _unfit(mine: Mapping[tuple[int, int], bytes], others: Mapping[tuple[int, int], bytes]) -> str:
    """Say why parameter sets cannot stand beside others in one header."""
    if any(others.get(key, unit) != unit for key, unit in mine.items()):
        return "its stream's headers contradict those of other clips"
    sequences = [
        h264_sets.read_sequence(u) for (kind, _), u in mine.items() if kind == nal.H264_SPS
    ]
    if not sequences:
        return "its stream has no headers"
    if not all(one.is_progressive for one in sequences):
        return "its stream may be interlaced"
    if not all(one.profile in H264_PROFILES for one in sequences):
        return f"its stream has the profile {sequences[0].profile}, which is not encoded here"
    ids = {number for _, number in (*others, *mine)}
    return "" if len(ids) < 32 else "no header id is left"
