"""Says of a shot why it is in the cut or not, and the smallest change that would turn that.

Pure: to try a change it asks its caller to plan again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from cutter.edit.marks import shot_name
from cutter.errors import NothingFits
from cutter.schema.scores import Scores
from cutter.times import length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cutter.edit.choice import Choice, ScoredFilm
    from cutter.schema import Reason, Score, Want

    Replan = Callable[["Change"], Choice]

HEAVIEST: Final = 10.0
"""The greatest weight that a profile takes."""
_FACTORS: Final = (1.02, 1.05, 1.1, 1.2, 1.35, 1.5, 2.0, 3.0, 5.0, 10.0)
_HALVINGS: Final = 5
_MOST_WANTS: Final = 4
"""How many preferences are tried: those that say most about the shot."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do differently."""

    kind: Literal["weight", "budget", "must", "never"]
    name: str
    """The preference's label, or the shot's name for a pin or ban; empty for the budget."""
    before: float
    """The weight, or the budget in seconds; 0 for a pin or ban."""
    after: float
    text: str
    """What to do, for a person."""
    want: int = -1
    """Which of the taste's wants has the weight."""

    @property
    def size(self) -> float:
        """How much is changed, as the logarithm of the factor; infinite for down to nothing."""
        if self.kind in ("must", "never") or min(self.before, self.after) <= 0:
            return math.inf
        return abs(math.log(self.after / self.before))


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about one shot."""

    film: int
    shot: int
    name: str
    """As it is shown: `#14`."""
    is_in: bool
    verdict: str
    score: float
    reasons: tuple[Reason, ...]
    """Those that weigh most first."""
    rank: int
    """Place among all shots of all films by score, from 1; the earlier first among equals."""
    shots: int
    """How many shots there are."""
    change: Change | None
    """The smallest change that would turn the verdict; None where it was not looked for, or
    nothing would."""
    never: str = ""
    """The `never` preference that it falls under; empty if it falls under none."""
    doubtful: str = ""
    """A `never` preference that it nearly falls under."""


def explain(
    shot_ref: tuple[int, int],
    films: Sequence[ScoredFilm],
    choice: Choice,
    change: Change | None = None,
) -> Explanation:
    """Say why a shot is in the cut or not.

    Args:
        shot_ref: (film, shot), both from 0.
        films: the films that the choice was made from.
        choice: the choice.
        change: what `smallest_change` found for this shot, if it was asked.
    """
    film, shot = shot_ref
    score = films[film].scores[shot]
    own = _standing(score.value, film, shot)
    ahead = sum(
        _standing(value, f, number) < own
        for f, scored in enumerate(films)
        for number, value in enumerate(Scores.of(scored.scores).columns.values.tolist())
    )
    return Explanation(
        film=film,
        shot=shot,
        name=shot_name(film, shot, len(films)),
        is_in=choice.is_in(film, shot),
        verdict=choice.verdicts[film][shot],
        score=score.value,
        reasons=tuple(sorted(score.reasons, key=lambda r: (-abs(r.amount), r.label))),
        rank=ahead + 1,
        shots=sum(len(scored.scores) for scored in films),
        change=change,
        never=score.never,
        doubtful=score.doubtful,
    )


def smallest_change(
    shot_ref: tuple[int, int],
    choice: Choice,
    wants: Sequence[Want],
    replan: Replan,
    *,
    films: Sequence[ScoredFilm],
) -> Change | None:
    """Find the smallest change that brings a shot into the cut, or takes it out.

    Tried are the weight of each preference that touches the shot and the budget; smallest is the
    one that multiplies or divides by least. Where none turns the shot, a pin or ban is tried.

    Args:
        shot_ref: (film, shot), both from 0.
        choice: the choice as it is.
        wants: those of the taste that the films were scored with.
        replan: plans again with one thing changed. It may raise NothingFits.
        films: the films that the choice was made from.

    Returns:
        A change that, applied, does turn the shot; None if none was found.
    """
    film, shot = shot_ref
    search = _Search(shot_ref, choice.is_in(film, shot), replan)
    for index in _touching(films[film].scores[shot], wants):
        search.try_weight(index, wants, films[film].scores[shot])
    total = sum((scored.analysis.film.media.end for scored in films), Fraction(0))
    search.try_budget(float(choice.budget), float(total))
    if search.best is None:
        search.try_pin(shot_name(film, shot, len(films)))
    return search.best


def _standing(value: float, film: int, shot: int) -> tuple[float, int, int]:
    return (-round(value, 6), film, shot)


def _touching(score: Score, wants: Sequence[Want]) -> list[int]:
    """Return the indices of the preferences that the shot's score speaks of, strongest first."""
    said: dict[str, float] = {}
    for reason in score.reasons:
        said[reason.label] = said.get(reason.label, 0.0) + abs(reason.amount)
    touching = [
        index
        for index, want in enumerate(wants)
        if want.role != "never" and said.get(want.label, 0.0) > 0
    ]
    return sorted(touching, key=lambda index: (-said[wants[index].label], index))[:_MOST_WANTS]


