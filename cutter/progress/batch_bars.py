"""A batch on a terminal: a bar for each task that runs, and below them one for the whole."""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING, Final

from cutter.progress.lines import one_line
from cutter.progress.tally import Tally
from cutter.progress.wording import standing, time_left

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.table import Table

    from cutter.progress.batch import Item, Result

_MOST: Final = 16
"""Tasks shown at once; others are counted."""
_WIDE: Final = 76
"""Columns from which on a task's stage is shown."""
_NARROW: Final = 44
"""Columns below which there is room for no bar."""
_STAGE: Final = 10
_SHARE: Final = 4
_LEFT: Final = 9


class BatchBars:
    """Bars that are drawn a few times a second; tasks that are done vanish.

    What failed stays as a line above the bars.
    """

    def __init__(self, console: Console | None = None, tally: Tally | None = None) -> None:
        """Build the bars; nothing is drawn before the batch begins."""
        from rich.console import Console
        from rich.live import Live

        self._console = console or Console(stderr=True)
        self._tally = tally or Tally()
        # The bars are drawn from a thread of their own.
        self._lock = threading.RLock()
        self._live = Live(
            self,
            console=self._console,
            refresh_per_second=4,
            # Results on stdout are not to be led through the console of stderr.
            redirect_stdout=False,
        )

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Draw where the whole stands, once more."""
        with self._lock:
            self._tally.running.clear()
        self._live.stop()

    def expect(self, items: Iterable[Item], *, workers: int = 0) -> None:
        """Count what there is to do."""
        with self._lock:
            self._tally.expect(items, workers)

    def started(self, name: str) -> None:
        """Show a bar for a task."""
        with self._lock:
            self._tally.start(name)

    def advanced(self, name: str, stage: str, done: float, total: float | None) -> None:
        """Move a task's bar."""
        with self._lock:
            self._tally.advance(name, stage, done, total)

    def ended(self, name: str, result: Result, cause: str = "") -> None:
        """Let a task's bar vanish, and print what went wrong."""
        with self._lock:
            self._tally.end(name, result)
        if result in ("failed", "again"):
            told = "failed" if result == "failed" else "failed, to be tried again"
            self._print(f"{name} {told}: {cause}", "red" if result == "failed" else "yellow")

    def note(self, message: str) -> None:
        """Print the message above the bars."""
        self._print(message, "")

    def warn(self, message: str) -> None:
        """Print the message above the bars, marked as a warning."""
        self._print(f"warning: {message}", "yellow")

    def _print(self, message: str, style: str) -> None:
        self._console.print(one_line(message), markup=False, highlight=False, style=style or None)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the bars as wide as the terminal is."""
        with self._lock:
            yield self._drawn(options.max_width, max(1, min(_MOST, options.size.height - 4)))

    def _drawn(self, width: int, lines: int) -> Table:
        from rich.table import Table

        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        others = [_SHARE, _LEFT]
        if width >= _NARROW:
            others.insert(0, min(30, width // 4))
        if width >= _WIDE:
            others.insert(0, _STAGE)
        for other in others:
            is_number = other in (_SHARE, _LEFT)
            table.add_column(
                width=other,
                no_wrap=True,
                overflow="ellipsis",
                justify="right" if is_number else "left",
                style="dim" if other == _STAGE else "",
            )
        room = width - sum(others) - len(others)
        now, tally = self._tally.clock(), self._tally
        for running in islice(tally.running.values(), lines):
            expected = tally.pace.of(running.item)
            share, left = running.share(now, expected), running.left(now, expected)
            name = _shortened(one_line(running.item.name), room)
            self._row(table, width, (name, running.stage, share, left))
        hidden = len(tally.running) - lines
        if hidden > 0:
            table.add_row(f"and {hidden} more", style="dim")
        share, left = tally.share(), tally.left()
        self._row(table, width, (standing(tally), "", share, left), style="bold")
        return table

    def _row(
        self, table: Table, width: int, told: tuple[str, str, float, float], style: str = ""
    ) -> None:
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        name, stage, share, left = told
        cells: list[Text | ProgressBar] = [Text(name)]
        if width >= _WIDE:
            cells.append(Text(one_line(stage)))
        if width >= _NARROW:
            cells.append(ProgressBar(total=1.0, completed=share))
        cells += [Text(f"{share:.0%}"), Text("" if share >= 1 else time_left(left))]
        table.add_row(*cells, style=style or None)


def _shortened(name: str, room: int) -> str:
    """Return a name that fits: of one that is too long the middle goes, for its end tells most."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(name) <= room or room < 4:
        return name
    front = set_cell_size(name, room // 3)
    back = name
    while cell_len(front) + 1 + cell_len(back) > room:
        back = back[1:]
    return f"{front}…{back}"
