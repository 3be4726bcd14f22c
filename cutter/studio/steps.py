"""What was done in the page, step by step, so that it can be undone and done again. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cutter.pipeline.provisional import keys_of
from cutter.studio import actions
from cutter.studio.choices import Choices, untasted

if TYPE_CHECKING:
    from cutter.studio.scene import Scene

MOST: Final = 200
"""Steps that can be undone; the oldest go first."""
_LONGEST: Final = 40
"""Characters of a phrase in what a step is called."""
_FIELDS: Final = {
    "budget": "length",
    "fill": "fill",
    "order": "order",
    "kind": "kind",
    "aspect": "shape",
    "pace": "pace",
    "min_clip": "shortest clip",
}
"""What the page calls the choices about the cut as a whole."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done."""

    words: str
    """What it was: `storm 1 → 1.6`, `ban #14`."""
    choices: Choices
    """As they were afterwards."""
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """All that was done, and how much of it holds."""

    first: Choices = field(default_factory=Choices)
    """As it was before all steps that are still known."""
    steps: tuple[Step, ...] = ()
    at: int = 0
    """How many steps hold; those behind were undone."""

    @property
    def now(self) -> Choices:
        """The choices that hold."""
        return self.steps[self.at - 1].choices if self.at else self.first

    @property
    def undo(self) -> str | None:
        """What the next undo takes back, in words."""
        return self.steps[self.at - 1].words if self.at else None

    @property
    def redo(self) -> str | None:
        """What the next redo does again, in words."""
        return self.steps[self.at].words if self.at < len(self.steps) else None

    def before(self, gesture: str) -> Choices:
        """Return the choices that a gesture began from; those that hold where it begins now."""
        return self.undone().now if self._goes_on(gesture) else self.now

    def doing(self, words: str, choices: Choices, gesture: str = "") -> Steps:
        """Return the steps with one more; one of the same gesture takes the last one's place."""
        known = self.steps[: self.at - 1] if self._goes_on(gesture) else self.steps[: self.at]
        base = replace(self, steps=known, at=len(known))
        if choices == base.now:
            return base
        steps = (*known, Step(words, choices, gesture))
        over = max(0, len(steps) - MOST)
        first = steps[over - 1].choices if over else self.first
        return Steps(first, steps[over:], len(steps) - over)

    def undone(self) -> Steps:
        """Return the steps with one less that holds."""
        return replace(self, at=max(0, self.at - 1))

    def redone(self) -> Steps:
        """Return the steps with one more that holds."""
        return replace(self, at=min(len(self.steps), self.at + 1))

    def untasted(self) -> Steps:
        """Return the steps without what they changed of the taste: that cannot be undone.

        Those that did nothing else are gone, and so is what was undone.
        """
        found = Steps(untasted(self.first))
        for step in self.steps[: self.at]:
            found = found.doing(step.words, untasted(step.choices))
        return found

    def _goes_on(self, gesture: str) -> bool:
        """Whether a gesture is that of the last step."""
        last = self.steps[self.at - 1] if self.at else None
        return bool(gesture) and last is not None and last.gesture == gesture


def words_for(action: actions.Action, before: Choices, after: Choices, scene: Scene) -> str:
    """Return what somebody did, in a few words.

    Args:
        action: what they did.
        before: the choices that its gesture began from.
        after: what it made of them.
        scene: the cut that they saw.
    """
    match action:
        case actions.Weigh():
            label, was = _want(action.want, before, scene)
            return f"{label} {was:g} → {action.weight:g}"
        case actions.Drop():
            return f"drop {_want(action.want, before, scene)[0]}"
        case actions.Signal():
            was = dict((*scene.profile.signals, *before.changes.signals)).get(action.name, 0.0)
            return f"{action.name} {was:g} → {action.weight:g}"
        case actions.Add():
            return f"add {_short(action.text)}"
        case actions.Wish():
            return f"{_FIELDS[action.name]} {action.value or 'as usual'}"
        case actions.Pick():
            return f"variant {action.variant + 1}"
        case actions.Move():
            return f"move {action.clip} " + (
                f"before {action.before}" if action.before is not None else "to the end"
            )
        case actions.Unmove():
            return "the planner's order"
        case actions.React() if not set(after.changes.events) - set(before.changes.events):
            return f"take back {action.do} #{action.shot + 1}"
        case actions.Lock() | actions.Trim() | actions.Untrim():
            return f"{action.do} {action.clip}"
        case _:
            return f"{action.do} #{action.shot + 1}"


def _want(key: str, before: Choices, scene: Scene) -> tuple[str, float]:
    """Return a preference's words, and its weight before."""
    added = before.changes.added
    wants = dict(zip(keys_of(scene.profile), scene.profile.preferences, strict=True))
    wants |= {f"added[{number}]": phrase for number, phrase in enumerate(added)}
    if key not in wants:
        return key, 0.0
    return _short(wants[key].label), dict(before.changes.weights).get(key, wants[key].weight)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
