"""Where the cut is changed: actions in, a planned cut and its view out.

Used by one thread at a time. Knows nothing about pages, ports and players.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cutter.errors import NothingFits, UsageError
from cutter.pipeline import NOBODY
from cutter.pipeline.pending import Pending
from cutter.pipeline.provisional import with_changes
from cutter.pipeline.recalling import events_of
from cutter.pipeline.recounting import entries_of
from cutter.pipeline.saving import save
from cutter.profile.read import bytes_of, parse_profile
from cutter.progress import SILENT
from cutter.studio import actions
from cutter.studio.choices import Choices, done
from cutter.studio.history_told import MOST, history_told
from cutter.studio.leaning import Leaning
from cutter.studio.planning import Planning
from cutter.studio.reactions import by_hand
from cutter.studio.scene import Scene
from cutter.studio.showing import (
    Last,
    film_told,
    moved,
    picture_told,
    shot_told,
    variants_told,
    view_told,
)
from cutter.studio.sources import source_told
from cutter.studio.state import State, StateFile
from cutter.studio.steps import Steps, words_for
from cutter.studio.taste_told import curves_told
from cutter.studio.thumbs import sheet

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.pipeline import Planned
    from cutter.progress import Progress
    from cutter.schema import Analysis, Profile
    from cutter.studio.same_film import SameFilm
    from cutter.studio.session import Session
    from cutter.studio.wire import (
        CurveTold,
        EntryTold,
        FilmTold,
        ShotTold,
        VariantTold,
        ViewTold,
    )

VARIANTS = 4
ALL: Final = Choices(wish=(("budget", "100%"), ("fill", "on")))
"""What takes whatever may be used of a film."""
NO_UNDO = "what was saved stands in the profile; undo takes back what was done besides"


class Desk:
    """A film that is analysed, a taste, and the choices that were made of both."""

    def __init__(
        self, session: Session, progress: Progress = SILENT, *, eyes: Embedder | None = None
    ) -> None:
        """Plan the session's cut as it was left.

        Args:
            session: what was opened.
            progress: where stages are shown.
            eyes: the model of `session.look`, where it is open already.

        Raises:
            CutterError: the film, the profile or the session's state cannot be used.
        """
        self.session = session
        self._base, self._known = _read(session.profile)
        self._planning = Planning(session, progress, eyes)
        film = self._planning.analysis.film
        self._file = StateFile(session, film.media.fingerprint)
        self._written = by_hand(events_of(self._base), film)
        self._state, note = self._file.read(self._base)
        self._planned, self._last = self._opened(note)
        self._variants: tuple[Planned, ...] = ()
        self._dressed: Planned | None = None
        self._told: ViewTold | None = None
        self._leaning = Leaning(self._planning.eyes, session.look.cache)
        self._leaning.warm(self._base)

    @property
    def planned(self) -> Planned:
        """The cut as it stands, with all that is to be rendered in its edit list."""
        if self._dressed is None:
            self._dressed = self._planning.dressed(self._planned)
        return self._dressed

    @property
    def same_film(self) -> SameFilm:
        """Tells whether the film is still the one that was opened."""
        return self._planning.same_film

    @property
    def chosen(self) -> Planned:
        """The cut as it stands, as far as the page shows it; no file was read for it."""
        return self._planned

    @property
    def step(self) -> int:
        """Number of the state of the cut; it only ever grows."""
        return self._state.number

    @property
    def analysis(self) -> Analysis:
        """The film as it was analysed."""
        return self._planned.analyses[0]

    def film(self) -> FilmTold:
        """Return what never changes."""
        analysis = self.analysis
        return film_told(analysis, source_told(analysis.film.media))

    def view(self) -> ViewTold:
        """Return the cut as it stands."""
        if self._told is None:
            self._told = view_told(self._scene(), self._state, self._last, self.session.wish)
        return self._told

    def shot(self, shot: int) -> ShotTold | None:
        """Return why a shot is worth what it is; None where there is no such shot."""
        return shot_told(self._planned, shot) if self._has(shot) else None

    def picture(self, shot: int) -> bytes | None:
        """Return a shot's picture, JPEG; None where there is no such shot."""
        return picture_told(self.analysis, shot) if self._has(shot) else None

    def thumbs(self, number: int) -> bytes | None:
        """Return a sheet of thumbnails, JPEG; None where there is no such sheet."""
        return sheet(self.analysis.film, number)

    def curves(self) -> list[CurveTold]:
        """Return a curve for each preference."""
        return curves_told(self._planned, self._state.steps.now, self._base)

    def variants(self) -> list[VariantTold]:
        """Return several cuts of the same wish; the one that was picked as it stands."""
        picked = self._state.steps.now.variant
        found = list(self._several())
        if picked < len(found):
            found[picked] = self._planned
        return variants_told(found, picked)

    def history(self) -> list[EntryTold]:
        """Return what was done and said, the newest first."""
        steps, media = self._state.steps, self.analysis.film.media
        # What is not written yet stands among the steps.
        gone = Pending(forgotten=frozenset(steps.now.changes.forgotten))
        films = {media.fingerprint: media.path.name}
        return history_told(steps, entries_of(self._base, gone, films=films, most=MOST))

    def undo(self) -> ViewTold:
        """Take the last action back; nothing happens where there is none."""
        return self._gone_to(replace(self._state, steps=self._state.steps.undone()))

    def redo(self) -> ViewTold:
        """Do again what was taken back last; nothing happens where there is none."""
        return self._gone_to(replace(self._state, steps=self._state.steps.redone()))

    def save(self) -> ViewTold:
        """Write what was changed of the taste into the profile.

        Raises:
            UsageError: there is no profile.
            CutterError: it cannot be written, or was changed meanwhile; then nothing has changed.
        """
        session, changes = self.session, self._state.steps.now.changes
        if session.profile is None:
            raise UsageError("there is no profile to save into; open the studio with --profile")
        if not changes:
            return self.view()
        saved = save(
            session.profile,
            changes,
            known=self._known,
            look=session.look,
            films=(session.film,),
            now=datetime.now(UTC),
        )
        self._base, self._known = saved.profile, saved.known
        self._written = by_hand(events_of(self._base), self.analysis.film)
        steps = self._state.steps.untasted()
        (self._planned,), planned_ms = self._plan(steps.now)
        self._dressed, self._variants = None, ()
        self._last = Last(planned_ms=planned_ms, undo_note=NO_UNDO)
        self._keep(replace(self._state, steps=steps))
        return self.view()

    def do(self, action: actions.Action) -> ViewTold:
        """Change something, and plan anew.

        Raises:
            CutterError: it makes no sense, or leaves nothing that fits; then nothing has changed.
        """
        if isinstance(action, actions.Pick) and action.variant:
            self._several()
        scene, steps = self._scene(), self._state.steps
        after = done(steps.now, action, scene)
        words = words_for(action, steps.before(action.gesture), after, scene)
        return self._gone_to(replace(self._state, steps=steps.doing(words, after, action.gesture)))

    def _gone_to(self, state: State) -> ViewTold:
        """Take another state for the one that holds, if a cut comes of it."""
        before = self._state.steps.now
        choices = state.steps.now
        if state == self._state:
            return self.view()
        if choices == before:
            self._keep(state)
            return self.view()
        (planned,), planned_ms = self._plan(choices)
        has_reacted = _reactions(before) != _reactions(choices)
        learnt = self._learnt(before, choices) if has_reacted else ()
        entered, left = moved(self._planned, planned)
        self._keep(state)
        self._planned, self._dressed, self._variants = planned, None, ()
        self._last = Last(entered, left, learnt=learnt, planned_ms=planned_ms)
        return self.view()

    def _keep(self, state: State) -> None:
        """Write a state down, then take it; its number tells it from all before."""
        state = replace(state, number=self._state.number + 1)
        self._file.write(state, self._base)
        self._state, self._told = state, None

    def _opened(self, note: str) -> tuple[Planned, Last]:
        """Plan the cut as it was left; what leaves nothing that fits is set aside.

        Where nothing fits although nothing was chosen, as in a film of one short shot, the page
        opens with all of the film, for there it can be changed.
        """
        steps = self._state.steps
        try:
            (planned,), planned_ms = self._plan(steps.now)
        except (NothingFits, UsageError) as error:
            if steps.steps:
                note = f"{self._file.set_aside()} holds what was chosen here before: {error}"
                self._state = State(number=self._state.number + 1)
            elif isinstance(error, NothingFits) and steps.first != ALL:
                note = f"{error}. So the whole film is taken; choose a length under Cut."
                self._state = replace(self._state, steps=Steps(first=ALL))
            else:
                raise
            return self._opened(note)
        return planned, Last(note=note, planned_ms=planned_ms)

    def _plan(
        self, choices: Choices, count: int = 1, *, is_plain: bool = False
    ) -> tuple[tuple[Planned, ...], float]:
        return self._planning.cuts(self._base, choices, count, is_plain=is_plain)

    def _several(self) -> tuple[Planned, ...]:
        """Return the variants of the cut, planned once for each state."""
        if not self._variants:
            self._variants, _ = self._plan(self._state.steps.now, VARIANTS, is_plain=True)
        return self._variants

    def _scene(self) -> Scene:
        when = datetime.now(UTC).replace(microsecond=0)
        return Scene(self._planned, self._base, when, self._written, self._variants)

    def _learnt(self, before: Choices, after: Choices) -> tuple[tuple[str, float], ...]:
        """Return what reactions that came or went change in what is believed of the viewer."""
        known = self._planned.known
        sights = () if known is None else known.sights
        states = []
        for choices in (before, after):
            pending = choices.changes.pending.seen_in((self.analysis,), sights)
            states.append((with_changes(self._base, choices.changes), pending))
        return self._leaning.moved(*states)

    def _has(self, shot: int) -> bool:
        return 0 <= shot < len(self.analysis.film.shots)


def _read(path: Path | None) -> tuple[Profile, bytes | None]:
    """Return a profile and what its file holds."""
    if path is None:
        return NOBODY, None
    data = bytes_of(path)
    return parse_profile(data, path), data


def _reactions(choices: Choices) -> tuple[object, ...]:
    return choices.changes.events, choices.changes.forgotten
