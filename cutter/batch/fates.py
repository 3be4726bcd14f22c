"""What came of tasks in one run of a batch, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of a task in this run."""

    result: Literal["done", "kept", "failed", "skipped", "waiting"]
    cause: str = ""
    code: int = 0


WAITING: Final = Fate("waiting")
