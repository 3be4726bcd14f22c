"""The story in one page: a film becomes an Analysis, a profile a Taste, both a cut, the cut a file.

Read this first. It composes the rooms and does no work of its own. `looking.py` turns films
into Analyses, `tasting.py` profiles into Tastes, `wish.py` reads what the cut shall be like,
`drafting.py` looks closely at what a cut of drafts uses, `turning.py` answers what would have to
change for a shot to come in or go out, and `ready.py` checks what a cut needs before any work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import SourceChanged, UsageError
from cutter.files import refuse_unfit_target
from cutter.pipeline.copying import copy_places
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.pipeline.ready import refuse_unfit_ffmpeg, refuse_unready
from cutter.pipeline.wish import Wish
from cutter.progress import SILENT, Progress
from cutter.schema import CutDefaults, EditDecisionList, Profile, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.choice import Choice, ScoredFilm
    from cutter.edit.snap import CopyPlaces
    from cutter.media.policy import MediaPolicy
    from cutter.pipeline.known import Known
    from cutter.schema import Analysis, Media, Taste

__all__ = [
    "Look",
    "Planned",
    "Rendered",
    "Wish",
    "analyze",
    "make",
    "open_look",
    "plan",
    "refuse_unready",
    "render",
    "show",
]

SILENT_CUT = "there is no sound to be had; the cut has no sound track"

NOBODY = Profile(name="", path=None, preferences=(), signals=(), cut=CutDefaults())
"""Whose cut it is when no profile is given: the film's own best shots."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What rendering came to."""

    frames: int
    copied: int
    """Frames that are the film's own packets, never decoded and encoded again."""

    def in_words(self) -> str:
        """Return the share copied, for people."""
        share = 100 * self.copied / self.frames
        return f"copied {self.copied} of {self.frames} frames ({share:.1f} %), encoded the others"


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

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The films' analyses, in the order in which the films were given."""
        return tuple(film.analysis for film in self.films)


def plan(
    films: Sequence[Path],
    profile: Profile | Path | None,
    *,
    look: Look | None = None,
    wish: Wish | None = None,
    progress: Progress = SILENT,
) -> Planned:
    """Decide on a cut: analyse the films, score every shot, choose and order.

    Args:
        films: one film, or several for a cut across them.
        profile: whose cut it is; None for nobody's: the films' own best shots.
        look: how to look at the films.
        wish: what the cut shall be like.
        progress: where stages are shown.

    Raises:
        InputError: a film or the model cannot be used.
        ProfileError: the profile cannot be used.
        UsageError: the wish makes no sense for these films.
        NothingFits: no shot may be used, or the budget holds none.
    """
    from cutter.media.container import locate
    from cutter.pipeline.drafting import made_sure
    from cutter.pipeline.tasting import draft_folder, taste_of
    from cutter.profile.describe import indifference
    from cutter.profile.read import read_profile

    look, wish = look or Look(), wish or Wish()
    if not films:
        raise UsageError("no film given; name one or several")
    if len(films) > 1 and look.subtitles is not None:
        raise UsageError(
            "--subtitles belongs to one film; with several, put each film's file beside it"
        )
    if profile is None:
        profile = NOBODY
    elif isinstance(profile, Path):
        profile = read_profile(profile)
    if profile is not NOBODY and (told := indifference(profile)):
        progress.warn(f"profile: {told}")
    for film in films:
        locate(film)
    eyes = open_look(look, progress)
    analyses = tuple(analyze(film, look=look, eyes=eyes, progress=progress) for film in films)
    places = copy_places([analysis.film.media for analysis in analyses], wish, progress)
    taste = taste_of(profile, eyes)
    planned = choose(analyses, taste, profile, wish, places)
    if look.detector.speed != "draft":
        return planned
    return made_sure(
        planned,
        lambda surer: choose(surer, taste, profile, wish, places),
        look=look,
        folder=draft_folder(profile, look.cache),
        eyes=eyes,
        progress=progress,
    )


