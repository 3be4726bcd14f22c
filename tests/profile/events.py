"""Events for tests: made by hand, and made at random."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from cutter.profile.clean import impossible, tidied
from cutter.profile.event_form import PLACED, VALUED
from cutter.profile.events import KINDS
from cutter.schema import Event, Place, TimeRange, Traits

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FILM = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2


def place(start: int = 80, film: str = FILM) -> Place:
    return Place(film, TimeRange(Fraction(start), Fraction(start + 5)))


def like(minutes: int = 0, **changes: object) -> Event:
    """Return a like of a place, so many minutes after noon."""
    given = {"place": place(), "source": "rate", **changes}
    return Event("like", NOON + timedelta(minutes=minutes), **given)  # type: ignore[arg-type]


def traits(rows: int, seed: int = 0, dim: int = 4) -> Traits:
    """Return numbers such as a model's of so many shots."""
    made = np.random.default_rng(seed)
    sizes = {"pictures": dim, "words": 3, "standing": 13, "picture_nulls": 2, "word_nulls": 2}
    arrays: dict[str, Any] = {name: made.normal(size=(rows, size)) for name, size in sizes.items()}
    for name in ("pictures", "words"):
        arrays[name] = arrays[name].astype(np.float32)
    return Traits(**arrays)


_seconds = st.fractions(min_value=0, max_value=10**5, max_denominator=10**6)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def places(draw: st.DrawFn) -> Place:
    start = draw(_seconds)
    length = draw(_seconds.filter(bool))
    return Place(draw(st.sampled_from([FILM, OTHER])), TimeRange(start, start + length))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Return an event that can be, tidy as one that a history holds."""
    kind = draw(st.sampled_from(KINDS))
    moments = st.datetimes(datetime(1960, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
    return draw(
        st.builds(
            Event,
            st.just(kind),
            moments,
            places() if kind in PLACED else st.none() | places(),
            places() if kind == "better" else st.none(),
            st.floats(0, 1) if kind in VALUED else st.none(),
            st.lists(_texts, max_size=3).map(tuple),
            _texts,
            _texts,
            st.sampled_from(["", "rate", "interview"]),
            st.integers(0, 3),
        )
        .map(tidied)
        .filter(lambda event: not impossible(event))
    )
