"""Writes a cut: checks, renders, joins, verifies, and moves the film into place whole."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.errors import OutputRefused, SourceChanged, UsageError
from cutter.files import atomic_output, refuse_unfit_target
from cutter.media.source import fingerprint
from cutter.progress import SILENT
from cutter.render.join import SUFFIXES, join
from cutter.render.verify import verify
from cutter.render.work import work_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cutter.progress import Progress
    from cutter.render.renderer import Pictures, Renderer
    from cutter.schema import EditDecisionList, Media

BITS_PER_PIXEL = 0.1
"""What x264 needs at crf 20 for busy pictures; with it the need for space is guessed."""


def refuse_unfit_suffix(target: Path) -> None:
    """Check, before any work, that a cut may be written to a file of that name.

    Raises:
        UsageError: the suffix is none that `write_cut` takes.
    """
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{target}: name an output that ends in {', '.join(SUFFIXES)}")


def write_cut(
    edl: EditDecisionList,
    films: Sequence[Media],
    target: Path,
    *,
    renderer: Renderer,
    overwrite: bool = False,
    work: Path | None = None,
    keep_metadata: bool = False,
    progress: Progress = SILENT,
    tell: Callable[[Pictures], None] | None = None,
) -> Path:
    """Render a cut and write it to `target`.

    Args:
        edl: the cut.
        films: the opened sources, in the order of `edl.sources`.
        target: .mp4, .m4v, .mov or .mkv.
        renderer: what makes the picture.
        overwrite: whether an existing target may be replaced.
        work: where intermediate files go; a hidden folder beside the target unless given. It is
            emptied of them at the end, but keeps finished clips when the run is killed, so that
            the next run of the same cut goes on from there.
        keep_metadata: copy the first film's tags; else nothing of it gets into the file.
        progress: where stages are shown.
        tell: given what the renderer made, once the cut is written.

    Returns:
        The target.

    Raises:
        UsageError: the target's suffix is none of the above.
        OutputRefused: the target is a source, or there is no room for it.
        OutputExists: the target is there and `overwrite` is false.
        SourceChanged: a film is not the one that was planned with.
        RenderError: ffmpeg failed.
        VerificationFailed: what was written is not what was planned.
    """
    refuse_unfit_suffix(target)
    paths = [media.path for media in films]
    refuse_unfit_target(target, sources=paths, overwrite=overwrite)
    _refuse_other_films(edl, films)
    with work_folder(work or target.parent, _name(edl, target, renderer)) as folder:
        _refuse_without_room(edl, target, folder)
        with _sound(edl, films, folder, progress) as sound:
            pictures = renderer.picture(edl, films, folder, progress)
        # Joined and checked among the intermediate files, so that a run that is killed leaves
        # nothing else; beside the target it is there only to be moved into place.
        joined = folder / f"cut{target.suffix.lower()}"
        metadata = _metadata(films[0]) if keep_metadata else None
        join(pictures.files, sound, joined, frame_rate=edl.output.frame_rate, metadata=metadata)
        form = (pictures.codec, pictures.pixel_format)
        verify(joined, edl, called=target, form=form)
        with atomic_output(target, sources=paths, overwrite=overwrite) as part:
            shutil.move(joined, part)
    if tell is not None:
        tell(pictures)
    return target


@contextlib.contextmanager
def _sound(
    edl: EditDecisionList, films: Sequence[Media], folder: Path, progress: Progress
) -> Iterator[Path | None]:
    """Make the sound of a cut beside what a block does; it is there when the block is left.

    Args:
        edl: the cut.
        films: the opened sources.
        folder: where the file goes.
        progress: where the stage is shown.

    Yields:
        The file; None for a silent cut.
    """
    if not edl.output.has_sound:
        yield None
        return
    # Here, so that a suffix is refused without numpy.
    from cutter.render.sound import encode_sound

    target = folder / "sound.m4a"
    with (
        ThreadPoolExecutor(1, thread_name_prefix="sound") as pool,
        # Left first: where the picture fails or is interrupted, the sound ends too.
        ffmpeg.Stopper() as stopper,
    ):
        made = pool.submit(encode_sound, edl, films, target, progress, stopper)
        yield target
        made.result()


def _name(edl: EditDecisionList, target: Path, renderer: Renderer) -> str:
    """Return a name that a later run of the same cut has too; it tells nothing of the cut."""
    told = f"{target.name}\0{renderer.name}\0{edl!r}".encode(errors="surrogateescape")
    return hashlib.blake2b(told, digest_size=8).hexdigest()


def _refuse_other_films(edl: EditDecisionList, films: Sequence[Media]) -> None:
    """Check that the films are those of the plan, and still are what was opened."""
    if len(films) != len(edl.sources):
        raise UsageError(f"the plan names {len(edl.sources)} films, {len(films)} were given")
    for source, media in zip(edl.sources, films, strict=True):
        if media.fingerprint != source.fingerprint or fingerprint(media.path) != source.fingerprint:
            raise SourceChanged(
                f"{media.path}: is not the film that was planned with; plan the cut again",
                media.path,
            )


def _refuse_without_room(edl: EditDecisionList, target: Path, folder: Path) -> None:
    """Check roughly that the clips and the finished film find room, before any work."""
    output = edl.output
    pixels = output.width * output.height * float(output.frame_rate * edl.duration)
    # Six steps of crf halve the rate; the sound has 192 kbit/s; clips and film exist side by side.
    picture = pixels * BITS_PER_PIXEL / 8 * 2 ** ((20 - output.crf) / 6)
    needed = int(2 * (picture + float(edl.duration) * 24_000))
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OutputRefused(
            f"{target}: about {needed >> 20} MB are needed to write it, {free >> 20} MB are free"
        )


def _metadata(media: Media) -> dict[str, str]:
    from cutter.media.container import opened

    with opened(media.path) as container:
        return dict(container.metadata)
