"""The story in one page: a film becomes an Analysis, a profile a Taste, both a cut, the cut a file.

Read this first. It composes the rooms and does no work of its own. `looking.py` turns films
into Analyses, `tasting.py` profiles into Tastes, `wish.py` reads what the cut shall be like, and
`turning.py` answers what would have to change for a shot to come in or go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import SourceChanged, UsageError
from cutter.files import refuse_unfit_target
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.pipeline.wish import Wish
from cutter.progress import SILENT, Progress
from cutter.schema import CutDefaults, EditDecisionList, Profile, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.choice import Choice, ScoredFilm
    from cutter.schema import Analysis, Taste

__all__ = ["Look", "Planned", "Wish", "analyze", "make", "open_look", "plan", "render", "show"]

SILENT_CUT = "there is no sound to be had; the cut has no sound track"

NOBODY = Profile(name="", path=None, preferences=(), signals=(), cut=CutDefaults())
"""Whose cut it is when no profile is given: the film's own best shots."""


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A cut that is decided on, with everything that led to it."""

    edl: EditDecisionList
    choice: Choice
    films: tuple[ScoredFilm, ...]
    taste: Taste
    profile: Profile
    wish: Wish

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
    from cutter.pipeline.tasting import taste_of
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
    for film in films:
        locate(film)
    eyes = open_look(look, progress)
    analyses = tuple(analyze(film, look=look, eyes=eyes, progress=progress) for film in films)
    return choose(analyses, taste_of(profile, eyes), profile, wish)


def choose(analyses: Sequence[Analysis], taste: Taste, profile: Profile, wish: Wish) -> Planned:
    """Decide on a cut of films that are analysed: pure arithmetic, no file is touched.

    Args:
        analyses: one for each film.
        taste: the profile in numbers, for the analyses' model.
        profile: for its name and its defaults of the cut.
        wish: what the cut shall be like.

    Raises:
        UsageError: the wish points at what these films do not have.
        NothingFits: no shot may be used, or the budget holds none.
    """
    from cutter.edit.choice import ScoredFilm
    from cutter.edit.compose import compose
    from cutter.taste.score import score_film

    media = [analysis.film.media for analysis in analyses]
    output = wish.output(media)
    request = wish.request(profile.cut, output.frame_rate)
    films = tuple(ScoredFilm(analysis, score_film(analysis, taste)) for analysis in analyses)
    choice = compose(films, request)
    edl = EditDecisionList(
        sources=tuple(
            Source(item.path.as_posix(), item.fingerprint, item.end, item.frame_rate)
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
    return Planned(edl, choice, films, taste, profile, wish)


def render(
    edl: EditDecisionList,
    target: Path,
    *,
    renderer: str = "ffmpeg",
    device: str = "auto",
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> None:
    """Render a cut to a file, which appears whole and checked or not at all.

    Args:
        edl: the cut.
        target: the file to write; its suffix chooses the container (.mp4, .mov, .mkv).
        renderer: `ffmpeg` or `moviepy`.
        device: `auto`, `cpu` or `cuda`.
        overwrite: whether an existing file may be replaced.
        progress: where stages are shown.

    Raises:
        SourceNotFound: a film of the cut is not where the cut says.
        SourceChanged: a film is not the one that the cut was made for.
        RenderError: the cut could not be rendered, or may not be written there.
    """
    from cutter.media.source import open_source
    from cutter.render.choose import make_renderer
    from cutter.render.write import write_cut

    films = [open_source(Path(source.path)) for source in edl.sources]
    for film, source in zip(films, edl.sources, strict=True):
        if film.fingerprint != source.fingerprint:
            raise SourceChanged(f"{film.path}: not the film that was planned; plan again")
    write_cut(
        edl,
        films,
        target,
        renderer=make_renderer(renderer, device=device, progress=progress),
        overwrite=overwrite,
        progress=progress,
    )


def make(
    films: Sequence[Path],
    profile: Profile | Path | None,
    target: Path,
    *,
    look: Look | None = None,
    wish: Wish | None = None,
    renderer: str = "ffmpeg",
    overwrite: bool = False,
    progress: Progress = SILENT,
) -> Planned:
    """Make a viewer's cut: `plan`, then `render`. Raises what these raise."""
    look = look or Look()
    refuse_unfit_target(target, sources=films, overwrite=overwrite)
    planned = plan(films, profile, look=look, wish=wish, progress=progress)
    render(
        planned.edl,
        target,
        renderer=renderer,
        device=look.device,
        overwrite=overwrite,
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
