"""Turns a budget as people write it into seconds or a share of the film.

Knows nothing about shots.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from cutter.errors import UsageError
from cutter.times import length, parse_seconds, parse_share, quoted

_EXAMPLES: Final = "write 90s, 1:30, 2m or 15%"


@dataclass(frozen=True, slots=True)
class Budget:
    """The length to fill: exactly one of seconds and a share of the films is set."""

    seconds: Fraction | None = None
    share: Fraction | None = None
    """Above 0 and at most 1."""

    def __post_init__(self) -> None:
        """Refuse what is no length to fill."""
        if (self.seconds is None) == (self.share is None):
            raise UsageError(f"a budget is a length or a share of the film; {_EXAMPLES}")
        if self.seconds is not None and self.seconds <= 0:
            raise UsageError(f"a budget must be more than zero; {_EXAMPLES}")
        if self.share is not None and not 0 < self.share <= 1:
            raise UsageError(f"a budget's share must be above 0 % and at most 100 %; {_EXAMPLES}")

    def resolve(self, total: Fraction) -> tuple[Fraction, str]:
        """Return the budget in seconds for films that last `total` seconds, and a note.

        The note is empty unless the budget is longer than the films: then these are the budget.
        """
        if self.share is not None:
            return self.share * total, ""
        wanted = self.seconds or Fraction(0)
        if wanted <= total:
            return wanted, ""
        note = f"the budget of {length(wanted)} is longer than the film ({length(total)})"
        return total, f"{note}; all of it is the budget"


def parse_budget(text: str) -> Budget:
    """Read `90s`, `90`, `1:30`, `01:02:03.5`, `2m`, `1m30s` or `15%`.

    Raises:
        UsageError: it is none of these, zero, or more than 100 %; the message names it.
    """
    plain = text.strip()
    value = parse_share(plain)
    if value is not None:
        if value > 1:
            raise UsageError(f"budget {quoted(text)} is more than the whole film; {_EXAMPLES}")
        if value == 0:
            raise UsageError(f"budget {quoted(text)} must be more than zero; {_EXAMPLES}")
        return Budget(share=value)
    if plain.startswith(("-", "\u2212")) and parse_seconds(plain[1:].rstrip("%")) is not None:
        raise UsageError(f"budget {quoted(text)} must be more than zero; {_EXAMPLES}")
    seconds = parse_seconds(plain)
    if seconds is None:
        raise UsageError(f"budget {quoted(text)} is not a length; {_EXAMPLES}")
    if seconds == 0:
        raise UsageError(f"budget {quoted(text)} must be more than zero; {_EXAMPLES}")
    return Budget(seconds=seconds)
