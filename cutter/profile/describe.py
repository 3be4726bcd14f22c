"""Turns a profile into sentences, and says what in it will not act as its writer may think."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from cutter.schema import CutDefaults, Learned, Preference, Profile, Role

_HEADINGS: tuple[tuple[Role, str], ...] = (
    ("like", "Likes"),
    ("dislike", "Dislikes"),
    ("never", "Never wants"),
    ("must", "Must have"),
)
_SIGNALS = {
    "motion": ("more movement", "less movement"),
    "brightness": ("bright pictures", "dark pictures"),
    "colourfulness": ("colourful pictures", "muted colours"),
    "hue": ("warm colours", "cool colours"),
    "saturation": ("strong colours", "pale colours"),
    "contrast": ("strong contrast", "soft contrast"),
    "sharpness": ("sharp pictures", "soft pictures"),
    "faces": ("more faces", "fewer faces"),
    "face_share": ("close faces", "no close faces"),
    "loudness": ("loud moments", "quiet moments"),
    "speech": ("more speech", "less speech"),
    "black": ("black pictures", "no black pictures"),
    "text": ("lettering in the picture", "no lettering in the picture"),
}
_ORDERS = {"film": "in the film's order", "score": "the best first", "arc": "rising to a peak"}
_PACES = {"calm": "long, calm clips", "even": "clips of even length", "brisk": "short, brisk clips"}
SURE = 2.0
"""Standard deviations from nothing from which a belief is called sure: about 95 of 100."""
LIKELY = 1.0
_EMPTY = (
    "The profile asks for nothing: every shot fits alike, and only a sharp picture counts. "
    "Add likes to change that."
)

_NO_LIKES = "Nothing is liked: every shot that is not disliked counts as a match."


def describe(profile: Profile) -> str:
    """Return the profile in plain words, several lines without a line break at the end."""
    lines = [f"Profile {profile.name}"]
    for role, heading in _HEADINGS:
        named = [_preference(item) for item in profile.preferences if item.role == role]
        if named:
            lines.append(f"{heading}:")
            lines.extend(f"  - {line}" for line in named)
    if profile.signals:
        lines.append("Prefers:")
        lines.extend(f"  - {_signal(name, weight)}" for name, weight in profile.signals)
    if cut := _cut(profile.cut):
        lines.append(f"The cut: {', '.join(cut)}.")
    if profile.learned is not None:
        lines.extend(_learnt(profile.learned))
    elif not profile.preferences and not profile.signals:
        lines.append(_EMPTY)
    return "\n".join(lines)


def signal_words(name: str, weight: float) -> str:
    """Return what a weight of a signal wishes for: `less movement`."""
    more, less = _SIGNALS[name]
    return more if weight >= 0 else less


def certainty(weight: float, spread: float) -> str:
    """Return how sure a belief is, in words.

    Args:
        weight: what is believed.
        spread: its standard deviation.
    """
    away = abs(weight) / spread if spread > 0 else SURE
    return "sure" if away >= SURE else "likely" if away >= LIKELY else "a guess"


def problems(profile: Profile) -> tuple[str, ...]:
    """Return what is allowed but hardly meant, a sentence each; empty for a sound profile."""
    items = profile.preferences
    found = [general] if (general := indifference(profile)) else []
    found.extend(
        f"{_named(item)} has weight 0 and does nothing."
        for item in items
        if item.weight == 0 and item.role in ("like", "dislike")
    )
    found.extend(
        f"{_named(item)} is in {_list(item.role)}, where a weight changes nothing."
        for item in items
        if item.weight != 1 and item.role == "never"
    )
    for first, second in combinations(items, 2):
        if not _are_alike(first, second):
            continue
        if first.role == second.role:
            found.append(f"{_named(first)} stands twice in {_list(first.role)}; it counts twice.")
        else:
            lists = f"{_list(first.role)} and in {_list(second.role)}"
            found.append(f"{_named(first)} stands in {lists}; these work against each other.")
    found.extend(
        f"The signal {name} has weight 0 and does nothing."
        for name, weight in profile.signals
        if weight == 0
    )
    return tuple(found)


def indifference(profile: Profile) -> str:
    """Say that a profile asks for nothing, or likes nothing, with no word of it; else say nothing.

    A weight of zero asks for nothing; in `never` a weight does not count.
    """
    items = [item for item in profile.preferences if item.weight > 0 or item.role == "never"]
    if not items and not any(weight for _, weight in profile.signals):
        return _EMPTY
    return "" if any(item.role in ("like", "must") for item in items) else _NO_LIKES


def _preference(item: Preference) -> str:
    place = {"picture": " (seen)", "dialogue": " (said)", "any": ""}[item.where]
    example = item.image or item.film
    if example is not None:
        place = "" if example.is_file() else " (its file is gone)"
    taken = ", from viewers of a like taste" if item.from_others else ""
    return f"{item.label}{place}{_strength(item.weight)}{taken}"


def _strength(weight: float) -> str:
    return "" if weight == 1 else f", weight {weight:g}"


def _signal(name: str, weight: float) -> str:
    strength = abs(weight)
    how = "a little " if strength <= 0.5 else "strongly " if strength > 1.5 else ""
    return f"{how}{signal_words(name, weight)} ({name} {weight:+g})"


def _learnt(learned: Learned) -> list[str]:
    """Say what was learnt: from words, which always act, and from reactions to shots."""
    events = f"{learned.events} {'event' if learned.events == 1 else 'events'}"
    lines = [f"Learnt from {events}, the last on {learned.until.isoformat()}:"]
    for belief in learned.beliefs:
        how = "likes" if belief.weight >= 0 else "dislikes"
        source = "words" if belief.origin == "words" else "reactions"
        spread = f" ± {belief.spread:.2f}" if belief.spread > 0 else ""
        lines.append(
            f"  - {how} {belief.text}, weight {abs(belief.weight):.2f}{spread}, "
            f"{certainty(belief.weight, belief.spread)}, from {source} of {belief.events}"
        )
    lines.extend(f"  - {_signal(name, weight)}" for name, weight in learned.signals)
    if not learned.beliefs and not learned.signals:
        lines.append("  - nothing that can be put into words yet")
    return lines


def _cut(cut: CutDefaults) -> list[str]:
    parts = []
    if cut.budget is not None:
        parts.append(
            f"{cut.budget} of the film" if cut.budget.endswith("%") else f"{cut.budget} long"
        )
    if cut.order is not None:
        parts.append(_ORDERS[cut.order])
    if cut.pace is not None:
        parts.append(_PACES[cut.pace])
    if cut.min_clip is not None:
        parts.append(f"no clip under {_seconds(cut.min_clip)}")
    if cut.max_clip is not None:
        parts.append(f"no clip over {_seconds(cut.max_clip)}")
    return parts


def _seconds(length: Fraction) -> str:
    return f"{float(length):g} s"


def _named(item: Preference) -> str:
    return f'"{item.label}"'


def _list(role: Role) -> str:
    return {"like": "likes", "dislike": "dislikes", "never": "never", "must": "must"}[role]


def _are_alike(first: Preference, second: Preference) -> bool:
    """Whether two ask for the same; seen and said are two things, and either holds them both."""
    places = {first.where, second.where}
    return _key(first) == _key(second) and (len(places) == 1 or "any" in places)


def _key(item: Preference) -> tuple[object, ...]:
    return (item.text.casefold(), item.image, item.film, item.span)