def _named(want: Want, wants: Sequence[Want]) -> str:
    """Return what to call a preference, with its list and place where the label is not enough."""
    others = [other for other in wants if other.label == want.label and other.role != "never"]
    told: list[str] = [want.role] if any(other.role != want.role for other in others) else []
    told += [want.where] if any(other.where != want.where for other in others) else []
    return f"'{want.label}' ({', '.join(told)})" if told else f"'{want.label}'"


class _Search:
    """Tries changes and keeps the smallest that turns the shot."""

    def __init__(self, shot_ref: tuple[int, int], was_in: bool, replan: Replan) -> None:
        self.shot_ref = shot_ref
        self.was_in = was_in
        self.replan = replan
        self.best: Change | None = None

    def try_weight(self, index: int, wants: Sequence[Want], score: Score) -> None:
        """Try to make one preference matter more, or less."""
        want, named = wants[index], _named(wants[index], wants)
        amount = sum(reason.amount for reason in score.reasons if reason.label == want.label)
        upwards = (amount > 0) != self.was_in
        before = want.weight
        if before <= 0:
            return

        def change(after: float) -> Change:
            verb = "raise" if after > before else "lower"
            text = f"{verb} the weight of {named} from {before:g} to {after:g}"
            return Change("weight", want.label, before, after, text, want=index)

        steps = [before * factor if upwards else before / factor for factor in _FACTORS]
        steps = [step for step in steps if step <= HEAVIEST] + ([HEAVIEST] if upwards else [0.0])
        self._try(before, steps, change, decimals=2)

    def try_budget(self, before: float, total: float) -> None:
        """Try a longer budget, or a shorter one."""

        def change(after: float) -> Change:
            verb = "raise" if after > before else "lower"
            told = [length(Fraction(str(seconds))) for seconds in (round(before, 3), after)]
            return Change(
                "budget", "", before, after, f"{verb} the budget from {told[0]} to {told[1]}"
            )

        if self.was_in:
            steps = [before / factor for factor in _FACTORS]
        else:
            steps = [before * factor for factor in _FACTORS if before * factor < total] + [total]
        self._try(before, steps, change, decimals=1)

    def try_pin(self, name: str) -> None:
        """Try to pin the shot, or to ban it."""
        if self.was_in:
            change = Change("never", name, 0.0, 0.0, f"ban it: --never '{name}'")
        else:
            change = Change("must", name, 0.0, 0.0, f"pin it: --must '{name}'")
        if self._turns(change):
            self.best = change

    def _try(
        self,
        before: float,
        steps: Iterable[float],
        change: Callable[[float], Change],
        *,
        decimals: int,
    ) -> None:
        """Walk away from `before` until the shot turns, then come back as far as it stays so."""
        near = before
        for step in steps:
            tried = change(_short(step, before, decimals))
            if tried.after == before:
                continue
            if self.best is not None and tried.size >= self.best.size:
                break
            if self._turns(tried):
                self.best = self._nearest(near, tried, change, decimals)
                return
            near = step

    def _nearest(
        self, near: float, turned: Change, change: Callable[[float], Change], decimals: int
    ) -> Change:
        """Return the smallest change found between one that does nothing and one that turns."""
        for _ in range(_HALVINGS):
            middle = (near + turned.after) / 2
            tried = change(_short(middle, turned.before, decimals))
            if tried.after in (near, turned.after, turned.before):
                break
            if self._turns(tried):
                turned = tried
            else:
                near = tried.after
        return turned

    def _turns(self, change: Change) -> bool:
        try:
            choice = self.replan(change)
        except NothingFits:
            return False
        return choice.is_in(*self.shot_ref) != self.was_in


def _short(value: float, before: float, decimals: int) -> float:
    """Round away from `before`, so that what is said is short and what was found still holds."""
    while abs(value) * 10**decimals < 10 and decimals < 6:
        decimals += 1
    ticks = value * 10.0**decimals
    whole = math.ceil(ticks - 1e-9) if value > before else math.floor(ticks + 1e-9)
    return float(round(whole / 10.0**decimals, decimals))
