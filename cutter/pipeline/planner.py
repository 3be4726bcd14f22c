"""Plans cuts one after the other, for many viewers and wishes, and keeps what they have in common.

Films are recalled once, models opened once, what many profiles say alike is embedded once, and what
choosing reads from a film whatever anybody likes is reckoned once. A cut is the same, to the byte,
as one that is planned alone.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.errors import SourceNotFound, UsageError
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.pipeline.wish import Wish
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.eyes.phrases import PhraseMemory
    from cutter.pipeline.choosing import Planned
    from cutter.pipeline.company import Earlier, Viewer
    from cutter.pipeline.known import Known
    from cutter.pipeline.pending import Pending
    from cutter.pipeline.recollection import Recollection
    from cutter.pipeline.viewers import Whose
    from cutter.progress import Progress
    from cutter.schema import Analysis, Profile

MOST_FILMS: Final = 4
"""Films whose analyses are kept: those of feature films take some 100 MB each."""
MOST_GROUNDS: Final = 2
"""Films, or groups of films, of which is kept what choosing knows of them."""


@dataclass(frozen=True, slots=True, eq=False)
class _Film:
    """A film as it was recalled, and what tells whether it still is that one."""

    analysis: Analysis
    stamp: tuple[object, ...]
    subtitles: str
    """Which subtitles belong to it, and what is in them."""


class Planner:
    """Plans cuts of films that are looked at in one way. Not to be shared between threads."""

    def __init__(
        self,
        look: Look | None = None,
        progress: Progress = SILENT,
        *,
        eyes: Embedder | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            look: how to look at the films.
            progress: where stages are shown, and what a model has to say.
            eyes: the model that `look` names, if it is already open.
        """
        self.look = look or Look()
        self._progress = progress
        self._eyes = eyes
        self._films: OrderedDict[Path, _Film] = OrderedDict()
        self._phrases: PhraseMemory | None = None
        self._recollection: Recollection | None = None
        self._grounds: OrderedDict[tuple[int, ...], Known] = OrderedDict()

    @property
    def eyes(self) -> Embedder:
        """The model, opened when it is first asked for.

        Raises:
            ModelUnavailable: a model asked for by name is not to be had.
            UsageError: the device, precision or runtime make no sense.
        """
        if self._eyes is None:
            self._eyes = open_look(self.look, self._progress)
        return self._eyes

    def analysis(self, film: Path) -> Analysis:
        """Return the analysis of a film, the one that was last had of it if it has not changed.

        Raises:
            InputError: the file is no film, or its subtitles or the model cannot be had.
        """
        stamp = _stamp(film)
        known = self._films.get(film)
        if (
            known is not None
            and known.stamp == stamp
            and known.subtitles == self._subtitles(known.analysis)
        ):
            self._films.move_to_end(film)
            return known.analysis
        analysis = analyze(film, look=self.look, eyes=self.eyes, progress=self._progress)
        self._films[film] = _Film(analysis, stamp, self._subtitles(analysis))
        self._films.move_to_end(film)
        while len(self._films) > MOST_FILMS:
            self._films.popitem(last=False)
        return analysis

    def plan(
        self,
        films: Sequence[Path],
        whose: Whose,
        *,
        wish: Wish | None = None,
        count: int = 1,
        pending: Pending | None = None,
        earlier: Earlier | None = None,
        is_dressed: bool = True,
    ) -> tuple[Planned, ...]:
        """Decide on one cut, or on several that differ; see `cutter.pipeline.plan_variants`.

        Args:
            films: one film, or several for a cut across them.
            whose: whose cut it is, or whose, for several viewers; None for nobody's.
            wish: what the cut shall be like.
            count: how many cuts.
            pending: what the first viewer did and nobody has written yet; it acts as if it were
                written. The traits of its shots are taken from these films. Where it is given, be
                it nothing, nothing is written with this viewer's data.
            earlier: what steps back in the first of them because other cuts show it, so that one of
                several (`Planned.earlier`) is planned again without the others.
            is_dressed: whether all that is to be rendered is in the edit list, for which files are
                read; what is not there yet comes with `dressed`.

        Raises:
            InputError: a film or the model cannot be used.
            ProfileError: the profile cannot be used.
            UsageError: the wish makes no sense for these films.
            NothingFits: no shot may be used, or the budget holds none.
        """
        from cutter.media.container import locate
        from cutter.pipeline.bed import rhythm_of
        from cutter.pipeline.copying import copy_places
        from cutter.pipeline.drafting import made_sure
        from cutter.pipeline.prepared import Ready
        from cutter.pipeline.tasting import draft_folder
        from cutter.pipeline.variants import variants
        from cutter.pipeline.viewers import profiles_of

        look, wish, progress = self.look, wish or Wish(), self._progress
        if not films:
            raise UsageError("no film given; name one or several")
        if len(films) > 1 and look.subtitles is not None:
            raise UsageError(
                "--subtitles belongs to one film; with several, put each film's file beside it"
            )
        profiles = profiles_of(whose)
        for film in films:
            locate(film)
        analyses = tuple(self.analysis(film) for film in films)
        known = self._known(analyses)
        ready = Ready(
            analyses,
            self._viewers(profiles, wish, pending and pending.seen_in(analyses, known.sights)),
            wish,
            copy_places([analysis.film.media for analysis in analyses], wish, progress),
            rhythm_of(wish, look.policy),
            known,
        )
        first = ready.chosen(earlier=earlier)
        found = variants(first, count, lambda earlier: ready.chosen(like=first, earlier=earlier))
        if look.detector.speed == "draft":
            folder = draft_folder(ready.profile, look.cache)
            found = tuple(
                made_sure(
                    planned,
                    ready.surer(planned),
                    look=look,
                    folder=folder,
                    eyes=self.eyes,
                    progress=progress,
                )
                for planned in found
            )
        return tuple(self.dressed(planned) for planned in found) if is_dressed else found

    def dressed(self, planned: Planned) -> Planned:
        """Return a plan whose edit list says all that is to be rendered; see `pipeline.dressing`.

        Raises:
            InputError: a file that the cut is to carry cannot be used.
            UsageError: what was wished is not in these films.
        """
        from cutter.pipeline.dressing import dressed

        return dressed(planned, self.look, self._progress)

    def _viewers(
        self, profiles: Sequence[Profile], wish: Wish, pending: Pending | None
    ) -> tuple[Viewer, ...]:
        from cutter.eyes.phrases import PhraseMemory
        from cutter.pipeline.recollection import Recollection
        from cutter.pipeline.viewers import viewers_of

        self._phrases = self._phrases or PhraseMemory()
        self._recollection = self._recollection or Recollection()
        return viewers_of(
            profiles,
            self.eyes,
            novelty=wish.novelty,
            progress=self._progress,
            memory=self._phrases,
            pending=pending,
            recollection=self._recollection,
        )

    def _known(self, analyses: tuple[Analysis, ...]) -> Known:
        """Return what choosing knows of films, whatever anybody likes."""
        from cutter.pipeline.known import Known

        key = tuple(id(analysis) for analysis in analyses)
        known = self._grounds.get(key)
        # Another analysis may live where one lay that is gone.
        if known is None or not known.ground.is_of(analyses):
            known = self._grounds[key] = Known(analyses)
        self._grounds.move_to_end(key)
        while len(self._grounds) > MOST_GROUNDS:
            self._grounds.popitem(last=False)
        return known

    def _subtitles(self, analysis: Analysis) -> str:
        """Return which subtitles belong to a film now, and what is in them."""
        from cutter.media.subtitles import find_subtitles

        look, media = self.look, analysis.film.media
        found = find_subtitles(media, given=look.subtitles, language=look.language)
        return "" if found is None else found.key


def _stamp(film: Path) -> tuple[object, ...]:
    """Return what changes when a file is written anew or another takes its name."""
    try:
        real = film.resolve()
        about = real.stat()
    except OSError as error:
        raise SourceNotFound(f"{film}: cannot be read ({error.strerror})", film) from error
    return (real, about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
