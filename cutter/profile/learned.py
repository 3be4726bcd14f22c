"""Writes what was learnt of a viewer into the profile's file, and leaves the rest as it stands.

What its owner wrote is not touched by a byte: only the member `"learned"` is put in, exchanged or
taken out. Knows nothing about how anything is learnt.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from cutter.errors import ProfileError
from cutter.files.sealed import lock_on, write_private
from cutter.profile.json_text import parts, without_part
from cutter.profile.read import bytes_of, parse_profile
from cutter.schema import SIGNAL_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.schema import Belief, Learned

KEY = "learned"
DECIMALS = 3
"""Of weights and spreads as written: more would tell of events rather than of a taste."""


def write_learned(path: Path, learned: Learned | None) -> bool:
    """Put into a profile's file what was learnt; None takes it out.

    Args:
        path: the profile; where it is a link, what it leads to is written.
        learned: what was learnt.

    Returns:
        Whether the file had to be changed.

    Raises:
        ProfileError: the file is no profile, or would be none with this.
        RenderError: it cannot be written; then it is as it was.
    """
    data = bytes_of(path)
    parse_profile(data, path)
    text = data.decode("utf-8")
    changed = with_learned(text, learned)
    if changed == text:
        return False
    new = changed.encode("utf-8")
    try:
        parse_profile(new, path)
    except ProfileError as error:
        # The only way there: 1 MB of profile leaves no room for what was learnt.
        raise ProfileError(
            f"{path}: what was learnt does not fit into it: {error}", path
        ) from error
    write_private(path.resolve(), new, lock_on(path))
    return True


def with_learned(text: str, learned: Learned | None) -> str:
    """Return a profile's text with what was learnt as its last member, or without any.

    Taking out again what was put in gives the text as it was, to the byte.

    Args:
        text: one JSON object, checked before.
        learned: what was learnt; None for nothing.
    """
    at = text.index("{")
    members, closing = parts(text, at)
    place = next((n for n, member in enumerate(members) if member.key == KEY), None)
    if place is not None:
        text = without_part(text, at, place)
        members, closing = parts(text, at)
    if learned is None:
        return text
    end = members[-1].end if members else closing
    comma = "," if members else ""
    return f'{text[:end]}{comma}\n  "{KEY}": {_laid_out(learned)}{text[end:]}'


def as_kept(learned: Learned) -> Learned:
    """Return what was learnt as it reads after it was written: rounded, the strongest first."""
    beliefs = [
        replace(
            belief,
            text=" ".join(belief.text.split()),
            weight=round(belief.weight, DECIMALS),
            spread=round(belief.spread, DECIMALS),
        )
        for sign in (1, -1)
        for belief in learned.beliefs
        if sign * belief.weight > 0
    ]
    beliefs.sort(key=lambda belief: -abs(belief.weight))
    weights = {name: round(weight, DECIMALS) for name, weight in learned.signals}
    signals = tuple((name, weights[name]) for name in SIGNAL_NAMES if name in weights)
    return replace(learned, beliefs=tuple(beliefs), signals=signals)


def _laid_out(learned: Learned) -> str:
    likes = [belief for belief in learned.beliefs if belief.weight > 0]
    dislikes = [belief for belief in learned.beliefs if belief.weight < 0]
    lines = [f'    "events": {learned.events}', f'    "until": "{learned.until.isoformat()}"']
    for name, beliefs in (("likes", likes), ("dislikes", dislikes)):
        if beliefs:
            items = ",\n".join(f"      {_belief(belief)}" for belief in beliefs)
            lines.append(f'    "{name}": [\n{items}\n    ]')
    if learned.signals:
        signals = {name: round(weight, DECIMALS) for name, weight in learned.signals}
        lines.append(f'    "signals": {json.dumps(signals)}')
    return "{\n" + ",\n".join(lines) + "\n  }"


def _belief(belief: Belief) -> str:
    return json.dumps(
        {
            "text": belief.text,
            "weight": round(abs(belief.weight), DECIMALS),
            "spread": round(belief.spread, DECIMALS),
            "events": belief.events,
            "from": belief.origin,
        },
        ensure_ascii=False,
    )
