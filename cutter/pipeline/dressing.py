"""A cut that is chosen gets what goes round its clips and needs files to be read.

Subtitles and further sound, the place of each picture in a frame of another shape, music. What
needs no file is there already (`choosing.py`). Composes, and does no work of its own.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.schema import CueTrack, Source

if TYPE_CHECKING:
    from cutter.pipeline.choosing import Planned
    from cutter.pipeline.looking import Look
    from cutter.progress import Progress


def dressed(planned: Planned, look: Look, progress: Progress) -> Planned:
    """Return a plan whose edit list says all that is to be rendered.

    Args:
        planned: the cut as it was chosen.
        look: how films are looked at.
        progress: where stages are shown.

    Raises:
        InputError: a file that the cut is to carry cannot be used.
        UsageError: what was wished is not in these films.
    """
    from cutter.pipeline.bed import with_music
    from cutter.pipeline.carrying import with_carried
    from cutter.pipeline.shaping import reframed
    from cutter.pipeline.tasting import draft_folder

    wish, output = planned.wish, planned.edl.output
    films = [analysis.film.media for analysis in planned.analyses]
    is_read = output.carries_subtitles or output.subtitles_beside or output.burnt_in is not None
    edl = with_carried(planned.edl, films, look, progress, subtitles=is_read)
    if wish.denied:
        sources = tuple(_without_denied(source, wish.denied) for source in edl.sources)
        edl = dataclasses.replace(edl, sources=sources)
    if wish.aspect is not None or wish.fit is not None:
        folder = draft_folder(planned.profile, look.cache)
        edl = reframed(edl, planned.analyses, fit=wish.fit, folder=folder, progress=progress)
    return dataclasses.replace(planned, edl=with_music(edl, planned.analyses, wish, look.policy))


def _without_denied(source: Source, denied: tuple[str, ...]) -> Source:
    """Return a film without the cues that say denied words, in whichever language."""
    from cutter.edit.bans import holds_denied

    tracks = (
        CueTrack(
            track.language,
            track.title,
            tuple(cue for cue in track.cues if not holds_denied(cue.text, denied)),
        )
        for track in source.subtitles
    )
    return dataclasses.replace(source, subtitles=tuple(track for track in tracks if track.cues))
