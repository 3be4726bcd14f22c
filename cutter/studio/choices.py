"""All that somebody chose in the page, as one frozen value, and what an action makes of it.

Pure: nothing is planned, read or written here. `pinning.py` says which part of the film a hand edit
means, `steps.py` keeps what can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar, assert_never

from cutter.edit.marks import exact_range
from cutter.edit.sequence import keys_of as clip_keys
from cutter.errors import UsageError
from cutter.pipeline.provisional import Changes, keys_of
from cutter.schema import Preference, TimeRange
from cutter.studio import actions
from cutter.studio.pinning import clip_of, refuse_no_shot, trimmed
from cutter.studio.reactions import reacted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline import Wish
    from cutter.pipeline.company import Earlier
    from cutter.schema import Clip
    from cutter.studio.scene import Scene

_T = TypeVar("_T")
SWITCH: Final = ("on", "off")
"""What may be chosen where a wish is yes or no."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of the film that is in for certain."""

    span: TimeRange
    is_trimmed: bool = False
    was_kept: bool = False
    """Whether it was to stay before it was trimmed, and so stays when the trim is taken back."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is to be other than session and profile say."""

    wish: tuple[tuple[str, str | None], ...] = ()
    """Fields of the wish with what was chosen; None leaves it to kind, profile and default."""
    changes: Changes = field(default_factory=Changes)
    """Of the taste."""
    dropped: tuple[str, ...] = ()
    """Keys of preferences that were taken out: their weight is 0, and they are shown no more."""
    kept: tuple[Kept, ...] = ()
    """Parts of clips that are pinned, in the film's order."""
    taken: tuple[int, ...] = ()
    """Shots that are pinned, of which the planner says what is shown."""
    bans: tuple[int, ...] = ()
    """Shots that are kept out."""
    sequence: tuple[str, ...] = ()
    """Clips in the order made by hand, see `edit.sequence`; none: the planner's order."""
    variant: int = 0
    """Number of the variant that was picked; 0 is the plain cut."""
    earlier: Earlier | None = None
    """What steps back in that variant."""


def wished(choices: Choices, wish: Wish) -> Wish:
    """Return a session's wish with what was chosen in the page.

    Raises:
        UsageError: a choice makes no sense.
    """
    pinned = [exact_range(each.span) for each in choices.kept]
    taken = [_mark(shot) for shot in choices.taken]
    said = dict(choices.wish)
    if said.get("aspect") is not None:
        # One shape takes the place of the other.
        said["size"] = None
    if (fill := said.get("fill")) not in (None, *SWITCH):
        raise UsageError(f"fill: write {' or '.join(SWITCH)}")
    told = {**said, "fill": None if fill is None else fill == "on"} if "fill" in said else said
    return replace(
        wish,
        **told,
        must=(*wish.must, *pinned, *taken),
        never=(*wish.never, *map(_mark, choices.bans)),
        sequence=choices.sequence or wish.sequence,
    )


def done(choices: Choices, action: actions.Action, scene: Scene) -> Choices:
    """Return what an action makes of choices.

    Args:
        choices: as they were.
        action: what somebody did.
        scene: the cut that they saw when they did it.

    Raises:
        UsageError: the action names what is not there, or what cannot be.
    """
    match action:
        case actions.Weigh():
            return _weighed(choices, action.want, action.weight, scene)
        case actions.Drop():
            less = _weighed(choices, action.want, 0.0, scene)
            return replace(less, dropped=_with(less.dropped, action.want))
        case actions.Signal():
            signals = _without_written(
                choices.changes.signalled(action.name, action.weight).signals,
                {action.name: dict(scene.profile.signals).get(action.name, 0.0)},
            )
            return replace(choices, changes=replace(choices.changes, signals=signals))
        case actions.Add():
            phrase = Preference(action.role, 1.0, action.where, text=" ".join(action.text.split()))
            return replace(choices, changes=choices.changes.adding(phrase))
        case actions.Wish():
            said = dict(choices.wish) | {action.name: action.value}
            return replace(choices, wish=tuple(said.items()))
        case actions.React():
            return replace(choices, changes=reacted(choices.changes, action, scene))
        case actions.Pick():
            return _picked(choices, action.variant, scene)
        case actions.Ban() | actions.Take():
            return _of_shot(choices, action, scene)
        case actions.Move() | actions.Unmove():
            return _moved(choices, action, scene)
        case actions.Lock() | actions.Trim() | actions.Untrim():
            return _of_clip(choices, action, scene)
        case _:
            assert_never(action)


def untasted(choices: Choices) -> Choices:
    """Return choices without what they change of the taste: it is in the profile now, or gone."""
    return replace(choices, changes=Changes(), dropped=())


def _weighed(choices: Choices, key: str, weight: float, scene: Scene) -> Choices:
    written = dict(zip(keys_of(scene.profile), scene.profile.preferences, strict=True))
    changes = choices.changes.weighed(key, weight)
    if not key.startswith("added"):
        if key not in written:
            raise UsageError(f"{key[:40]}: there is no such preference with a slider")
        told = {key: written[key].weight}
        changes = replace(changes, weights=_without_written(changes.weights, told))
    return replace(choices, changes=changes, dropped=_less(choices.dropped, key))


