"""One segment of a cut, or a piece of one, encoded by a run of ffmpeg of its own.

A finished piece found in the work folder is not encoded again. Knows nothing about other segments.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.render.clips import View, clip_arguments
from cutter.render.composed import composed
from cutter.render.decoded import has_doubtful_stamps, raw_arguments
from cutter.render.encoded import describe
from cutter.render.finished import finish, is_finished
from cutter.render.fonts import font_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.render.burnt import Burnt, Cues
    from cutter.render.encoder import Encoder
    from cutter.render.look import Colour
    from cutter.schema import Output
    from cutter.timeline.segments import Segment

SECONDS_PER_FRAME = 30.0
"""A frame that takes longer than this means a process that hangs."""


@dataclass(frozen=True, slots=True)
class Job:
    """One segment of the cut, or a piece of one, to be encoded."""

    number: int
    segment: Segment
    views: tuple[View, ...]
    output: Output
    colour: Colour
    cues: Cues
    work: Path

    @property
    def is_fed(self) -> bool:
        """Whether its frames are put together here, and not by ffmpeg."""
        return self.segment.kind == "title" or any(
            has_doubtful_stamps(view.media) for view in self.views
        )

    def encode(
        self, encoder: Encoder, count: Callable[[int], None], stopper: ffmpeg.Stopper
    ) -> Path:
        """Encode the segment, unless that is done already; check that no frame is missing."""
        part = self.work / f"{self.number:04d}.part.mp4"
        changes = self.cues.states(self.segment.first, self.segment.count)
        burnt: Burnt | None = None
        if self.is_fed:
            arguments = raw_arguments(self.output, self.colour, encoder, part)
        else:
            if changes:
                burnt = self.cues.written(changes, self.work / f"{self.number:04d}.png")
            arguments = clip_arguments(
                self.segment, self.views, self.output, self.colour, encoder, part, burnt
            )
        told = [*arguments, burnt.digest if burnt else repr(changes)]
        done = self.work / f"{self.number:04d}-{self._key(told)}.mp4"
        if not is_finished(done):
            limit = 60 + SECONDS_PER_FRAME * self.segment.count
            feed = (
                shown.tobytes()
                for shown in composed(self.segment, self.views, self.output, self.cues)
            )
            ffmpeg.run(
                arguments,
                on_frame=count,
                feed=feed if self.is_fed else None,
                timeout=limit,
                stopper=stopper,
            )
            self._check(part)
            finish(part, done)
        if burnt:
            burnt.path.unlink()
        count(self.segment.count)
        return done

    def _key(self, told: Sequence[str]) -> str:
        """Return a digest of all that decides about the bytes of the segment."""
        # The words themselves are in the segment and in what is told; the font is not.
        shown = [repr((view.media.fingerprint, view.piece, view.framing)) for view in self.views]
        title = self.segment.title
        font = font_name(title.text) if title else self.cues.font
        named = [word for word in told if str(self.work) not in word]
        key = "\0".join([ffmpeg.version(), repr(self.segment), font, *shown, *named])
        return hashlib.blake2b(key.encode(errors="surrogateescape"), digest_size=8).hexdigest()

    def _check(self, part: Path) -> None:
        wanted = self.segment.count
        try:
            found = describe(part).frames
        except RenderError:
            # ffmpeg ends well even where the film has nothing to show.
            found = 0
        if found != wanted:
            shown = " and ".join(
                f"{view.media.path} at {float(view.piece.start):.3f} s" for view in self.views
            )
            raise RenderError(
                f"{shown or 'the title'}: this part of the cut came out with {found} frames "
                f"instead of {wanted}; the film may be damaged there: "
                "leave that shot out with --never"
            )
