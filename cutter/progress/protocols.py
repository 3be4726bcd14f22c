"""What every form of progress can be told, whoever shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

Style = Literal["auto", "bars", "plain", "json", "none"]


class Stage(Protocol):
    """One running piece of work, used as a context manager."""

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, well or badly."""
        ...

    def advance(self, amount: float = 1.0) -> None:
        """Say that `amount` more of the total is done."""
        ...


class Progress(Protocol):
    """Where stages, notes and warnings go."""

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage called `name` with `total` units of work, or an unknown number."""
        ...

    def note(self, message: str) -> None:
        """Tell a person something in one line."""
        ...

    def warn(self, message: str) -> None:
        """Tell a person of something that is not as it should be, in one line."""
        ...
