"""Changes to a profile that are tried and not written yet: weights, phrases, and what is liked.

Pure: no file is read or written. `saving` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.pipeline.pending import Pending
from cutter.profile.changes import MINUS
from cutter.profile.discreet import LISTS, field_of
from cutter.profile.rewording import Rewording
from cutter.schema import SIGNAL_NAMES
from cutter.taste.telling import moved

if TYPE_CHECKING:
    from cutter.schema import Event, Preference, Profile
    from cutter.taste.telling import Leanings

HEAVIEST: Final = 10.0
"""Weight of a preference at most; of a signal it is `STRONGEST` either way. See docs/profile.md."""
STRONGEST: Final = 3.0
DECIMALS: Final = 3
"""Of weights, as they are tried and as they are written."""
LONGEST_PHRASE: Final = 300
MOST_PHRASES: Final = 200
MOST_TOLD: Final = 6
POINTS: Final = 10
"""Points that are one unit of weight: a point is a tenth of what a like of weight 1 counts."""
_ADDED: Final = "added"


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be other than the profile says; nothing of it is written.

    Frozen, so that each state can be kept and gone back to.
    """

    weights: tuple[tuple[str, float], ...] = ()
    """Keys of preferences (see `keys_of`) with their new weights, 0 to 10; 0 takes one out."""
    signals: tuple[tuple[str, float], ...] = ()
    """Names of signals with their new weights, -3 to 3; 0 takes one out."""
    added: tuple[Preference, ...] = ()
    """New phrases; one of weight 0 is none, and keeps its place so that the others keep theirs."""
    events: tuple[Event, ...] = ()
    """In the order in which they were given."""
    forgotten: tuple[str, ...] = ()
    """Identities of written events that are to be forgotten."""

    def __bool__(self) -> bool:
        """Whether anything is to be other."""
        return self != Changes()

    @property
    def pending(self) -> Pending:
        """What was done, for `Planner.plan` and `taste_of`."""
        return Pending(self.events, frozenset(self.forgotten))

    def weighed(self, key: str, weight: float) -> Changes:
        """Return the same with another weight of a preference, `added[0]` for one of `added`.

        Raises:
            UsageError: there is no such phrase among the added ones.
        """
        if not key.startswith(_ADDED):
            return replace(self, weights=_put(self.weights, key, weight))
        keys = [f"{_ADDED}[{number}]" for number in range(len(self.added))]
        if key not in keys:
            raise UsageError(f"{key[:40]}: no such phrase was added")
        place = keys.index(key)
        phrase = replace(self.added[place], weight=weight)
        return replace(self, added=(*self.added[:place], phrase, *self.added[place + 1 :]))

    def signalled(self, name: str, weight: float) -> Changes:
        """Return the same with another weight of a signal."""
        return replace(self, signals=_put(self.signals, name, weight))

    def adding(self, phrase: Preference) -> Changes:
        """Return the same with one more phrase; its key is `added[n]`."""
        return replace(self, added=(*self.added, phrase))

    def reacting(self, *events: Event) -> Changes:
        """Return the same with what else was done."""
        return replace(self, events=(*self.events, *events))

    def forgetting(self, *names: str) -> Changes:
        """Return the same with written events that are to be forgotten, by their identities."""
        return replace(self, forgotten=tuple(dict.fromkeys((*self.forgotten, *names))))


def keys_of(profile: Profile) -> tuple[str, ...]:
    """Return the keys of a profile's preferences, in their order: `likes[2]`, as in its file."""
    return tuple(field_of(profile, number) for number in range(len(profile.preferences)))


def with_changes(profile: Profile, wanted: Changes) -> Profile:
    """Return a profile as it reads once changes are saved; what was done is in `wanted.pending`.

    Its path stays, so that examples, history and kept vectors are found. Without changes to what
    is written it is the very profile that was given.

    Args:
        profile: as its file says it, which the keys of the changes are of.
        wanted: what is to be other.

    Raises:
        UsageError: a key or a signal is unknown, a weight is out of range, or a phrase is none.
    """
    wording = rewording_of(profile, wanted)
    if not wording:
        return profile
    weights = dict(wording.weights)
    kept = [
        replace(item, weight=weights.get(key, item.weight))
        for key, item in zip(keys_of(profile), profile.preferences, strict=True)
        if weights.get(key) != 0
    ]
    kept += wording.added
    listed = tuple(item for role in LISTS for item in kept if item.role == role)
    signals = {**dict(profile.signals), **dict(wording.signals)}
    taken_out = {name for name, weight in wording.signals if not weight}
    named = tuple(
        (name, signals[name]) for name in SIGNAL_NAMES if name in signals.keys() - taken_out
    )
    return replace(profile, preferences=listed, signals=named)


