"""Why a shot is in a cut or not, and what would turn it: plans again with one thing changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.edit.explain import Change, Explanation, explain, smallest_change
from cutter.edit.marks import locate, parse_mark
from cutter.errors import UsageError
from cutter.pipeline.choosing import choose
from cutter.pipeline.company import owner_of, taste_of_all, with_weight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline.choosing import Planned


def explain_shots(
    planned: Planned, marks: Sequence[str] = (), *, with_changes: bool = True
) -> tuple[Explanation, ...]:
    """Explain the shots that are pointed at, or every shot.

    Args:
        planned: the cut.
        marks: shots or times, as `--must` takes them; none for every shot.
        with_changes: whether to look for the smallest change that would turn each shot; this
            plans some dozens of times a shot.

    Raises:
        UsageError: a mark points at nothing, or at a range.
    """
    shots = [_shot_of(planned, mark) for mark in marks] or [
        (film, shot.index)
        for film, analysis in enumerate(planned.analyses)
        for shot in analysis.film.shots
    ]
    return tuple(
        explain(ref, planned.films, planned.choice, _change(planned, ref) if with_changes else None)
        for ref in shots
    )


def turned(planned: Planned, change: Change) -> Planned:
    """Return the cut as it would be with one thing changed.

    Raises:
        NothingFits: nothing would be left.
    """
    wish, viewers = planned.wish, planned.viewers
    if change.kind == "weight":
        viewers = with_weight(viewers, change.want, change.after)
    elif change.kind == "budget":
        exact = Fraction(str(change.after)).limit_denominator(10**6)
        wish = replace(wish, budget=f"{float(exact):.6f}s")
    elif change.kind == "must":
        wish = replace(wish, must=(*wish.must, change.name))
    else:
        wish = replace(wish, never=(*wish.never, change.name))
    return choose(
        planned.analyses,
        taste_of_all([viewer.taste for viewer in viewers]),
        planned.profile,
        wish,
        planned.places,
        known=planned.known,
        viewers=viewers,
        # Whom the company served least is not asked anew for every change that is tried.
        weights=planned.weights,
        earlier=planned.earlier,
    )


def _change(planned: Planned, ref: tuple[int, int]) -> Change | None:
    found = smallest_change(
        ref,
        planned.choice,
        planned.taste.wants,
        lambda change: turned(planned, change).choice,
        films=planned.films,
    )
    if found is not None and found.kind == "weight":
        owner = owner_of(planned.viewers, found.want)
        return replace(found, text=f"{found.text} in {owner}") if owner else found
    return found


def _shot_of(planned: Planned, mark: str) -> tuple[int, int]:
    place = locate(
        parse_mark(mark, "--shot"), [analysis.film for analysis in planned.analyses], "--shot"
    )
    if place.shot is None:
        raise UsageError(f"--shot '{mark}': name a shot or a time, not a range")
    return place.film, place.shot
