"""What of a taste may be shared: at most 16 weights of public tags, and how often that was done.

The tags are the receiver's, the same for everybody: which tags are told shall tell nothing. Knows
nothing about how noise is made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.errors import ProfileError, UsageError
from cutter.files import PRIVATE, may_others_write, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.schema import Profile

MOST_TAGS: Final = 16
DEFAULT_BUDGET: Final = 8.0
"""Sum of epsilon that may be spent on one profile unless more is allowed."""
TAGS: Final = (
    "action",
    "adventure",
    "animation",
    "comedy",
    "crime",
    "documentary",
    "drama",
    "family",
    "fantasy",
    "history",
    "horror",
    "music",
    "mystery",
    "romance",
    "science fiction",
    "war",
)
"""The genres that film catalogues have in common."""


@dataclass(frozen=True, slots=True)
class Spent:
    """One share that was made."""

    day: str
    epsilon: float
    delta: float


def read_tags(path: Path) -> tuple[str, ...]:
    """Return the tags that a receiver asks for, one a line.

    Raises:
        UsageError: the file cannot be read, or holds none, too many, or one twice.
    """
    try:
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--tags {path}: cannot be read as UTF-8 text") from error
    tags = tuple(line for line in lines if line)
    if not 1 <= len(tags) <= MOST_TAGS or len(set(tags)) < len(tags):
        raise UsageError(f"--tags {path}: must hold 1 to {MOST_TAGS} different tags, one a line")
    return tags


def weights_of(
    profile: Profile, tags: Sequence[str], terms: Callable[[str], Sequence[str]]
) -> tuple[float, ...]:
    """Return how much a profile likes each tag: the sum of the weights of phrases that hold it.

    Args:
        profile: its written likes and dislikes count, and what was learnt in words.
        tags: words or phrases.
        terms: turns a phrase into its stemmed words.
    """
    signs = {"like": 1.0, "must": 1.0, "dislike": -1.0, "never": -1.0}
    said = [(item.text, signs[item.role] * item.weight) for item in profile.preferences]
    if profile.learned is not None:
        said += [(belief.text, belief.weight) for belief in profile.learned.beliefs]
    words = [(set(terms(text)), weight) for text, weight in said if text]
    wanted = [set(terms(tag)) for tag in tags]
    return tuple(
        sum((weight for held, weight in words if tag and tag <= held), 0.0) for tag in wanted
    )


def ledger_of(profile: Path) -> Path:
    """Return the file beside a profile that counts what was shared of it."""
    return profile.with_name(f"{profile.stem}.shares.json")


def spent_on(profile: Path) -> tuple[Spent, ...]:
    """Return what was shared of a profile.

    Raises:
        ProfileError: the count cannot be read; then nothing may be shared.
    """
    path = ledger_of(profile)
    if not path.exists():
        return ()
    if may_others_write(path):
        raise ProfileError(f"{path}: others may change this count; chmod o-w keeps them from it")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        shares = document["shares"]
        found = tuple(
            Spent(str(each["day"]), float(each["epsilon"]), float(each["delta"])) for each in shares
        )
        if not all(each.epsilon > 0 and each.delta > 0 for each in found):
            raise ValueError("no share is free")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProfileError(
            f"{path}: the count of what was shared cannot be read; nothing is shared"
        ) from error
    return found


def spend(profile: Path, share: Spent, budget: float) -> None:
    """Count a share before it is made.

    Raises:
        ProfileError: the budget does not hold it, or the count cannot be read.
        RenderError: the count cannot be written.
    """
    before = spent_on(profile)
    used = sum(each.epsilon for each in before)
    # A hair's breadth, for sums of decimal fractions.
    if used + share.epsilon > budget * (1 + 1e-9):
        raise ProfileError(
            f"{profile}: sharing with epsilon {share.epsilon:g} would go beyond its budget: "
            f"{used:g} of {budget:g} are spent, and cannot be taken back"
        )
    shares = [
        {"day": each.day, "epsilon": each.epsilon, "delta": each.delta} for each in (*before, share)
    ]
    text = json.dumps({"version": 1, "shares": shares}, indent=2) + "\n"
    write_whole(ledger_of(profile), text.encode(), overwrite=True, mode=PRIVATE)
