"""The story in one page: a film becomes an Analysis, a profile a Taste, both a cut, the cut a file.

Read this first. It composes the rooms and does no work of its own. `looking.py` turns films
into Analyses, `tasting.py` profiles into Tastes, `wish.py` reads what the cut shall be like,
`planner.py` plans one cut or many, `choosing.py` decides, for one viewer or a company,
`variants.py` asks for several cuts, `drafting.py` looks closely at what a cut of drafts uses,
`turning.py` answers what would have to change for a shot to come in or go out, and `ready.py`
checks what a cut needs before any work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import InputError, SourceChanged
from cutter.files import refuse_unfit_target
from cutter.pipeline.choosing import NOBODY, Planned, choose
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.pipeline.planner import Planner
from cutter.pipeline.ready import refuse_unfit_ffmpeg, refuse_unready
from cutter.pipeline.records import keep_cut, keep_rendered
from cutter.pipeline.showing import keep_shown, show
from cutter.pipeline.wish import Wish
from cutter.progress import SILENT, Progress
from cutter.schema import EditDecisionList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.media.policy import MediaPolicy
    from cutter.pipeline.viewers import Whose

__all__ = [
    "NOBODY",
    "Look",
    "Planned",
    "Planner",
    "Rendered",
    "Wish",
    "analyze",
    "choose",
    "keep_cut",
    "keep_rendered",
    "keep_shown",
    "make",
    "open_look",
    "plan",
    "plan_variants",
    "refuse_unready",
    "render",
    "show",
]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What rendering came to."""

    frames: int
    copied: int
    """Frames that are the film's own packets, never decoded and encoded again."""
    captions: tuple[Path, ...] = ()
    """Files of subtitles that were written beside the cut."""

    def in_words(self) -> str:
        """Return the share copied, for people."""
        share = 100 * self.copied / self.frames
        return f"copied {self.copied} of {self.frames} frames ({share:.1f} %), encoded the others"


def plan(
    films: Sequence[Path],
    profile: Whose,
    *,
    look: Look | None = None,
    wish: Wish | None = None,
    progress: Progress = SILENT,
) -> Planned:
    """Decide on a cut: analyse the films, score every shot, choose and order.

    Args:
        films: one film, or several for a cut across them.
        profile: whose cut it is, or whose, for several viewers; None for nobody's: the films' own
            best shots.
        look: how to look at the films.
        wish: what the cut shall be like.
        progress: where stages are shown.

    Raises:
        InputError: a film or the model cannot be used.
        ProfileError: the profile cannot be used.
        UsageError: the wish makes no sense for these films.
        NothingFits: no shot may be used, or the budget holds none.
    """
    return plan_variants(films, profile, 1, look=look, wish=wish, progress=progress)[0]


def plan_variants(
    films: Sequence[Path],
    profile: Whose,
    count: int,
    *,
    look: Look | None = None,
    wish: Wish | None = None,
    progress: Progress = SILENT,
) -> tuple[Planned, ...]:
    """Decide on several cuts of the same wish, each different from the others.

    The first is what `plan` gives. Takes and raises what that does, and:

    Args:
        films: see `plan`.
        profile: see `plan`.
        count: how many cuts.
        look: see `plan`.
        wish: see `plan`.
        progress: see `plan`.
    """
    return Planner(look, progress).plan(films, profile, wish=wish, count=count)


def render(
    edl: EditDecisionList,
    target: Path,
    *,
    renderer: str = "ffmpeg",
    device: str = "auto",
    overwrite: bool = False,
    keep_metadata: bool = False,
    inputs: Sequence[Path] = (),
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
        inputs: files besides the films that were read for the cut, and are never written over.
        policy: the most that a film may be; the usual unless given.
        progress: where stages are shown.

    Returns:
        How many frames were written, and how many of them were copied.

    Raises:
        SourceNotFound: a film of the cut is not where the cut says.
        SourceChanged: a film is not the one that the cut was made for.
        InputError: a film has not the sound that the cut names.
        RenderError: the cut could not be rendered, or may not be written there.
    """
    from cutter.media.music import refuse_other_music
    from cutter.media.source import open_source
    from cutter.media.tracks import with_audio
    from cutter.pipeline.captioning import may_be_captioned, write_captions
    from cutter.render.choose import make_renderer
    from cutter.render.write import write_cut

    refuse_unfit_ffmpeg(device)
    opened = [open_source(Path(source.path), policy) for source in edl.sources]
    for film, source in zip(opened, edl.sources, strict=True):
        if film.fingerprint != source.fingerprint:
            raise SourceChanged(f"{film.path}: not the film that was planned; plan again")
        if source.audio is not None and source.audio not in [each.index for each in film.audio]:
            missing = f"the plan names stream {source.audio} as its sound, which it does not have"
            raise InputError(f"{film.path}: {missing}; plan again", film.path)
    films = [
        film if source.audio is None else with_audio(film, source.audio)
        for film, source in zip(opened, edl.sources, strict=True)
    ]
    if edl.music is not None:
        refuse_other_music(edl.music, Path(edl.music.path))
    sources = [*(film.path for film in films), *inputs]
    refuse_unfit_target(target, sources=sources, overwrite=overwrite)
    is_captioned = may_be_captioned(
        edl, target, overwrite=overwrite, sources=inputs, progress=progress
    )
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
    captions = write_captions(edl, target, overwrite=overwrite) if is_captioned else ()
    rendered = replace(told[0], captions=captions)
    if renderer == "copy":
        progress.note(rendered.in_words())
    return rendered


def make(
    films: Sequence[Path],
    profile: Whose,
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
    from cutter.pipeline.company import profile_of_all
    from cutter.pipeline.viewers import profiles_of

    look, wish = look or Look(), wish or Wish()
    refuse_unfit_target(target, sources=films, overwrite=overwrite)
    profiles = profiles_of(profile)
    together = profile_of_all(profiles)
    refuse_unready(films, together, target, wish=wish, device=look.device, policy=look.policy)
    planned = plan(films, profiles, look=look, wish=wish, progress=progress)
    render(
        planned.edl,
        target,
        renderer=renderer,
        device=look.device,
        overwrite=overwrite,
        keep_metadata=keep_metadata,
        inputs=[path for path in (look.subtitles, wish.music) if path is not None],
        policy=look.policy,
        progress=progress,
    )
    keep_cut(planned.edl, profiles, target)
    return planned
