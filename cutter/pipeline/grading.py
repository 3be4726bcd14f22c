"""Grades that a viewer gives to parts of a cut, as events about places in its films."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.pipeline.last_word import RATE, last_words, outdone
from cutter.progress import SILENT, Progress
from cutter.schema import Event
from cutter.timeline.pointing import pointed_at
from cutter.times import parse_share, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.pipeline.learning import Learnt
    from cutter.pipeline.looking import Look
    from cutter.schema import EditDecisionList, EventKind

LONGEST_COMMENT: Final = 20_000
"""Characters, as histories take them."""


def graded(
    edl: EditDecisionList,
    marks: Sequence[tuple[str, str]],
    when: datetime,
    comment: str = "",
    *,
    source: str = RATE,
) -> tuple[Event, ...]:
    """Return the events of grades given to parts of a cut.

    Args:
        edl: the cut.
        marks: each what is graded (see `pointed_at`) and its grade (see `parse_grade`); an empty
            grade leaves the comment alone to speak.
        when: when that was, UTC.
        comment: what was said of it.
        source: where they come from, `rate` or `studio`.

    Raises:
        UsageError: a mark points at nothing, or a grade is none.
    """
    if len(comment) > LONGEST_COMMENT:
        raise UsageError(f"--comment: at most {LONGEST_COMMENT} characters are kept")
    events = []
    for mark, grade in marks:
        kind, value = parse_grade(grade) if grade else ("comment", None)
        events += [
            Event(kind, when, place, value=value, comment=comment, source=source)
            for place in pointed_at(edl, mark)
        ]
    return tuple(events)


def learn_grades(
    profile: Path,
    events: Sequence[Event],
    *,
    look: Look | None = None,
    films: Sequence[Path] = (),
    now: datetime | None = None,
    progress: Progress = SILENT,
) -> Learnt:
    """Learn from grades; the last word on a place counts, and the ones before it are taken back.

    Args:
        profile: the profile's file.
        events: see `graded`; in the order in which they were given.
        look: how films are looked at.
        films: where the films of the events may lie.
        now: the time.
        progress: where stages are shown.

    Raises:
        ProfileError: the profile or its history cannot be read.
        InputError: a film cannot be used.
        RenderError: a file cannot be written.
    """
    from cutter.pipeline.learning import learn, relearn
    from cutter.profile.beside import alone
    from cutter.profile.events import identity
    from cutter.profile.history import forget_events, read_history

    words = last_words(events)
    with alone(profile):
        learnt = learn(profile, words, look=look, films=films, now=now, progress=progress)
        gone = outdone(read_history(profile), words)
        if not gone:
            return learnt
        forget_events(profile, lambda event: identity(event) in gone)
        return replace(learnt, after=relearn(profile, look=look, progress=progress))


def parse_grade(text: str) -> tuple[EventKind, float | None]:
    """Read `like`, `dislike`, `7` (of ten), `7/10`, `0.7` or `70%`.

    Raises:
        UsageError: it is none of these.
    """
    plain = text.strip().casefold()
    if plain == "like":
        return "like", None
    if plain == "dislike":
        return "dislike", None
    share = parse_share(plain)
    try:
        if share is None:
            share = Fraction(plain)
            # A whole number is of ten, and so is all above one.
            if "/" not in plain and ("." not in plain or share > 1):
                share /= 10
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 <= share <= 1:
        raise UsageError(f"{quoted(text)} is no grade; write like, dislike, 0 to 10, or 0.8")
    return "rating", round(float(share), 6)
