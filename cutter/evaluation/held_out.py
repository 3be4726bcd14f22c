"""Measures a profile on its viewer's own events, held out in time.

The history is cut into parts; each but the first is foretold from all that lies before it, as a
viewer meets cutter. Where an event says nothing of a shot known to the model it is left out, and
told. Names no film and no event: a history is private.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.errors import ProfileError
from cutter.evaluation.baselines import by_tenth, drawn_to, tenths
from cutter.evaluation.findings import (
    GENERIC,
    LEARNT,
    POPULAR,
    POSITION,
    WRITTEN,
    Findings,
    Trial,
    feedback_curve,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cutter.eyes.embedder import Embedder
    from cutter.schema import Event, Evidence, Place, Taste

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

PARTS = 5
FEWEST = 10
"""Events that say something of shots; with fewer nothing is told."""
FEW = 40
"""With fewer it is said that there are few."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One viewer's events in time, each with the shot that it grades."""

    viewer: str
    taste: Taste
    """The written profile alone."""
    events: tuple[tuple[str, Event], ...]
    """With their identities, the earliest first."""
    evidence: Evidence
    """Of all events."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The accuracy on each held-out event that was measured, by method."""

    before: Indices
    """(n,) how many events lie before the part that the event is in."""
    values: Mapping[str, Floats]


def history_of(profile: Path, eyes: Embedder) -> History:
    """Read a profile with its history, for the eyes in use.

    Raises:
        ProfileError: the profile or its history cannot be read, or says too little.
    """
    from cutter.pipeline.recalling import graded
    from cutter.pipeline.tasting import taste_of
    from cutter.profile.history import read_history
    from cutter.profile.read import read_profile

    read = read_profile(profile)
    taste = taste_of(dataclasses.replace(read, learned=None), eyes)
    events = read_history(profile)
    evidence = taste.evidence
    said: set[str] = set()
    if evidence is not None:
        said |= {grade.event for grade in evidence.grades}
        said |= {pair.event for pair in evidence.comparisons}
    # A comment is graded by what its words come to.
    known = [each for each in graded(events).items() if each[0] in said]
    if evidence is None or len(known) < FEWEST:
        told = f"{len(known)} events say something of shots that the model {eyes.name} has seen"
        raise ProfileError(
            f"{profile}: {told}; at least {FEWEST} are needed to hold some out", profile
        )
    notes = [f"{read.name}: {len(known)} of {len(events)} events could be measured on"]
    if len(known) < FEW:
        notes.append(f"{read.name}: these are few; with {FEW} and more the figures are surer")
    known.sort(key=lambda each: (each[1].when, each[0]))
    alone = dataclasses.replace(taste, evidence=None)
    return History(read.name, alone, tuple(known), evidence, tuple(notes))


def held_out(histories: Sequence[History]) -> Findings:
    """Measure how well later events are foretold from earlier ones.

    For one viewer the intervals are over events, for several over viewers. An event's accuracy is
    the share of the other events in its part, graded otherwise, to which it is put in the right
    order (of a comparison: whether the better shot is put first); equal scores count by half. Shots
    that an earlier event is about are left out: nothing is merely recalled.

    Args:
        histories: of one viewer or several.

    Raises:
        ProfileError: all events of a viewer grade shots alike.
    """
    measured = [_measured(history, histories) for history in histories]
    trials: list[Trial] = []
    if len(histories) == 1:
        (one,) = measured
        for before in np.unique(one.before).tolist():
            trials.append(_of_events(f"after {before} events", one, one.before == before, before))
        trials.append(_of_events("all held-out events", one, one.before >= 0, None))
    else:
        methods = measured[0].values
        values = {
            method: np.array([each.values[method].mean() for each in measured])
            for method in methods
        }
        names = tuple(history.viewer for history in histories)
        trials.append(Trial("all held-out events", names, values, LEARNT))
    findings = Findings(
        title="the viewer's own events, held out in time",
        unit="share of pairs of later events in the right order",
        of="events" if len(histories) == 1 else "viewers",
        trials=tuple(trials),
        notes=tuple(note for history in histories for note in history.notes),
    )
    if len(histories) > 1:
        return findings
    curve = feedback_curve(findings, "", "quality against feedback")
    return dataclasses.replace(findings, curves=(curve,))


def _of_events(about: str, held: _Held, chosen: NDArray[np.bool_], amount: int | None) -> Trial:
    rows = np.flatnonzero(chosen)
    return Trial(
        about=about,
        units=tuple(str(row) for row in rows.tolist()),
        values={method: values[rows] for method, values in held.values.items()},
        ours=LEARNT,
        amount=amount,
    )


