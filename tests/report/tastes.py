"""Portraits of made-up tastes, for the tests of this room."""

import math
from datetime import date, timedelta

from cutter.report.portrait import Held, Moment, Portrait, Reaction
from tests.report.cuts import COLOURS, jpeg

SOME = Portrait(
    name="alice",
    held=(
        Held("a sunset over the sea", "like", 1.2, "written"),
        Held("fire and smoke", "dislike", -1.0, "written", about="seen"),
        Held("fireworks", "never", -1.0, "written"),
        Held("western", "dislike", -0.4, "words", 0.3, 5, certainty="likely"),
        Held("a storm with lightning", "like", 0.9, "shots", 0.2, 12, certainty="sure"),
        Held("a city at night", "dislike", -0.7, "shots", 0.25, 9, certainty="sure"),
        Held("a crowd of people", "like", 0.1, "shots", 0.4, 3, certainty="a guess"),
    ),
    signals=(Held("less movement", "dislike", -0.4, "written"),),
    counts=(("liked", 14), ("disliked", 9), ("rated", 6), ("skipped", 4)),
    first=date(2026, 1, 3),
    last=date(2026, 3, 12),
    reactions=tuple(
        Reaction(
            "liked" if number % 3 else "disliked",
            date(2026, 2, 1 + number),
            "1:20.0–1:23.5",
            "a storm with lightning",
            0.2 if number % 3 else -0.1,
            jpeg(COLOURS[number]),
        )
        for number in range(6)
    ),
    followed=("a storm with lightning", "a city at night", "western"),
    moments=tuple(
        Moment(
            date(2026, 1, 3) + timedelta(days=9 * step),
            4 * step + 1,
            (0.9 * step / 8, -0.7 * math.sqrt(step / 8), -0.4 if step > 3 else 0.0),
            (0.6 - 0.05 * step, 0.6 - 0.04 * step, 0.3),
        )
        for step in range(9)
    ),
)
NOTHING = Portrait(name="new", held=())


def much(beliefs: int = 200) -> Portrait:
    """Return a portrait of many beliefs with long words of many scripts."""
    words = ("штормовое море с высокими волнами", "嵐の海", "w" * 290, "دریای توفانی", "sea")
    sources = ("written", "words", "shots")
    held = [
        Held(
            f"{words[number % 5]} {number}",
            "like" if number % 2 else "dislike",
            (1 if number % 2 else -1) * (3.0 - number * 3 / beliefs),
            sources[number % 3],  # type: ignore[arg-type]
            0.0 if number % 3 == 0 else 0.4,
            number,
            certainty="sure",
        )
        for number in range(beliefs)
    ]
    kinds = ("liked", "disliked", "rated", "commented", "compared", "watched", "skipped", "kept")
    return Portrait(
        name="the very long name of a profile " * 6,
        held=tuple(sorted(held, key=lambda each: sources.index(each.source))),
        counts=tuple((kind, 400 // (n + 1)) for n, kind in enumerate(kinds)),
        first=date(2020, 1, 1),
        last=date(2026, 3, 12),
        reactions=SOME.reactions,
        followed=tuple(each.text for each in held[1:7]),
        moments=tuple(
            Moment(date(2020 + step, 1, 1), 100 * step + 1, (step / 8 + 0.01,) * 6, (0.2,) * 6)
            for step in range(7)
        ),
        resting=7,
    )