def _without_written(
    pairs: Sequence[tuple[str, float]], written: dict[str, float]
) -> tuple[tuple[str, float], ...]:
    """Return changes without those that say what is written."""
    return tuple((key, weight) for key, weight in pairs if written.get(key) != weight)


def _of_shot(choices: Choices, action: actions.Ban | actions.Take, scene: Scene) -> Choices:
    shot = action.shot
    refuse_no_shot(shot, scene.film)
    if action.do == "allow":
        return replace(choices, bans=_less(choices.bans, shot))
    span = scene.film.shots[shot].span
    if action.do == "ban":
        kept = tuple(each for each in choices.kept if not each.span.intersection(span))
        taken = _less(choices.taken, shot)
        return replace(choices, bans=_with(choices.bans, shot), kept=kept, taken=taken)
    allowed = replace(choices, bans=_less(choices.bans, shot))
    clip = next((each for each in scene.clips if shot in each.shots), None)
    if clip is not None:
        return _locked(allowed, clip)
    return replace(allowed, taken=_with(allowed.taken, shot))


def _of_clip(
    choices: Choices, action: actions.Lock | actions.Trim | actions.Untrim, scene: Scene
) -> Choices:
    clip = clip_of(action.clip, scene.clips)
    if action.do == "lock":
        return _locked(choices, clip)
    own = [each for each in choices.kept if each.span.intersection(clip.source_range)]
    free = _let_go(choices, clip)
    if action.do == "trim":
        assert isinstance(action, actions.Trim)  # noqa: S101  (for the type checker alone)
        span = trimmed(clip, action.start, action.end, scene)
        was_kept = any(each.was_kept or not each.is_trimmed for each in own)
        kept = Kept(span, is_trimmed=True, was_kept=was_kept or free.taken != choices.taken)
        return _renamed(_keeping(free, kept), clip, span, scene)
    if action.do == "untrim":
        if not any(each.is_trimmed for each in own):
            return choices
        stays = any(each.was_kept or not each.is_trimmed for each in own)
        taken = _with(free.taken, clip.shots[0]) if stays else free.taken
        return replace(free, taken=taken)
    if free == choices and clip.pinned:
        raise UsageError(
            f"{action.clip}: is pinned by --must or by the profile's own must, not here"
        )
    return free


def _locked(choices: Choices, clip: Clip) -> Choices:
    if any(each.span == clip.source_range for each in choices.kept):
        return choices
    return _keeping(_let_go(choices, clip), Kept(clip.source_range))


def _keeping(choices: Choices, kept: Kept) -> Choices:
    ordered = sorted((*choices.kept, kept), key=lambda each: each.span)
    return replace(choices, kept=tuple(ordered))


def _let_go(choices: Choices, clip: Clip) -> Choices:
    """Return choices in which nothing of a clip is pinned."""
    kept = tuple(each for each in choices.kept if not each.span.intersection(clip.source_range))
    taken = tuple(shot for shot in choices.taken if shot not in clip.shots)
    return replace(choices, kept=kept, taken=taken)


def _renamed(choices: Choices, clip: Clip, span: TimeRange, scene: Scene) -> Choices:
    """Return choices whose order names a trimmed clip by the shot that it begins with now."""
    shots = [shot for shot in clip.shots if scene.film.shots[shot].span.intersection(span)]
    old, new = _mark(clip.shots[0]), _mark(shots[0]) if shots else ""
    if not new or old == new or new in choices.sequence:
        return choices
    return replace(choices, sequence=tuple(new if k == old else k for k in choices.sequence))


def _moved(choices: Choices, action: actions.Move | actions.Unmove, scene: Scene) -> Choices:
    if action.do == "unmove":
        return replace(choices, sequence=())
    assert isinstance(action, actions.Move)  # noqa: S101  (for the type checker alone)
    clip_of(action.clip, scene.clips)
    keys = [key for key in clip_keys(scene.clips) if key != action.clip]
    place = len(keys)
    if action.before is not None and action.before != action.clip:
        clip_of(action.before, scene.clips)
        place = keys.index(action.before)
    elif action.before == action.clip:
        return choices
    keys.insert(place, action.clip)
    is_same = tuple(keys) == clip_keys(scene.clips)
    return choices if is_same else replace(choices, sequence=tuple(keys))


def _picked(choices: Choices, number: int, scene: Scene) -> Choices:
    if not number:
        return replace(choices, variant=0, earlier=None)
    if number >= len(scene.variants):
        raise UsageError(f"variant {number + 1}: there are {len(scene.variants)}")
    return replace(choices, variant=number, earlier=scene.variants[number].earlier)


def _mark(shot: int) -> str:
    return f"#{shot + 1}"


def _with(items: tuple[_T, ...], item: _T) -> tuple[_T, ...]:
    return items if item in items else (*items, item)


def _less(items: tuple[_T, ...], item: _T) -> tuple[_T, ...]:
    return tuple(each for each in items if each != item)
