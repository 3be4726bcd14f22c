"""The subtitles of a cut as files beside it: `cut.en.srt` for `cut.mp4`.

Which there are is known when the cut is planned; so they are checked before it is rendered, and
written when it is there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import OutputRefused
from cutter.files import refuse_unfit_target, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.progress import Progress
    from cutter.schema import EditDecisionList


def caption_files(edl: EditDecisionList, target: Path) -> dict[Path, bytes]:
    """Return the SubRip files that belong beside a cut, by their paths; nothing is written.

    Players find them by their names: the cut's, the language's code, and `sdh` or `forced`, or a
    number, where one language has several. A track of no known language has the cut's name alone.

    Args:
        edl: the cut.
        target: where the cut is written.
    """
    from cutter.render.subtitles import srt
    from cutter.timeline.captions import caption_tracks

    found: dict[Path, bytes] = {}
    for track in caption_tracks(edl):
        # A language comes from a film's metadata, and may be anything.
        language = re.sub(r"[^a-z0-9]", "", track.language.lower())
        flag = track.title.lower() if track.title.lower() in ("sdh", "forced") else ""
        parts = [target.stem, *filter(None, (language, flag))]
        name, number = ".".join(parts), 2
        while target.with_name(f"{name}.srt") in found:
            name, number = ".".join([*parts, str(number)]), number + 1
        found[target.with_name(f"{name}.srt")] = srt(track.cues)
    return found


def refuse_unfit_captions(
    edl: EditDecisionList, target: Path, *, overwrite: bool, sources: Iterable[Path] = ()
) -> None:
    """Check, before a cut is rendered, that its subtitles may be written beside it.

    Args:
        edl: the cut.
        target: where it is written.
        overwrite: whether existing files may be replaced.
        sources: files that must never be touched, as subtitles that were asked for by name.

    Raises:
        OutputRefused: a file would be taken for a film's own subtitles, or may not be written.
        OutputExists: one is there and `overwrite` is false.
        UsageError: one would have a name that no file can have.
    """
    from cutter.media.subtitles import belongs_to

    for path in caption_files(edl, target):
        for film in (Path(source.path) for source in edl.sources):
            is_beside = film.parent.resolve() == path.parent.resolve()
            if is_beside and belongs_to(film, path) is not None:
                raise OutputRefused(
                    f"{path}: would be taken for subtitles of {film.name}; give the cut another "
                    "name, or write it to another folder"
                )
        refuse_unfit_target(path, sources=sources, overwrite=overwrite)


def may_be_captioned(
    edl: EditDecisionList,
    target: Path,
    *,
    overwrite: bool,
    sources: Iterable[Path] = (),
    progress: Progress,
) -> bool:
    """Whether subtitles are to be written beside a cut; says why not, where that is not wanted.

    Raises:
        OutputExists: a file is there and `overwrite` is false.
        UsageError: one would have a name that no file can have.
    """
    if not edl.output.subtitles_beside:
        return False
    try:
        refuse_unfit_captions(edl, target, overwrite=overwrite, sources=sources)
    except OutputRefused as error:
        progress.warn(f"no subtitles are written beside the cut: {error}")
        return False
    return True


def caption(
    edl: EditDecisionList,
    target: Path,
    *,
    overwrite: bool,
    sources: Iterable[Path] = (),
    progress: Progress,
) -> tuple[Path, ...]:
    """Write the subtitles of a cut that is there already beside it, where that is wanted.

    Raises:
        OutputRefused: the disk refuses.
        OutputExists: one is there and `overwrite` is false.
    """
    if not may_be_captioned(edl, target, overwrite=overwrite, sources=sources, progress=progress):
        return ()
    return write_captions(edl, target, overwrite=overwrite)


def write_captions(edl: EditDecisionList, target: Path, *, overwrite: bool) -> tuple[Path, ...]:
    """Write the subtitles of a cut beside it, each whole or not at all; return their paths.

    Raises:
        OutputRefused: the disk refuses.
        OutputExists: one is there and `overwrite` is false.
    """
    files = caption_files(edl, target)
    for path, data in files.items():
        write_whole(path, data, overwrite=overwrite)
    return tuple(files)
