"""Changes what a viewer wrote of a taste, and leaves all else in the file as it stands.

Weights are exchanged in their places, phrases taken out and put behind the others. Turns text into
text; what was learnt is not touched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.profile.discreet import LISTS
from cutter.profile.json_text import (
    indent_of,
    member,
    parts,
    with_item,
    with_member,
    without_part,
)
from cutter.profile.learned import KEY, with_learned
from cutter.profile.strict_json import Fault, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Preference

_STEP = "  "


@dataclass(frozen=True, slots=True)
class Rewording:
    """What is to be other in the text of a profile."""

    weights: tuple[tuple[str, float], ...] = ()
    """Places of preferences (`likes[2]`) with new weights; 0 takes one out."""
    signals: tuple[tuple[str, float], ...] = ()
    """Names with new weights; 0 takes one out."""
    added: tuple[Preference, ...] = ()
    """New phrases, each put behind those of its list."""

    def __bool__(self) -> bool:
        """Whether anything is to be other."""
        return bool(self.weights or self.signals or self.added)


def reworded(text: str, wanted: Rewording) -> str:
    """Return the text of a profile with changes.

    Args:
        text: one JSON object, checked before.
        wanted: its places are those of this text.
    """
    places = [(*_placed(key), weight) for key, weight in wanted.weights]
    for name, number, weight in places:
        if weight:
            item = parts(text, _list_at(text, name))[0][number]
            text = _with_weight(text, item.value, "weight", weight, 1.0)
    # From behind, so that the places of those before stay.
    for name, number, weight in sorted(places, reverse=True):
        if not weight:
            text = _without(text, _list_at(text, name), number)
    for phrase in wanted.added:
        text = _with_phrase(text, phrase)
    for name, weight in wanted.signals:
        text = _with_signal(text, name, weight)
    return text


def settled(known: str, now: str, wanted: Rewording) -> str:
    """Return the text of a profile's file with changes that were made to an earlier text of it.

    What was changed meanwhile elsewhere in the file stays. Where it says already what is wanted,
    it is returned as it is: to do it again is harmless.

    Args:
        known: the text that the changes were made to.
        now: the text as it is.
        wanted: its places are those of `known`.

    Raises:
        Fault: a field that the changes touch was changed meanwhile.
    """
    if with_learned(now, None) == reworded(with_learned(known, None), wanted):
        return now
    was, there = _document(known), _document(now)
    for key, _ in wanted.weights:
        name, number = _placed(key)
        if _item(was, name, number) != _item(there, name, number):
            raise _changed(key)
    for name, _ in wanted.signals:
        if _dict(was, "signals").get(name) != _dict(there, "signals").get(name):
            raise _changed(f"signals.{name}")
    for phrase in wanted.added:
        name = LISTS[phrase.role]
        if _says(_list(there, name), phrase) and not _says(_list(was, name), phrase):
            raise _changed(name)
    return reworded(now, wanted)


def _changed(field: str) -> Fault:
    return Fault("was changed meanwhile by somebody else; open it again, then change it", field)


def _with_phrase(text: str, phrase: Preference) -> str:
    item: dict[str, object] = {"text": phrase.text}
    if phrase.where != "any":
        item["in"] = phrase.where
    item["weight"] = phrase.weight
    if phrase.from_others:
        item["from"] = "others"
    value = json.dumps(item, ensure_ascii=False)
    at, name = text.index("{"), LISTS[phrase.role]
    held = member(text, at, name)
    if held is None:
        text = with_member(text, at, name, "[]", before=KEY)
        held = member(text, at, name)
    if held is None:
        raise AssertionError("a member that was just put in is not there")
    indent = indent_of(text, held.start)
    return with_item(text, held.value, value, indent=None if indent is None else indent + _STEP)


def _with_signal(text: str, name: str, weight: float) -> str:
    at = text.index("{")
    held = member(text, at, "signals")
    if held is None:
        if not weight:
            return text
        return with_member(text, at, "signals", json.dumps({name: weight}), before=KEY)
    if weight:
        return _with_weight(text, held.value, name, weight, None)
    names = [part.key for part in parts(text, held.value)[0]]
    return _without(text, held.value, names.index(name)) if name in names else text


def _with_weight(text: str, at: int, key: str, weight: float, usual: float | None) -> str:
    """Return the text with a weight in the object at `at`; as it is where it says so already."""
    held = member(text, at, key)
    said = usual if held is None else json.loads(text[held.value : held.end])
    return text if said == weight else with_member(text, at, key, json.dumps(weight))


def _without(text: str, at: int, number: int) -> str:
    """Return the text without a part; where it was the only one nothing stands in the brackets."""
    text = without_part(text, at, number)
    found, closing = parts(text, at)
    return text if found else text[: at + 1] + text[closing:]


def _placed(key: str) -> tuple[str, int]:
    """Return the list and the number of `likes[2]`."""
    name, _, number = key.removesuffix("]").partition("[")
    return name, int(number)


def _list_at(text: str, name: str) -> int:
    held = member(text, text.index("{"), name)
    if held is None:
        raise ValueError(f"the profile has no {name}")
    return held.value


def _document(text: str) -> dict[str, object]:
    document = load(text.encode())
    if not isinstance(document, dict):
        raise Fault("must be a JSON object")
    return document


def _list(document: dict[str, object], name: str) -> list[object]:
    found = document.get(name)
    return found if isinstance(found, list) else []


def _dict(document: dict[str, object], name: str) -> dict[str, object]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _item(document: dict[str, object], name: str, number: int) -> object:
    found = _list(document, name)
    return found[number] if number < len(found) else None


def _says(items: Sequence[object], phrase: Preference) -> bool:
    """Whether a list holds the words of a phrase, for the same place."""
    return any(
        isinstance(item, dict)
        and " ".join(str(item.get("text", "")).split()).casefold() == phrase.text.casefold()
        and item.get("in", "any") == phrase.where
        for item in items
    )