def rewording_of(profile: Profile, wanted: Changes) -> Rewording:
    """Return changes as they are written: checked, rounded, and without those that change nothing.

    Args:
        profile: as its file says it, which the keys of the changes are of.
        wanted: what is to be other.

    Raises:
        UsageError: see `with_changes`.
    """
    there = dict(zip(keys_of(profile), profile.preferences, strict=True))
    for key, weight in wanted.weights:
        if key not in there:
            raise UsageError(f"{key[:40]}: the profile has no such preference; open it again")
        _check(weight, 0.0, HEAVIEST, key)
    weights = {key: _rounded(weight) for key, weight in wanted.weights}
    weights = {key: weight for key, weight in weights.items() if weight != there[key].weight}
    for name, weight in wanted.signals:
        if name not in SIGNAL_NAMES:
            raise UsageError(f"signals.{name[:40]}: is no signal")
        _check(weight, -STRONGEST, STRONGEST, f"signals.{name}")
    written = dict(profile.signals)
    signals = tuple(
        (name, _rounded(weight))
        for name, weight in wanted.signals
        if _rounded(weight) != written.get(name, 0.0)
    )
    listed = [item for key, item in there.items() if weights.get(key) != 0]
    added: list[Preference] = []
    for number, phrase in enumerate(wanted.added):
        _check(phrase.weight, 0.0, HEAVIEST, f"{_ADDED}[{number}]")
        if _rounded(phrase.weight) != 0:
            added.append(_phrase(phrase, [*listed, *added], "the new phrase"))
    return Rewording(tuple(weights.items()), signals, tuple(added))


@dataclass(frozen=True, slots=True)
class Change:
    """By how much something that is believed of a viewer has moved."""

    name: str
    """A phrase, or a signal's name."""
    points: int
    """Tenths of the weight of a usual like; never 0."""

    @property
    def told(self) -> str:
        """In a few characters: `+4 storm`, `−2 talk`."""
        return f"{MINUS if self.points < 0 else '+'}{abs(self.points)} {self.name}"


def told_changes(before: Leanings, after: Leanings) -> tuple[Change, ...]:
    """Return what moved when something was liked or disliked, the greatest move first.

    Args:
        before: see `learning.leanings_of`.
        after: likewise.

    Returns:
        At most `MOST_TOLD`; moves that round to no point are left out.
    """
    found = moved(before, after, least=1 / POINTS / 2)
    return tuple(
        Change(name, points) for name, amount in found if (points := round(POINTS * amount))
    )[:MOST_TOLD]


def _put(
    pairs: tuple[tuple[str, float], ...], key: str, weight: float
) -> tuple[tuple[str, float], ...]:
    return tuple((dict(pairs) | {key: weight}).items())


def _phrase(phrase: Preference, beside: list[Preference], field: str) -> Preference:
    """Return a phrase as its file will say it."""
    text = " ".join(phrase.text.split())
    if not text or phrase.image is not None or phrase.film is not None:
        raise UsageError(f"{field}: needs words; examples are added in the profile's file")
    if len(phrase.text) > LONGEST_PHRASE:
        raise UsageError(f"{field}: at most {LONGEST_PHRASE} characters")
    if any(char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff" for char in phrase.text):
        raise UsageError(f"{field}: holds a control character or half of one; write plain text")
    listed = [item for item in beside if item.role == phrase.role]
    if any(
        (item.text.casefold(), item.where) == (text.casefold(), phrase.where) for item in listed
    ):
        raise UsageError(f"{field}: stands in {LISTS[phrase.role]} already; move its weight there")
    if len(listed) >= MOST_PHRASES:
        raise UsageError(f"{field}: {LISTS[phrase.role]} holds {MOST_PHRASES} at most")
    return replace(phrase, text=text, weight=_rounded(phrase.weight))


def _check(weight: float, least: float, most: float, field: str) -> None:
    # What is no number fits into no range.
    if not least <= weight <= most:
        raise UsageError(f"{field}: a weight is {least:g} to {most:g}")


def _rounded(weight: float) -> float:
    return round(float(weight), DECIMALS) + 0.0
