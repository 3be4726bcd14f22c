"""Analyses, a Taste and a wish turned into a cut: scored, chosen, written down as an edit list.

Pure arithmetic: no file is touched.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.schema import CutDefaults, EditDecisionList, Profile, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.choice import Choice, ScoredFilm
    from cutter.edit.request import CutRequest
    from cutter.edit.snap import CopyPlaces
    from cutter.pipeline.bed import Rhythm
    from cutter.pipeline.company import Earlier, Viewer
    from cutter.pipeline.known import Known
    from cutter.pipeline.wish import Wish
    from cutter.schema import Analysis, Media, Taste

NOBODY = Profile(name="", path=None, preferences=(), signals=(), cut=CutDefaults())
"""Whose cut it is when no profile is given: the film's own best shots."""
SILENT_CUT = "there is no sound to be had; the cut has no sound track"


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A cut that is decided on, with everything that led to it."""

    edl: EditDecisionList
    choice: Choice
    films: tuple[ScoredFilm, ...]
    taste: Taste
    profile: Profile
    wish: Wish
    places: tuple[CopyPlaces, ...] = ()
    """Where each film can be copied, where edges were drawn to such places."""
    known: Known | None = None
    """What does not hang on taste and wish, for a plan of the same films made after this one."""
    viewers: tuple[Viewer, ...] = ()
    """Whom it is for; `taste` and `profile` are of all of them together."""
    weights: tuple[float, ...] = ()
    """How much each viewer counts; they add up to 1."""
    earlier: Earlier | None = None
    """What stepped back because another cut of the same making shows it."""

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The films' analyses, in the order in which the films were given."""
        return tuple(film.analysis for film in self.films)


def choose(
    analyses: Sequence[Analysis],
    taste: Taste,
    profile: Profile,
    wish: Wish,
    places: Sequence[CopyPlaces] = (),
    *,
    known: Known | None = None,
    rhythm: Rhythm | None = None,
    viewers: Sequence[Viewer] = (),
    weights: tuple[float, ...] | None = None,
    earlier: Earlier | None = None,
) -> Planned:
    """Decide on a cut of films that are analysed: pure arithmetic, no file is touched.

    Args:
        analyses: one for each film.
        taste: the profile in numbers, for the analyses' model.
        profile: for its name and its defaults of the cut.
        wish: what the cut shall be like.
        places: where each film can be copied, if `wish.prefer_copy`.
        known: what an earlier plan of the same analyses knew (`Planned.known`), so that only what
            has changed is reckoned again; the cut is the same without.
        rhythm: the beats that joints are to be drawn to, if `wish.on_beat`.
        viewers: whom the cut is for, where taste and profile are those of several together.
        weights: how much each viewer counts, if that is settled already.
        earlier: what steps back because another cut of the same making shows it.

    Raises:
        UsageError: the wish points at what these films do not have.
        NothingFits: no shot may be used, or the budget holds none.
    """
    from cutter.edit.compose import compose
    from cutter.pipeline.company import Viewer, settle
    from cutter.pipeline.known import Known

    known = known if known is not None else Known(analyses)
    output = wish.output([analysis.film.media for analysis in analyses])
    request = wish.request(profile.cut, output.frame_rate)
    company = tuple(viewers) or (Viewer(profile, taste),)
    made = settle(
        analyses,
        known.sights,
        company,
        lambda films: compose(films, request, places, ground=known.ground),
        blend=wish.blend,
        novelty=wish.novelty or 0.0,
        earlier=earlier,
        weights=weights,
    )
    edl, choice = _listed(made.choice, analyses, profile, wish, request, known, rhythm)
    return Planned(
        dataclasses.replace(edl, model=taste.models),
        choice,
        made.films,
        taste,
        profile,
        wish,
        tuple(places),
        known,
        viewers=company,
        weights=made.weights,
        earlier=earlier,
    )


def _listed(
    choice: Choice,
    analyses: Sequence[Analysis],
    profile: Profile,
    wish: Wish,
    request: CutRequest,
    known: Known,
    rhythm: Rhythm | None,
) -> tuple[EditDecisionList, Choice]:
    """Return a choice as an edit list, its joints drawn to beats and joined as was wished."""
    from cutter.edit.joins import parse_transition, transitions_between
    from cutter.edit.sequence import BY_HAND, in_sequence
    from cutter.pipeline.bed import drawn_to_beats
    from cutter.pipeline.values import parse_loudness

    media = [analysis.film.media for analysis in analyses]
    output = wish.output(media)
    settled = wish.settled(profile.cut)
    records = [analysis.film for analysis in analyses]
    guards = [known.ground.guards(film) for film in range(len(records))]
    about_order = ""
    if wish.sequence:
        clips = in_sequence(choice.clips, wish.sequence, records, guards, request)
        about_order = BY_HAND if clips != choice.clips else ""
        choice = dataclasses.replace(choice, clips=clips)
    about_beats = ""
    if rhythm is not None:
        clips, about_beats = drawn_to_beats(
            choice.clips, records, guards, request, rhythm, wish.titles()
        )
        choice = dataclasses.replace(choice, clips=clips)
    transitions, about_joins = transitions_between(
        choice.clips,
        records,
        parse_transition(settled("transition")),
        output.frame_rate,
        guards,
    )
    notes = (*choice.notes, *filter(None, [about_order, about_beats]), *about_joins)
    edl = EditDecisionList(
        sources=tuple(source_of(item) for item in media),
        clips=choice.clips,
        output=output,
        profile=profile.name,
        model="",
        budget=choice.budget,
        order=request.order,
        gap=choice.gap,
        notes=notes if output.has_sound else (*notes, SILENT_CUT),
        kind=wish.kind or "personal",
        transitions=transitions,
        titles=wish.titles(),
        loudness=parse_loudness(settled("loudness")),
    )
    return edl, choice


def source_of(media: Media) -> Source:
    """Return a film as the edit list names it."""
    from cutter.media.tracks import default_audio

    track = default_audio(media)
    return Source(
        path=media.path.as_posix(),
        fingerprint=media.fingerprint,
        duration=media.end,
        frame_rate=media.frame_rate,
        audio=None if track is None else track.index,
        width=media.display_width,
        height=media.display_height,
        is_vfr=media.is_vfr,
        sample_rate=0 if track is None else track.sample_rate,
        channels=0 if track is None else track.channels,
        timecode=media.timecode,
        chapters=media.chapters,
    )
