"""An interview about a film: screens of shots, the best and the worst of each, and what it taught.

Knows nothing about terminals: whoever asks shows a screen and brings the answer.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.edit.leaveout import left_out
from cutter.errors import InputError
from cutter.pipeline.learning import learn
from cutter.pipeline.looking import Look, analyze, open_look
from cutter.pipeline.recalling import graded
from cutter.pipeline.tasting import taste_of
from cutter.profile.events import identity
from cutter.profile.history import read_history
from cutter.profile.read import read_profile
from cutter.progress import SILENT
from cutter.schema import Place
from cutter.taste.grades import evidence_of
from cutter.taste.interview import SCREENS, answered, is_enough, next_screen
from cutter.taste.placed import joined_traits
from cutter.taste.posterior import Posterior
from cutter.taste.sight import Sight
from cutter.taste.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.pipeline.learning import Learnt
    from cutter.progress import Progress
    from cutter.schema import Event, Taste

BRIEFEST = 0.5
"""Seconds of a shot below which nobody can tell how they like it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Some shots of the film, of which the best and the worst are asked for."""

    number: int
    """From 1."""
    shots: tuple[int, ...]


class Interview:
    """One interview of one viewer."""

    def __init__(
        self,
        profile: Path,
        film: Path,
        *,
        screens: int = SCREENS,
        look: Look | None = None,
        progress: Progress = SILENT,
    ) -> None:
        """Look at the film, and recall what is known of the viewer.

        Args:
            profile: the viewer's; what was learnt before is built on.
            film: what to ask about.
            screens: at most.
            look: how the film is looked at.
            progress: where stages are shown.

        Raises:
            ProfileError: the profile or its history cannot be read.
            InputError: the film cannot be used, or has too few shots to compare any.
        """
        self._profile, self._path, self._progress = profile, film, progress
        self._look = look or Look()
        eyes = open_look(self._look, progress)
        self.analysis = analyze(film, look=self._look, eyes=eyes, progress=progress)
        self._taste = taste_of(read_profile(profile), eyes)
        self._before = graded(read_history(profile))
        self._sight = Sight(self.analysis)
        self._most = screens
        self._shown: list[int] = []
        self._answers: list[Event] = []
        self._screens = 0
        record = self.analysis.film
        self._among = [
            shot.index
            for shot, reason in zip(record.shots, left_out(record), strict=True)
            if not reason and shot.clean.duration >= BRIEFEST
        ]
        if len(self._among) < 2:
            raise InputError(f"{film}: has too few shots to compare; name another film", film)

    def next(self) -> Screen | None:
        """Return the next screen; None where little is left to learn, or enough was asked."""
        posterior = self._posterior
        is_over = self._screens >= self._most or (
            bool(self._answers) and is_enough(posterior, self._shown, among=self._among)
        )
        shots = () if is_over else next_screen(posterior, self._shown, among=self._among)
        if not shots:
            return None
        self._screens += 1
        self._shown += shots
        return Screen(self._screens, shots)

    def answer(self, screen: Screen, best: int, worst: int, when: datetime) -> None:
        """Take an answer.

        Args:
            screen: what was shown.
            best: which of its shots is the best, counted from 0.
            worst: which is the worst; another one.
            when: UTC, whole seconds.

        Raises:
            ValueError: best and worst are the same, or not on the screen.
        """
        places = [self._place(shot) for shot in screen.shots]
        self._answers += answered(places, best, worst, when)

    def finish(self, now: datetime) -> Learnt:
        """Learn from the answers, and write them into the viewer's history.

        Raises:
            ProfileError: the profile or its history cannot be read.
            RenderError: a file cannot be written.
        """
        return learn(
            self._profile,
            self._answers,
            look=self._look,
            films=[self._path],
            now=now,
            progress=self._progress,
        )

    @property
    def _posterior(self) -> Posterior:
        return Posterior(self._with_answers(), self._sight)

    def _with_answers(self) -> Taste:
        """Return the taste with the answers so far beside what was known before."""
        if not self._shown:
            return self._taste
        places: Sequence[Place] = [self._place(shot) for shot in self._shown]
        traits = [traits_of(self.analysis, self._shown, self._sight)]
        earlier = self._taste.evidence
        if earlier is not None and earlier.places:
            places = [*earlier.places, *places]
            traits.insert(0, earlier.traits)
        events = self._before | {identity(event): event for event in self._answers}
        evidence = evidence_of(events, places, joined_traits(traits))
        return dataclasses.replace(self._taste, evidence=evidence)

    def _place(self, shot: int) -> Place:
        film = self.analysis.film
        return Place(film.media.fingerprint, film.shots[shot].span)
