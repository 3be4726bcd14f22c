"""A folder turned into the cuts of the films that come to it, each film when it is whole.

What the cuts of a film are it is told. `arriving.py` holds the rules of when a film has come.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.batch.arriving import is_due, looked, tried
from cutter.batch.journal import NAME
from cutter.batch.stamps import Stamp, stamp_of
from cutter.batch.task import Fault
from cutter.errors import CutterError, NotAMovie, SourceNotFound, UsageError
from cutter.pipeline.opening import DEEPEST, FILMS, MOST_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cutter.batch.arriving import Sight
    from cutter.batch.task import Cut
    from cutter.media.policy import MediaPolicy

    CutsAndFaults = tuple[Sequence[Cut], Sequence[Fault]]

SETTLE: Final = 10.0
"""Seconds that a file must be at rest before it is opened."""
LONGEST_PAUSE: Final = 5.0
"""Seconds between two looks at the folder."""
LONGEST_LOOK: Final = 2.0
"""Seconds after which no further film is opened at one look."""
SHARE: Final = 9
"""How many times as long as a look took the next one waits: a slow share is not asked all day."""
PARTIAL: Final = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".!qb", ".!ut")
"""What browsers and other programs put behind, or before the suffix of, what they still write."""
BESIDE: Final = (".aria2", ".part", ".st")
"""What lies beside a file of the final name while its bytes are still fetched."""


class Watching:
    """Looks at a folder, those inside it included, for films that have come whole."""

    # Looks instead of events (watchfiles, inotify): a network share, where films mostly come from,
    # gives no events for what another machine writes, and no event says that a file is finished.

    def __init__(
        self,
        folder: Path,
        cuts_of: Callable[[Path], CutsAndFaults],
        *,
        settle: float = SETTLE,
        leave_out: Iterable[Path] = (),
        policy: MediaPolicy | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to watch; films that are there already arrive as well.

        Args:
            folder: where films come to.
            cuts_of: tells which cuts are wanted of a film, and which of them cannot be made.
            settle: seconds that a file must be at rest.
            leave_out: folders whose films are none of ours: where the cuts go.
            policy: the most that a film may be; the usual unless given.
            clock: gives seconds and never runs back.

        Raises:
            UsageError: there is no such folder, or the cuts would be taken for films.
        """
        if not folder.is_dir():
            raise UsageError(f"--watch {folder}: there is no such folder; name one to watch")
        self._folder = folder.resolve()
        self._left_out = {path.resolve() for path in leave_out}
        for path in self._left_out:
            if self._folder.is_relative_to(path):
                raise UsageError(
                    f"--watch {folder}: the cuts would go there too ({path}) and be taken for "
                    "films; name another folder with -o"
                )
        self._cuts_of = cuts_of
        self._settle = settle
        self._policy = policy
        self._clock = clock
        self._sights: dict[str, Sight] = {}
        self._next = float("-inf")

    def news(self) -> CutsAndFaults:
        """Return what has come since the last call: the cuts of films that came, or came changed.

        What was said before of a cut of the same label holds no more: a cut is made anew if its
        film is another, and takes the place of a fault. A film that cannot be opened, though it
        has been at rest for long, is told as a fault for each of its cuts, once until it changes.
        Most calls return at once, without a look.
        """
        began = self._clock()
        if began < self._next:
            return (), ()
        found, is_whole = self._found()
        before, self._sights = self._sights, looked(self._sights, found, began)
        due = [path for path, sight in self._sights.items() if is_due(sight, began, self._settle)]
        if not is_whole:
            # A share that does not answer has not lost its films.
            self._sights = {**before, **self._sights}
        found_cuts: list[Cut] = []
        found_faults: list[Fault] = []
        # As they came, also after a restart: of films of one name the first is called by it alone.
        for path in sorted(due, key=lambda path: (self._sights[path].stamp.mtime_ns, path)):
            cuts, faults = self._tried(Path(path), began)
            found_cuts += cuts
            found_faults += faults
            if self._clock() - began > LONGEST_LOOK:
                # The others stay due: whoever asks has work to hand out meanwhile.
                break
        spent = self._clock() - began
        self._next = began + spent + max(min(self._settle / 4, LONGEST_PAUSE), SHARE * spent)
        return tuple(found_cuts), tuple(found_faults)

    def _tried(self, path: Path, now: float) -> CutsAndFaults:
        """Open a film that is at rest; nothing comes of one that is to wait on."""
        from cutter.media.source import open_source
        from cutter.media.whole import is_cut_short

        sight = self._sights[str(path)]
        error: CutterError | None = None
        try:
            # Opening it makes a network disk tell anew what it kept in mind.
            stamp = _opened_stamp(path)
            if stamp != sight.stamp:
                self._sights |= looked({}, {str(path): stamp}, now)
                return (), ()
            open_source(path, self._policy)
            if sight.standing == "arriving" and is_cut_short(path):
                # A copy that stalls; one that broke off is taken as it is, after the longer rest.
                error = NotAMovie(f"{path}: ends before its header says; copy it again", path)
        except CutterError as caught:
            error = caught
        except OSError as caught:
            error = _unreadable(path, caught)
        after = self._sights[str(path)] = tried(sight, opens=error is None)
        return ((), ()) if after.standing == "unopened" else self._wanted_of(path, error)

    def _wanted_of(self, film: Path, error: CutterError | None) -> CutsAndFaults:
        cuts, faults = self._cuts_of(film)
        if error is None:
            return cuts, faults
        return (), [*(Fault(cut.label, str(error), error.exit_code) for cut in cuts), *faults]

    def _found(self) -> tuple[dict[str, Stamp], bool]:
        """Return the films that are there, and whether all folders could be read."""
        failed: list[OSError] = []
        found: dict[str, Stamp] = {}
        for path in self._paths(failed.append):
            if len(found) >= MOST_FILES:
                break
            # None of a pipe of that name, which would wait for its writer when it is opened.
            if (stamp := stamp_of(path)) is not None:
                found[str(path)] = stamp
        return found, not failed

    def _paths(self, on_error: Callable[[OSError], None]) -> Iterator[Path]:
        for root, folders, files in os.walk(self._folder, onerror=on_error):
            here = Path(root)
            if NAME in files and here != self._folder:
                # What another batch made is no film that has come.
                folders.clear()
                continue
            is_deep = len(here.relative_to(self._folder).parts) >= DEEPEST
            folders[:] = [
                name
                for name in sorted(folders)
                if not (is_deep or is_partial(name) or here / name in self._left_out)
            ]
            names = frozenset(files)
            for name in sorted(files):
                is_film = Path(name).suffix.lower() in FILMS and not is_partial(name)
                if is_film and not any(name + ending in names for ending in BESIDE):
                    yield here / name


def is_partial(name: str) -> bool:
    """Whether a file's or folder's name says that it is hidden, or not what it is to be yet."""
    if name.startswith((".", "~")) or name.endswith("~"):
        return True
    low = name.lower()
    return low.endswith(PARTIAL) or Path(low).stem.endswith(PARTIAL)


def _opened_stamp(path: Path) -> Stamp:
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
    return Stamp(status.st_size, status.st_mtime_ns)


def _unreadable(path: Path, error: OSError) -> SourceNotFound:
    return SourceNotFound(f"{path}: cannot be read ({error.strerror})", path)
