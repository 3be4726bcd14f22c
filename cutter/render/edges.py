"""Encodes the parts of a cut that cannot be copied, many parts with one run of ffmpeg.

What is fed to the encoder are the decoder's own samples. Knows nothing about copies.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media import nal
from cutter.media.native import native_frames
from cutter.render.encoded import Coded, coded, describe
from cutter.render.finished import finish, is_finished
from cutter.render.fonts import font_name
from cutter.render.matching import Form, Settings, encoding
from cutter.render.painted import Canvas, painted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cutter.progress import Stage
    from cutter.render.parts import Layout, Part
    from cutter.schema import Media

BATCH_SECONDS: Final = 12
"""Most that one run encodes, unless a single part is longer: so that several run side by side, and
so that a killed run loses little. A constant, so that bytes do not depend on cores."""
SECONDS_PER_FRAME: Final = 30.0
"""A frame that takes longer than this means a process that hangs."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Parts that are encoded by one run of ffmpeg."""

    parts: tuple[Part, ...]
    path: Path
    media: Media
    """A film of the form that is matched."""
    settings: Settings
    layout: Layout
    """Of the cut, for parts that show more than frames of a film."""

    def starts(self) -> list[int]:
        """Return the number of each part's first frame, counted in what is fed."""
        return [0, *itertools.accumulate(part.count for part in self.parts[:-1])]

    def encode(
        self, films: Sequence[Media], tell: Callable[[], None], stopper: ffmpeg.Stopper
    ) -> None:
        """Encode the parts, unless that is done already.

        Raises:
            InputError: a frame cannot be decoded.
            RenderError: the encoder failed.
        """
        if is_finished(self.path):
            return
        unfinished = self.path.with_suffix(".part.mp4")
        total = sum(part.count for part in self.parts)
        ffmpeg.run(
            encoding(Form.of(self.media), self.settings, self.starts(), unfinished),
            feed=self._fed(films, tell),
            timeout=60 + SECONDS_PER_FRAME * total,
            stopper=stopper,
        )
        finish(unfinished, self.path)

    def _fed(self, films: Sequence[Media], tell: Callable[[], None]) -> Iterator[bytes]:
        """Yield the frames of all parts."""
        canvas = Canvas.of(self.media)
        # Neighbours of one film are read without opening it again.
        frames: Iterator[bytes]
        for shown, parts in itertools.groupby(self.parts, lambda one: one.segment or one.source):
            if isinstance(shown, int):
                runs = [(part.first, part.count) for part in parts]
                frames = (frame for _, frame in native_frames(films[shown], runs))
            else:
                frames = painted(shown, films, canvas, self.layout.output, self.layout.cues)
            for frame in frames:
                yield frame
                tell()

    def packets(self) -> Iterator[list[Coded]]:
        """Yield the packets of each part, ranked within it, with start codes.

        Raises:
            RenderError: the file is not what was to be encoded.
        """
        headers, held = coded(self.path)
        codec = self.media.codec
        for part, start in zip(self.parts, self.starts(), strict=True):
            mine = held[start : start + part.count]
            ranks = sorted(one.rank - start for one in mine)
            if ranks != list(range(part.count)) or not mine[0].is_iframe:
                raise RenderError(f"{self.path}: the encoder did not begin anew where it was told")
            yield [
                Coded(_with_start_codes(codec, one.data, headers), one.rank - start, one.is_iframe)
                for one in mine
            ]

    def headers(self) -> tuple[bytes, ...]:
        """Return the encoder's parameter sets."""
        if self.media.codec == "vp9":
            return ()
        return nal.parameter_sets(self.media.codec, describe(self.path).headers)


def _with_start_codes(codec: str, data: bytes, headers: bytes) -> bytes:
    """Return a packet of ours as copies are written too."""
    if codec == "vp9":
        return data
    parts = list(nal.units(data, nal.length_size(codec, headers)))
    return nal.START + nal.START.join(nal.copied_units(codec, parts, is_first=False))


def batches(
    parts: Sequence[Part],
    films: Sequence[Media],
    settings: Settings,
    layout: Layout,
    work: Path,
) -> tuple[Batch, ...]:
    """Return the runs of ffmpeg that encode parts, in playing order."""
    longest = max(1, int(BATCH_SECONDS * settings.rate))
    groups: list[list[Part]] = []
    filled = longest
    for part in parts:
        if filled + part.count > longest:
            groups.append([])
            filled = 0
        groups[-1].append(part)
        filled += part.count
    made = []
    for group in groups:
        told = [_told(part, films, layout) for part in group]
        key = "\0".join([ffmpeg.version(), repr(settings), *told]).encode()
        path = work / f"edge-{hashlib.blake2b(key, digest_size=8).hexdigest()}.mp4"
        made.append(Batch(tuple(group), path, films[group[0].source], settings, layout))
    return tuple(made)


def _told(part: Part, films: Sequence[Media], layout: Layout) -> str:
    """Return all that decides about a part's frames."""
    if part.segment is None:
        return f"{films[part.source].fingerprint} {part.first} {part.count}"
    segment, title = part.segment, part.segment.title
    changes = layout.cues.states(segment.first, segment.count)
    prints = [films[piece.source].fingerprint for piece in segment.placed]
    font = font_name(title.text) if title else layout.cues.font
    return repr((segment, prints, changes, font))


def encode_all(made: Sequence[Batch], films: Sequence[Media], workers: int, stage: Stage) -> None:
    """Encode batches side by side; the first failure ends them all.

    Raises:
        InputError: a frame cannot be decoded.
        RenderError: the encoder failed.
    """
    lock = threading.Lock()

    def tell() -> None:
        with lock:
            stage.advance()

    with (
        ThreadPoolExecutor(workers, thread_name_prefix="edges") as pool,
        # Left first: whatever interrupts the wait ends the processes, and so the threads.
        ffmpeg.Stopper() as stopper,
    ):
        waiting = [pool.submit(batch.encode, films, tell, stopper) for batch in made]
        try:
            for future in waiting:
                future.result()
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
