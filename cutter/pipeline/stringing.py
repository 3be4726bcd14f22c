"""Shots that were found, strung together: a cut that is rendered, exported and drawn as any other.

Reads no film; what it needs of them comes with their Analyses.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import NothingFits
from cutter.pipeline.choosing import SILENT_CUT, source_of
from cutter.pipeline.wish import Wish
from cutter.schema import Clip, EditDecisionList, Reason

if TYPE_CHECKING:
    from cutter.pipeline.searching import Found


def strung(found: Found, label: str) -> EditDecisionList:
    """Return the shots that were found as a cut, the best first, each whole.

    Args:
        found: what was found, with the Analyses of its films.
        label: what was looked for: the reason why each clip is there.

    Raises:
        NothingFits: nothing was found.
    """
    if not found.hits:
        raise NothingFits("nothing was found, so there is no cut of it; look for something else")
    films = {analysis.film.media.fingerprint: analysis.film for analysis in found.analyses}
    hits = [hit for hit in found.hits if hit.fingerprint in films]
    order = list(dict.fromkeys(hit.fingerprint for hit in hits))
    clips = []
    for hit in hits:
        span = films[hit.fingerprint].shots[hit.shot].clean
        said = f", dialogue {hit.dialogue:.2f}" if hit.said else ""
        reason = Reason(label, hit.match, f"picture {hit.picture:.2f}{said}")
        clips.append(
            Clip(
                source=order.index(hit.fingerprint),
                shots=(hit.shot,),
                source_range=span,
                audio_range=span,
                score=hit.match,
                reasons=(reason,),
            )
        )
    media = [films[fingerprint].media for fingerprint in order]
    output = Wish(kind="string-out").output(media)
    return EditDecisionList(
        sources=tuple(map(source_of, media)),
        clips=tuple(clips),
        output=output,
        profile="",
        model=found.analyses[0].models,
        budget=sum((clip.source_range.duration for clip in clips), Fraction(0)),
        order="score",
        gap=0.0,
        notes=() if output.has_sound else (SILENT_CUT,),
        kind="string-out",
    )
