"""Turns a taste into the text of a profile file, laid out for a person to edit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.profile.migrate import VERSION, migrated, rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cutter.schema import Order

WIDTH = 100
"""Characters of a line; a list or an object that needs more is laid out one item a line."""


def new_profile(
    likes: Sequence[str] = (),
    dislikes: Sequence[str] = (),
    never: Sequence[str] = (),
    must: Sequence[str] = (),
    *,
    signals: Mapping[str, float] | None = None,
    budget: str | None = None,
    order: Order | None = None,
    pace: str | None = None,
    from_others: Sequence[tuple[str, float]] = (),
) -> str:
    """Return the text of a new profile.

    Args:
        likes: what is wanted, in words; the same of the other lists.
        dislikes: what counts against a shot.
        never: what keeps a shot out.
        must: what the cut has to hold.
        signals: names of `SIGNAL_NAMES` and their weights, -3 to 3.
        budget: as on the command line, `90s`, `1:30` or `15%`.
        order: how clips follow each other.
        pace: calm, even or brisk.
        from_others: what viewers of a like taste want, and how strongly; negative for dislikes.
            It stands behind what is given, and is marked.

    Raises:
        ProfileError: something given does not belong into a profile; it names the field.
    """
    from cutter.profile.read import parse_profile

    document: dict[str, object] = {"version": VERSION}
    lists = {"likes": likes, "dislikes": dislikes, "never": never, "must": must}
    for name, phrases in lists.items():
        if phrases or name in ("likes", "dislikes"):
            document[name] = [{"text": phrase, "weight": 1.0} for phrase in phrases]
    for phrase, weight in from_others:
        taken = {"text": phrase, "weight": abs(weight), "from": "others"}
        kept = document["likes" if weight > 0 else "dislikes"]
        if isinstance(kept, list):
            kept.append(taken)
    if signals:
        document["signals"] = dict(signals)
    cut = {"budget": budget, "order": order, "pace": pace}
    if any(cut.values()):
        document["cut"] = {name: value for name, value in cut.items() if value}
    text = layout(document)
    parse_profile(text.encode("utf-8", "surrogatepass"), Path("the new profile"))
    return text


def upgrade(path: Path) -> Path | None:
    """Rewrite a profile of an older version in today's form.

    Returns:
        The file beside it that holds the old text; None where it is of today's version already,
        and nothing is written.

    Raises:
        ProfileError: the file cannot be read, or is no profile.
        RenderError: the new file, or the old one's copy, cannot be written.
    """
    from cutter.profile.read import bytes_of, parse_profile
    from cutter.profile.strict_json import load

    data = bytes_of(path)
    parse_profile(data, path)
    document = load(data)
    version = document.get("version") if isinstance(document, dict) else VERSION
    if not isinstance(document, dict) or not isinstance(version, int) or version == VERSION:
        return None
    return rewrite(path, data, version, layout(migrated(document)).encode())


def layout(document: Mapping[str, object]) -> str:
    """Return the JSON text of a profile: one key a line, one preference a line."""
    lines = [f"  {_text(key)}: {_value(value, len(key) + 6)}" for key, value in document.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: object, column: int) -> str:
    """Lay out one value of the outermost object, which begins at `column`."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {_text(item)}" for item in value) + "\n  ]"
    line = _text(value)
    if isinstance(value, dict) and column + len(line) >= WIDTH:
        inner = (f"    {_text(key)}: {_text(item)}" for key, item in value.items())
        return "{\n" + ",\n".join(inner) + "\n  }"
    return line


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
