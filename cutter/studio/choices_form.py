"""The choices of a session as JSON: checked when they are read, exact when they are written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cutter.pipeline.company import Earlier
from cutter.pipeline.provisional import Changes
from cutter.profile.events import event_line, parse_events
from cutter.schema import Place, Preference, TimeRange
from cutter.studio.choices import Choices, Kept

Exact = Annotated[str, Field(pattern=r"^[0-9]{1,18}/[1-9][0-9]{0,17}$")]
Shot = Annotated[int, Field(ge=0)]
Span = tuple[Exact, Exact]
Weights = tuple[tuple[str, float], ...]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class KeptForm(_Form):
    """A part of the film that is in for certain."""

    span: Span
    is_trimmed: bool = False
    was_kept: bool = False


class PhraseForm(_Form):
    """A preference that was added."""

    role: Literal["like", "dislike", "never", "must"]
    weight: float
    where: Literal["picture", "dialogue", "any"]
    text: str


class EarlierForm(_Form):
    """What steps back in a variant."""

    strength: float = Field(ge=0, le=1)
    places: tuple[tuple[tuple[str, Exact, Exact], ...], ...]


class ChoicesForm(_Form):
    """What is to be other than session and profile say."""

    wish: tuple[tuple[str, str | None], ...] = ()
    weights: Weights = ()
    signals: Weights = ()
    added: tuple[PhraseForm, ...] = ()
    events: tuple[str, ...] = Field(default=(), description="Lines, as in a history.")
    forgotten: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    kept: tuple[KeptForm, ...] = ()
    taken: tuple[Shot, ...] = ()
    bans: tuple[Shot, ...] = ()
    sequence: tuple[str, ...] = ()
    variant: int = Field(default=0, ge=0)
    earlier: EarlierForm | None = None


def document_of(choices: Choices) -> dict[str, Any]:
    """Return choices as JSON holds them; `choices_of` gives the same choices."""
    changes = choices.changes
    return {
        "wish": [list(pair) for pair in choices.wish],
        "weights": [list(pair) for pair in changes.weights],
        "signals": [list(pair) for pair in changes.signals],
        "added": [
            {"role": item.role, "weight": item.weight, "where": item.where, "text": item.text}
            for item in changes.added
        ],
        "events": [event_line(event) for event in changes.events],
        "forgotten": list(changes.forgotten),
        "dropped": list(choices.dropped),
        "kept": [
            {"span": _told(each.span), "is_trimmed": each.is_trimmed, "was_kept": each.was_kept}
            for each in choices.kept
        ],
        "taken": list(choices.taken),
        "bans": list(choices.bans),
        "sequence": list(choices.sequence),
        "variant": choices.variant,
        "earlier": None if choices.earlier is None else _earlier(choices.earlier),
    }


def choices_of(document: dict[str, Any]) -> Choices:
    """Return the choices that JSON holds.

    Raises:
        ValueError: it holds none.
        ProfileError: an event is none.
    """
    form = ChoicesForm.model_validate(document)
    changes = Changes(
        weights=form.weights,
        signals=form.signals,
        added=tuple(
            Preference(item.role, item.weight, item.where, text=item.text) for item in form.added
        ),
        events=parse_events("\n".join(form.events), Path("state.json")),
        forgotten=form.forgotten,
    )
    earlier = form.earlier
    return Choices(
        wish=form.wish,
        changes=changes,
        dropped=form.dropped,
        kept=tuple(Kept(_span(each.span), each.is_trimmed, each.was_kept) for each in form.kept),
        taken=form.taken,
        bans=form.bans,
        sequence=form.sequence,
        variant=form.variant,
        earlier=None
        if earlier is None
        else Earlier(
            tuple(
                tuple(Place(film, _span((start, end))) for film, start, end in places)
                for places in earlier.places
            ),
            earlier.strength,
        ),
    )


def _earlier(earlier: Earlier) -> dict[str, Any]:
    places = [[[each.film, *_told(each.span)] for each in some] for some in earlier.places]
    return {"strength": earlier.strength, "places": places}


def _told(span: TimeRange) -> list[str]:
    return [f"{time.numerator}/{time.denominator}" for time in (span.start, span.end)]


def _span(told: Span) -> TimeRange:
    return TimeRange(Fraction(told[0]), Fraction(told[1]))
