"""Writes a cut: checks, renders, joins, verifies, and moves the film into place whole."""

from __future__ import annotations

import contextlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.errors import OutputExists, OutputRefused, RenderError, SourceChanged, UsageError
from cutter.files import atomic_output, refuse_unfit_target
from cutter.files.scratch import name_of, scratch_folder
from cutter.media.languages import language_code
from cutter.media.music import refuse_other_music
from cutter.media.source import fingerprint
from cutter.media.tracks import default_audio
from cutter.progress import SILENT
from cutter.render.join import SUFFIXES, join
from cutter.render.room import kept_sounds, needed_bytes, refuse_without_room, when_full
from cutter.render.tracks import Sound
from cutter.render.verify import verify
from cutter.timeline.captions import caption_tracks
from cutter.timeline.chapters import chapters_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cutter.progress import Progress
    from cutter.render.renderer import Pictures, Renderer
    from cutter.schema import EditDecisionList, Media


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
    if edl.music is not None:
        paths.append(Path(edl.music.path))
    refuse_unfit_target(target, sources=paths, overwrite=overwrite)
    # From here on the folder is the one that it is now, whatever its name leads to later.
    settled = target.parent.resolve() / target.name
    _refuse_other_films(edl, films)
    if edl.music is not None:
        refuse_other_music(edl.music, Path(edl.music.path))
    place = work or settled.parent
    kept, further = kept_sounds(edl), len(edl.other_sound)
    refuse_without_room(target, edl.output, edl.duration, place, kept=kept, further=further)
    needed = needed_bytes(edl.output, edl.duration, kept=kept, further=further)
    with _work(place, _name(edl, target, renderer), target, needed) as folder:
        try:
            with _sounds(edl, films, folder, progress) as sounds:
                pictures = renderer.picture(edl, films, folder, progress)
            # Clips of two states of a file would be no cut of either.
            _refuse_other_films(edl, films)
            metadata = _metadata(films[0]) if keep_metadata else None
            joined = _joined(edl, pictures, sounds, folder, target, metadata)
            with atomic_output(settled, sources=paths, overwrite=overwrite) as part:
                shutil.move(joined, part)
        except (RenderError, OSError) as error:
            full = when_full(error, target, folder, needed)
            if full is None or isinstance(error, OutputExists):
                raise
            raise full from error
    if tell is not None:
        tell(pictures)
    return target


def _joined(
    edl: EditDecisionList,
    pictures: Pictures,
    sounds: Sequence[Sound],
    folder: Path,
    target: Path,
    metadata: dict[str, str] | None,
) -> Path:
    """Write the film among the intermediate files, and check it.

    A run that is killed so leaves nothing elsewhere: beside the target the film is there only to
    be moved into place.
    """
    joined = folder / f"cut{target.suffix.lower()}"
    join(
        pictures.files,
        sounds,
        joined,
        frame_rate=edl.output.frame_rate,
        captions=caption_tracks(edl) if edl.output.carries_subtitles else (),
        chapters=chapters_of(edl),
        metadata=metadata,
    )
    verify(joined, edl, called=target, form=(pictures.codec, pictures.pixel_format))
    return joined


@contextlib.contextmanager
def _work(parent: Path, name: str, target: Path, needed: int) -> Iterator[Path]:
    """Make, or take up, the folder of what is made on the way."""
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch_folder(parent, name))
        except OSError as error:
            reason = error.strerror or str(error)
            refused = OutputRefused(f"{parent}: cannot hold intermediate files ({reason})")
            raise when_full(error, target, parent, needed) or refused from error
        yield folder


@contextlib.contextmanager
def _sounds(
    edl: EditDecisionList, films: Sequence[Media], folder: Path, progress: Progress
) -> Iterator[tuple[Sound, ...]]:
    """Make the sounds of a cut beside what a block does; they are there when the block is left.

    Args:
        edl: the cut.
        films: the opened sources.
        folder: where the files go.
        progress: where the stage is shown.

    Yields:
        The tracks in file order; none for a silent cut.
    """
    if not edl.output.has_sound:
        yield ()
        return
    # Here, so that a suffix is refused without numpy.
    from cutter.render.sound import encode_sound

    main = Sound(folder / "sound.m4a", _language(films))
    further = (
        Sound(folder / f"sound{number}.m4a", track.language, track.title)
        for number, track in enumerate(edl.other_sound, start=1)
    )
    sounds = (main, *further)

    def encode(stopper: ffmpeg.Stopper) -> None:
        # One after the other: the picture needs the cores.
        for number, sound in enumerate(sounds):
            encode_sound(edl, films, sound.path, progress, stopper, track=number)

    with (
        ThreadPoolExecutor(1, thread_name_prefix="sound") as pool,
        # Left first: where the picture fails or is interrupted, the sound ends too.
        ffmpeg.Stopper() as stopper,
    ):
        made = pool.submit(encode, stopper)
        yield sounds
        made.result()


def _language(films: Sequence[Media]) -> str:
    """Return the language that is heard in all films; an empty string where there is no one."""
    heard = [track for track in map(default_audio, films) if track is not None]
    languages = {language_code(track.language) for track in heard}
    return languages.pop() if len(languages) == 1 else ""


def _name(edl: EditDecisionList, target: Path, renderer: Renderer) -> str:
    """Return a name that a later run of the same cut has too; it tells nothing of the cut."""
    return name_of(f"{target.name}\0{renderer.name}\0{edl!r}")


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


def _metadata(media: Media) -> dict[str, str]:
    from cutter.media.container import opened

    with opened(media.path) as container:
        return dict(container.metadata)