def choose(
    analyses: Sequence[Analysis],
    taste: Taste,
    profile: Profile,
    wish: Wish,
    places: Sequence[CopyPlaces] = (),
    *,
    known: Known | None = None,
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

    Raises:
        UsageError: the wish points at what these films do not have.
        NothingFits: no shot may be used, or the budget holds none.
    """
    from cutter.edit.choice import ScoredFilm
    from cutter.edit.compose import compose
    from cutter.pipeline.known import Known
    from cutter.taste.score import score_film

    known = known if known is not None else Known(analyses)
    media = [analysis.film.media for analysis in analyses]
    output = wish.output(media)
    request = wish.request(profile.cut, output.frame_rate)
    films = tuple(
        ScoredFilm(analysis, score_film(analysis, taste, sight))
        for analysis, sight in zip(analyses, known.sights, strict=True)
    )
    choice = compose(films, request, places, ground=known.ground)
    edl = EditDecisionList(
        sources=tuple(
            Source(item.path.as_posix(), item.fingerprint, item.end, item.frame_rate, _heard(item))
            for item in media
        ),
        clips=choice.clips,
        output=output,
        profile=profile.name,
        model=taste.model,
        budget=choice.budget,
        order=request.order,
        gap=choice.gap,
        notes=choice.notes if output.has_sound else (*choice.notes, SILENT_CUT),
    )
    return Planned(edl, choice, films, taste, profile, wish, tuple(places), known)


def _heard(media: Media) -> int | None:
    """Return the stream index of the sound track that is heard."""
    from cutter.media.tracks import default_audio

    track = default_audio(media)
    return None if track is None else track.index


def render(
    edl: EditDecisionList,
    target: Path,
    *,
    renderer: str = "ffmpeg",
    device: str = "auto",
    overwrite: bool = False,
    keep_metadata: bool = False,
    policy: MediaPolicy | None = None,
    progress: Progress = SILENT,
) -> Rendered:
    """Render a cut to a file, which appears whole and checked or not at all.

    Args:
        edl: the cut.
        target: the file to write; its suffix chooses the container (.mp4, .mov, .mkv).
        renderer: `ffmpeg`, `copy` or `moviepy`.
        device: `auto`, `cpu` or `cuda`.
        overwrite: whether an existing file may be replaced.
        keep_metadata: write the first film's title, place and time into the cut.
        policy: the most that a film may be; the usual unless given.
        progress: where stages are shown.

    Returns:
        How many frames were written, and how many of them were copied.

    Raises:
        SourceNotFound: a film of the cut is not where the cut says.
        SourceChanged: a film is not the one that the cut was made for.
        RenderError: the cut could not be rendered, or may not be written there.
    """
    from cutter.media.source import open_source
    from cutter.media.tracks import with_audio
    from cutter.render.choose import make_renderer
    from cutter.render.write import write_cut

    refuse_unfit_ffmpeg(device)
    opened = [open_source(Path(source.path), policy) for source in edl.sources]
    films = [
        film if source.audio is None else with_audio(film, source.audio)
        for film, source in zip(opened, edl.sources, strict=True)
    ]
    for film, source in zip(films, edl.sources, strict=True):
        if film.fingerprint != source.fingerprint:
            raise SourceChanged(f"{film.path}: not the film that was planned; plan again")
    told: list[Rendered] = []
    write_cut(
        edl,
        films,
        target,
        renderer=make_renderer(renderer, device=device, progress=progress),
        overwrite=overwrite,
        keep_metadata=keep_metadata,
        progress=progress,
        tell=lambda made: told.append(Rendered(made.frames, made.copied)),
    )
    if renderer == "copy":
        progress.note(told[0].in_words())
    return told[0]


def make(
    films: Sequence[Path],
    profile: Profile | Path | None,
    target: Path,
    *,
    look: Look | None = None,
    wish: Wish | None = None,
    renderer: str = "ffmpeg",
    overwrite: bool = False,
    keep_metadata: bool = False,
    progress: Progress = SILENT,
) -> Planned:
    """Make a viewer's cut: `plan`, then `render`. Raises what these raise."""
    from cutter.profile.read import read_profile

    look, wish = look or Look(), wish or Wish()
    refuse_unfit_target(target, sources=films, overwrite=overwrite)
    profile = read_profile(profile) if isinstance(profile, Path) else profile or NOBODY
    refuse_unready(films, profile, target, wish=wish, device=look.device, policy=look.policy)
    planned = plan(films, profile, look=look, wish=wish, progress=progress)
    render(
        planned.edl,
        target,
        renderer=renderer,
        device=look.device,
        overwrite=overwrite,
        keep_metadata=keep_metadata,
        policy=look.policy,
        progress=progress,
    )
    return planned


def show(
    planned: Planned,
    *,
    report: Path | None = None,
    sheet: Path | None = None,
    overwrite: bool = False,
) -> None:
    """Write an HTML report and a contact sheet of a cut, where asked for.

    Raises:
        RenderError: a file may not be written there.
    """
    from cutter.files import write_whole
    from cutter.report.page import page
    from cutter.report.sheet import contact_sheet

    if report is not None:
        html = page(planned.edl, planned.films, planned.choice)
        write_whole(report, html.encode(), overwrite=overwrite)
    if sheet is not None:
        write_whole(sheet, contact_sheet(planned.edl, planned.analyses), overwrite=overwrite)
