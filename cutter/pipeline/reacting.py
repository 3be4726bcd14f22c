"""A timeline that came back becomes events, and what these say is learnt.

Composes what is known of cuts with what events are; grades are read in `grading`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError
from cutter.pipeline.records import cuts_of, find_cut, identity
from cutter.progress import SILENT, Progress
from cutter.schema import Event, Place
from cutter.timeline.compare import Differences, differences, films_shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cutter.media.policy import MediaPolicy
    from cutter.pipeline.learning import Learnt
    from cutter.pipeline.looking import Look
    from cutter.schema import EditDecisionList, EventKind

TIMELINE: Final = "timeline"
"""The source of events that come from a timeline."""
_NUMBERS: Final = 10**9 - 1


def compared(ours: EditDecisionList, theirs: EditDecisionList, when: datetime) -> tuple[Event, ...]:
    """Return what a viewer's changes to a cut say; nothing where nothing was changed.

    Each clip of ours was kept, removed or trimmed, and may have been moved. What is new is added.
    That a clip was kept says something only where others were not.

    Args:
        ours: the cut as it was handed over.
        theirs: as it came back.
        when: when that was, UTC.
    """
    return _events(ours, differences(ours, theirs), when)


def cut_number(edl: EditDecisionList) -> int:
    """Return the number that events about changes to a cut bear, so that they can be told apart."""
    digest = hashlib.blake2b(identity(edl).encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest, "big") % _NUMBERS


def _events(ours: EditDecisionList, found: Differences, when: datetime) -> tuple[Event, ...]:
    if not found:
        return ()
    number = cut_number(ours)

    def event(kind: EventKind, place: Place, value: float | None = None) -> Event:
        return Event(kind, when, place, value=value, source=TIMELINE, number=number)

    def of(clip: int) -> Place:
        used = ours.clips[clip]
        return Place(ours.sources[used.source].fingerprint, used.source_range)

    return (
        *(event("kept", of(clip)) for clip in found.kept),
        *(event("removed", of(clip)) for clip in found.removed),
        *(event("trimmed", of(clip), round(float(left), 4)) for clip, left in found.trimmed),
        *(event("moved", of(clip)) for clip in found.moved),
        *(event("added", place) for place in found.added),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A timeline that came back, beside the cut that it came from."""

    ours: EditDecisionList
    theirs: EditDecisionList
    events: tuple[Event, ...]

    @property
    def films(self) -> tuple[Path, ...]:
        """The films of both that are where they are named."""
        return films_of(self.ours, self.theirs)


def returned(
    timeline: Path,
    when: datetime,
    *,
    of: Path | None = None,
    profile: Path | None = None,
    relink: Path | None = None,
    policy: MediaPolicy | None = None,
) -> Compared:
    """Compare a timeline that came back with the cut that it came from.

    Args:
        timeline: the file.
        when: when it came back, UTC.
        of: the cut: rendered, or as a plan; found unless given: the plan that the timeline
            carries, else the one among the cuts of the profile that shares most with it.
        profile: whose cuts are looked at.
        relink: a folder to look in for films that are not where the timeline says.
        policy: the most that a film may be; the usual unless given.

    Raises:
        InputError: a file cannot be read, a film is missing, or the cut is not known.
    """
    from cutter.interchange.reading import carried_plan, text_of
    from cutter.pipeline.opening import open_cut

    theirs = open_cut(timeline, relink=relink, policy=policy)
    if of is not None:
        ours: EditDecisionList | None = find_cut(of, relink=relink, policy=policy)[0]
    else:
        ours = carried_plan(text_of(timeline), timeline)
        if ours is None and profile is not None:
            ours = _nearest(cuts_of(profile), theirs)
    if ours is None:
        raise InputError(
            f"{timeline}: which cut it came from is not known; name it with --of PLAN or --of CUT",
            timeline,
        )
    if not {each.fingerprint for each in ours.sources} & set(films_shown(ours, theirs)):
        raise InputError(f"{timeline}: shows no film of the cut that it is compared with", timeline)
    return Compared(ours, theirs, compared(ours, theirs, when))


def learn_changes(
    profile: Path,
    found: Compared,
    *,
    look: Look | None = None,
    films: Sequence[Path] = (),
    now: datetime | None = None,
    progress: Progress = SILENT,
) -> Learnt | None:
    """Learn what a timeline that came back says, in the place of what it said before.

    A timeline of the same cut that comes back again is the viewer's last word on that cut: what is
    known already stays as it is, and what no longer holds is forgotten.

    Args:
        profile: the profile's file.
        found: the timeline and its cut.
        look: how films are looked at.
        films: further places where the films may lie.
        now: the time, UTC.
        progress: where stages are shown.

    Returns:
        What became of it; None where nothing was changed, or all is known: then no file is touched.

    Raises:
        ProfileError: the profile or its history cannot be read.
        InputError: a film cannot be used.
        RenderError: a file cannot be written.
    """
    from cutter.pipeline.learning import learn, relearn
    from cutter.profile.history import forget_events, read_history

    if not found.events:
        return None
    number = cut_number(found.ours)
    said = [e for e in read_history(profile) if e.source == TIMELINE and e.number == number]
    known = {_judgement(event) for event in said}
    holds = {_judgement(event) for event in found.events}
    if known == holds:
        return None
    fresh = [event for event in found.events if _judgement(event) not in known]
    where = (*found.films, *films)
    learnt = learn(profile, fresh, look=look, films=where, now=now, progress=progress)
    if known <= holds:
        return learnt
    stale = {event for event in said if _judgement(event) not in holds}
    forget_events(profile, lambda event: event in stale)
    return replace(learnt, after=relearn(profile, look=look, progress=progress))


def _judgement(event: Event) -> tuple[object, ...]:
    """Return what an event says, whenever it was said."""
    return event.kind, event.place, event.value


def films_of(*cuts: EditDecisionList) -> tuple[Path, ...]:
    """Return the films of some cuts that are where they are named, each once."""
    paths = dict.fromkeys(Path(source.path) for edl in cuts for source in edl.sources)
    return tuple(path for path in paths if path.is_file())


def _nearest(cuts: Sequence[EditDecisionList], theirs: EditDecisionList) -> EditDecisionList | None:
    """Return the cut that has most in common with a timeline, the latest of equal ones."""
    best: tuple[float, EditDecisionList] | None = None
    for ours in cuts:
        alike = _alikeness(ours, theirs)
        if alike > 0 and (best is None or alike > best[0]):
            best = (alike, ours)
    return None if best is None else best[1]


def _alikeness(ours: EditDecisionList, theirs: EditDecisionList) -> float:
    """Return how much of both together is in both, 0 to 1."""
    found = differences(ours, theirs)
    left = {clip: 1.0 for clip in (*found.kept, *found.moved)}
    left |= {clip: float(share) for clip, share in found.trimmed}
    lengths = [float(clip.source_range.duration) for clip in ours.clips]
    both = sum(share * lengths[clip] for clip, share in left.items())
    more = sum(float(place.span.duration) for place in found.added)
    return both / max(sum(lengths) + more, 1e-9)
