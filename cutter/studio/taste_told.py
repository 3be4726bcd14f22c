"""A taste in the form in which the page takes it: sliders, and curves along the film.

Numbers are rounded; nothing is decided here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from cutter.pipeline.provisional import keys_of
from cutter.profile.discreet import LISTS
from cutter.schema import SIGNAL_NAMES
from cutter.taste.features import features_of

if TYPE_CHECKING:
    from cutter.pipeline import Planned
    from cutter.schema import Preference, Profile
    from cutter.studio.choices import Choices
    from cutter.studio.wire import CurveTold, SignalTold, WantTold

_PLACES: Final = 3
"""Decimals of curves; the page draws them a few pixels high."""
SIGNAL_WORDS: Final = {
    "motion": "movement",
    "brightness": "light",
    "colourfulness": "colour",
    "saturation": "strong colours",
    "contrast": "contrast",
    "sharpness": "sharp pictures",
    "faces": "many faces",
    "face_share": "faces close up",
    "loudness": "loud sound",
    "speech": "people talking",
    "text": "lettering",
}
"""What people would move: what is missing has no more and less of it, such as the hue."""


def wants_told(planned: Planned, choices: Choices, base: Profile) -> list[WantTold]:
    """Return the sliders: what is written, then what was added; then what was learnt, without.

    Args:
        planned: the cut.
        choices: what was changed.
        base: the profile as its file says it.
    """
    weights = dict(choices.changes.weights)
    found: list[WantTold] = []
    for key, item in zip(keys_of(base), base.preferences, strict=True):
        if key not in choices.dropped:
            found.append(_want(key, item, weights.get(key, item.weight), item.weight, len(found)))
    for number, item in enumerate(choices.changes.added):
        key = f"added[{number}]"
        if key not in choices.dropped:
            found.append(_want(key, item, item.weight, None, len(found)))
    written = len(planned.profile.preferences)
    for number, want in enumerate(planned.taste.wants[written:]):
        found.append(
            {
                "key": f"learnt[{number}]",
                "label": want.label,
                "role": want.role,
                "where": want.where,
                "weight": round(want.weight, _PLACES),
                "written": None,
                "is_learnt": True,
                "colour": len(found),
            }
        )
    return found


def _want(
    key: str, item: Preference, weight: float, written: float | None, colour: int
) -> WantTold:
    return {
        "key": key,
        "label": item.label,
        "role": item.role,
        "where": item.where,
        "weight": weight,
        "written": written,
        "is_learnt": False,
        "colour": colour,
    }


def signals_told(choices: Choices, base: Profile) -> list[SignalTold]:
    """Return a slider for each signal; one that people would not move only where it counts."""
    written = dict(base.signals)
    now = written | dict(choices.changes.signals)
    return [
        {
            "name": name,
            "label": SIGNAL_WORDS.get(name, name.replace("_", " ")),
            "weight": now.get(name, 0.0),
            "written": written.get(name, 0.0),
        }
        for name in SIGNAL_NAMES
        if name in SIGNAL_WORDS or now.get(name)
    ]


def curves_told(planned: Planned, choices: Choices, base: Profile) -> list[CurveTold]:
    """Return how well each shot matches each preference, whatever that weighs.

    One that weighs nothing has no curve.
    """
    sight = planned.known.sights[0] if planned.known is not None else None
    features = features_of(planned.analyses[0], planned.taste, sight)
    return [
        {"key": key, "values": features.match[:, column].round(_PLACES).tolist()}
        for column, key in enumerate(_keys(planned, choices, base))
    ]


def curves_id(planned: Planned, choices: Choices, base: Profile) -> str:
    """Return what changes when the curves do: with the preferences, not with their weights."""
    wants = zip(_keys(planned, choices, base), planned.taste.wants, strict=True)
    told = repr([(key, want.label, want.where) for key, want in wants])
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _keys(planned: Planned, choices: Choices, base: Profile) -> list[str]:
    """Return the key of each want of a taste, in its order: that of `with_changes`."""
    changes = choices.changes
    gone = {key for key, weight in changes.weights if not weight}
    own = zip(keys_of(base), base.preferences, strict=True)
    kept = [(key, item.role) for key, item in own if key not in gone]
    kept += [(f"added[{n}]", item.role) for n, item in enumerate(changes.added) if item.weight]
    roles = list(LISTS)
    keys = [key for key, _ in sorted(kept, key=lambda each: roles.index(each[1]))]
    learnt = len(planned.taste.wants) - len(keys)
    return [*keys, *(f"learnt[{number}]" for number in range(learnt))]
