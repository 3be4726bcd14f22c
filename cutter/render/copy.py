"""The copy renderer: packets of the film where a clip's edges allow it, encoded frames elsewhere.

Copied frames are the film's own, bit for bit. What cannot be copied is encoded in the film's own
form, so that both lie in one stream; where a film or a cut does not allow that, all of it is
encoded by the FFmpeg renderer.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cutter.cores import cores
from cutter.errors import CutterError, FfmpegFailed, InputError, RenderError
from cutter.media import h264_sets, nal
from cutter.media.packets import PLAIN, reading
from cutter.render.assemble import assemble
from cutter.render.edges import batches, encode_all
from cutter.render.encoded import Coded, describe
from cutter.render.ffmpeg_renderer import FfmpegRenderer
from cutter.render.joints import broken_clips
from cutter.render.matching import Form, Settings, refusal
from cutter.render.parts import Layout, find_copies
from cutter.render.renderer import Pictures
from cutter.timeline.segments import sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cutter.media.packets import PacketReader
    from cutter.progress import Progress
    from cutter.render.edges import Batch
    from cutter.render.encoder import Encoder
    from cutter.render.parts import Copies, Part
    from cutter.schema import EditDecisionList, Media


class CopyRenderer:
    """Copies what can be copied, and encodes the rest to match."""

    name = "copy"

    def __init__(self, encoder: Encoder, workers: int | None = None) -> None:
        """Use `encoder` where nothing can be copied; edges are always encoded on the CPU."""
        self._whole = FfmpegRenderer(encoder, workers)
        self._workers = workers or cores()

    def picture(
        self,
        edl: EditDecisionList,
        films: Sequence[Media],
        work: Path,
        progress: Progress,
    ) -> Pictures:
        """Make the picture of a cut; see `Renderer.picture`."""
        layout = Layout.of(edl)
        used = [films[index] for index in sources_of(layout.segments)]
        why = refusal(used, edl.output)
        if not why and not layout.plain:
            why = "every frame has words in it, or leads from one clip to another"
        if not why:
            copies = find_copies(layout.placed(), films)
            if copies is not None:
                try:
                    return self._copied(layout, films, copies, work, progress)
                except (InputError, FfmpegFailed) as error:
                    # A frame that does not decode, or an ffmpeg without the codec's encoder.
                    why = str(error)
            else:
                why = f"{used[0].path.name} lacks frames that the cut shows"
        progress.warn(f"nothing is copied, all is encoded: {why}")
        return self._whole.picture(edl, films, work, progress)

    def _copied(
        self,
        layout: Layout,
        films: Sequence[Media],
        copies: Copies,
        work: Path,
        progress: Progress,
    ) -> Pictures:
        """Assemble the picture; clips that do not hold when decoded are encoded after all."""
        faults = copies.faults
        while True:
            for clip, why in sorted(faults.items()):
                progress.warn(f"clip {clip + 1} is encoded, not copied: {why}")
            parts = tuple(copies.parts(layout, films))
            try:
                path = self._made(layout, films, copies, parts, work, progress)
                broken = broken_clips(path, parts, films, self._workers)
                faults = dict.fromkeys(broken, "its frames do not decode as the film's own do")
            except _UnfitError as error:
                faults = {error.clip: "its stream's headers change amid it"}
            if not faults:
                break
            for clip in faults:
                del copies.runs[clip]
        form = Form.of(films[parts[0].source])
        copied = sum(part.count for part in parts if part.run is not None)
        total = sum(part.count for part in parts)
        return Pictures((path,), form.codec, form.pixel_format, total, copied)

    def _made(
        self,
        layout: Layout,
        films: Sequence[Media],
        copies: Copies,
        parts: Sequence[Part],
        work: Path,
        progress: Progress,
    ) -> Path:
        """Encode what is not copied, and put all of it together."""
        media = films[parts[0].source]
        is_h264 = media.codec == "h264"
        settings = Settings.of(
            layout.output,
            copies.profile(media.pixel_format) if is_h264 else "",
            copies.spare_id() if is_h264 else 0,
        )
        encoded = [part for part in parts if part.run is None]
        made = batches(encoded, films, settings, layout, work)
        total = sum(part.count for part in parts)
        with progress.stage("picture", total) as stage:
            encode_all(made, films, self._workers, stage)
            target = work / "picture.mp4"
            template = (made[0].path, 0) if made else (media.path, media.video_index)
            with contextlib.ExitStack() as stack:
                readers = {
                    source: stack.enter_context(reading(films[source]))
                    for source in {part.source for part in parts if part.run is not None}
                }
                written = assemble(
                    _packets(parts, made, films, copies, readers),
                    target,
                    template=template[0],
                    index=template[1],
                    headers=_headers(media.codec, parts, copies, made),
                    frame_rate=layout.output.frame_rate,
                    delay=_delay(parts, made),
                )
            stage.advance(sum(part.count for part in parts if part.run is not None))
        if written != total:
            raise RenderError(f"the picture came out with {written} frames instead of {total}")
        return target


class _UnfitError(CutterError):
    """A run of packets cannot be copied, as only reading it shows."""

    def __init__(self, clip: int) -> None:
        super().__init__(f"clip {clip + 1} cannot be copied")
        self.clip = clip


def _packets(
    parts: Sequence[Part],
    made: Sequence[Batch],
    films: Sequence[Media],
    copies: Copies,
    readers: Mapping[int, PacketReader],
) -> Iterator[Iterable[Coded]]:
    """Yield the packets of every part in playing order."""
    encoded = (packets for batch in made for packets in batch.packets())
    for part in parts:
        if part.run is None:
            yield next(encoded)
        else:
            yield _of_run(part, films[part.source].codec, copies, readers[part.source])


def _of_run(part: Part, codec: str, copies: Copies, reader: PacketReader) -> Iterator[Coded]:
    """Yield a run's packets as they are copied; its leading pictures are left out."""
    run = part.run
    if run is None:
        return
    ranks = dict(run.ranks())
    held = reader.packets(run.table, run.row, run.end_row)
    for row, data in zip(range(run.row, run.end_row), held, strict=True):
        if row not in ranks:
            continue
        is_iframe = bool(run.table.kinds[row] != PLAIN)
        if codec == "vp9":
            yield Coded(data, ranks[row], is_iframe)
            continue
        units = list(nal.units(data, reader.length_size))
        kept = nal.copied_units(codec, units, is_first=row == run.row)
        if codec == "hevc" and row == run.row:
            kept = [*copies.opening[part.clip], *kept]
        for unit in units if codec == "h264" else ():
            if nal.is_set(codec, unit):
                key = nal.unit_type(codec, unit), h264_sets.set_id(unit)
                if copies.sets.get(key) != bytes(unit):
                    raise _UnfitError(part.clip)
        yield Coded(nal.START + nal.START.join(kept), ranks[row], is_iframe)


def _headers(codec: str, parts: Sequence[Part], copies: Copies, made: Sequence[Batch]) -> bytes:
    """Return what the file's header says of the codec.

    H.264's sets of all parts, each with an id of its own, so that any player finds them; of HEVC
    those that the picture begins with, the others come where they begin to hold.
    """
    if codec == "h264":
        sets = dict(copies.sets)
        for unit in made[0].headers() if made else ():
            sets[nal.unit_type(codec, unit), h264_sets.set_id(unit)] = unit
        found = tuple(sets[key] for key in sorted(sets))
    elif codec == "hevc":
        opening = [copies.opening[part.clip] for part in parts if part.run is not None]
        found = made[0].headers() if made else next(filter(None, opening), ())
    else:
        return b""
    return b"".join(nal.START + unit for unit in found)


def _delay(parts: Sequence[Part], made: Sequence[Batch]) -> int:
    """Return by how many frames decoding must run ahead of showing."""
    delays = [describe(batch.path).delay for batch in made]
    for part in parts:
        if part.run is not None:
            delays.append(max(at - rank for at, (_, rank) in enumerate(part.run.ranks())))
    return max(delays)