def _measured(history: History, all_of_them: Sequence[History]) -> _Held:
    """Foretell each part of a history but the first from what lies before it."""
    others = [each for each in all_of_them if each is not history]
    edges = np.linspace(0, len(history.events), PARTS + 1).round().astype(int).tolist()
    before: list[int] = []
    values: dict[str, list[float]] = {}
    for start, end in itertools.pairwise(edges[1:]):
        known = _evidence(history, dict(history.events[:start]))
        wanted = _unmet(_evidence(history, dict(history.events[start:end])), known)
        scores = _scores(history, known, others)
        right = {method: _right(wanted, each) for method, each in scores.items()}
        is_told = ~np.isnan(right[LEARNT])
        before += [start] * int(is_told.sum())
        for method, found in right.items():
            values.setdefault(method, []).extend(found[is_told].tolist())
    if not before:
        raise ProfileError(
            f"{history.viewer}: its events grade all shots alike; there is no order to foretell"
        )
    return _Held(np.array(before), {name: np.array(each) for name, each in values.items()})


def _evidence(history: History, events: Mapping[str, Event]) -> Evidence:
    from cutter.taste.grades import evidence_of

    return evidence_of(events, history.evidence.places, history.evidence.traits)


def _unmet(wanted: Evidence, known: Evidence) -> Evidence:
    """Return what later events say of shots that no earlier one is about: nothing is recalled."""
    met = {grade.row for grade in known.grades}
    met |= {row for pair in known.comparisons for row in (pair.better, pair.worse)}
    return dataclasses.replace(
        wanted,
        grades=tuple(grade for grade in wanted.grades if grade.row not in met),
        comparisons=tuple(
            pair for pair in wanted.comparisons if not {pair.better, pair.worse} <= met
        ),
    )


def _scores(history: History, known: Evidence, others: Sequence[History]) -> dict[str, Floats]:
    """Return what each method says of all shots of the evidence, (n_rows,) each."""
    from cutter.taste.posterior import Posterior
    from cutter.taste.prior import expected

    taste, traits = history.taste, known.traits
    nobody = dataclasses.replace(taste, wants=(), signals=())
    learnt = Posterior(dataclasses.replace(taste, evidence=known))
    return {
        GENERIC: expected(traits, nobody),
        POPULAR: _popular(known, others),
        POSITION: _by_place(known),
        WRITTEN: expected(traits, taste),
        LEARNT: learnt.whole(traits),
    }


def _right(wanted: Evidence, scores: Floats) -> Floats:
    """Return for each held-out event the share of right orders; nan where there are none."""
    rows = np.array([grade.row for grade in wanted.grades], np.intp)
    said = np.array([grade.value for grade in wanted.grades])
    found = []
    for row, value in zip(rows.tolist(), said.tolist(), strict=True):
        differ = said != value
        ahead = np.sign(scores[row] - scores[rows[differ]]) * np.sign(value - said[differ])
        found.append(float((ahead.mean() + 1) / 2) if differ.any() else float("nan"))
    for pair in wanted.comparisons:
        found.append(float((np.sign(scores[pair.better] - scores[pair.worse]) + 1) / 2))
    return np.array(found)


def _by_place(known: Evidence) -> Floats:
    """Return the mean grade so far of shots in the same tenth of their films."""
    ends: dict[str, float] = {}
    for place in known.places:
        ends[place.film] = max(ends.get(place.film, 0.0), float(place.span.end))
    part = tenths([float(place.span.middle) / ends[place.film] for place in known.places])
    rows = np.array([grade.row for grade in known.grades], np.intp)
    return by_tenth(part, rows, np.array([grade.value for grade in known.grades]))


def _popular(known: Evidence, others: Sequence[History]) -> Floats:
    """Return what other viewers gave the same place, else how the viewer took the film so far."""
    films: dict[str, list[float]] = {}
    for grade in known.grades:
        films.setdefault(known.places[grade.row].film, []).append(grade.value)
    told: dict[str, list[tuple[Place, float]]] = {}
    for history in others:
        for grade in history.evidence.grades:
            place = history.evidence.places[grade.row]
            told.setdefault(place.film, []).append((place, grade.value))
    scores = np.zeros(len(known.places))
    for row, place in enumerate(known.places):
        base = drawn_to(0.0, films.get(place.film, []))
        met = told.get(place.film, [])
        same = [value for at, value in met if at.span.intersection(place.span)]
        scores[row] = drawn_to(base, same)
    return scores
