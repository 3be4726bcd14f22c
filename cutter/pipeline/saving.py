"""What was changed at hand in a studio is written into the profile, and its history learns of it.

First the text that its owner wrote, then the events, then what these come to. A run that is broken
off leaves whole files, and the same again goes on where it ended.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import OutputExists, ProfileError
from cutter.files import PRIVATE, refuse_unfit_target, write_whole
from cutter.files.sealed import lock_on, write_private
from cutter.pipeline.choosing import NOBODY
from cutter.pipeline.grading import learn_grades
from cutter.pipeline.learning import relearn
from cutter.pipeline.provisional import Changes, keys_of, rewording_of
from cutter.profile.beside import alone
from cutter.profile.events import identity
from cutter.profile.history import forget_events, read_history
from cutter.profile.learned import with_learned
from cutter.profile.read import bytes_of, parse_profile
from cutter.profile.rewording import reworded, settled
from cutter.profile.strict_json import Fault
from cutter.profile.write import new_profile
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.pipeline.looking import Look
    from cutter.profile.rewording import Rewording
    from cutter.progress import Progress
    from cutter.schema import Learned, Profile


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A profile as it was saved; further changes are made to this one."""

    profile: Profile
    known: bytes
    """What its file holds, opened: to be handed to the next `save`."""
    before: Learned | None
    """What was learnt before; `profile.learned` is what is learnt now."""
    undo: Changes
    """What takes this back when it is saved in its turn. An example, of a picture or a film, that
    was taken out is not among it, nor is a phrase put back in its old place in its list."""


def save(
    path: Path,
    wanted: Changes,
    *,
    known: bytes | None,
    look: Look | None = None,
    films: Sequence[Path] = (),
    now: datetime | None = None,
    progress: Progress = SILENT,
) -> Saved:
    """Write changes into a profile.

    Args:
        path: the profile's file.
        wanted: with the keys of the profile that `known` says.
        known: what the file held when the changes were begun (`profile.read.bytes_of`), so that
            nothing is lost that somebody else wrote there meanwhile; None for a new profile.
        look: how films are looked at.
        films: where the films of the events may lie.
        now: the time.
        progress: where stages are shown.

    Raises:
        ProfileError: the profile or its history cannot be read, or a field that the changes touch
            was changed meanwhile; then nothing is written.
        UsageError: the changes make no sense for this profile.
        OutputExists: a new profile was wanted, and another is there.
        RenderError: a file cannot be written; the same again goes on.
    """
    if known is None:
        refuse_unfit_target(path, overwrite=True)
    with alone(path):
        before, history = _there(path), read_history(path)
        was = NOBODY if known is None else parse_profile(known, path)
        wording = rewording_of(was, wanted)
        _write(path, before, _settled(path, wording, known, before))
        gone = [event for event in history if identity(event) in wanted.forgotten]
        if gone:
            forget_events(path, lambda event: event in gone)
        if wanted.events:
            learn_grades(path, wanted.events, look=look, films=films, now=now, progress=progress)
        elif history and wanted:
            relearn(path, look=look, progress=progress)
        held, after = bytes_of(path), read_history(path)
    profile = parse_profile(held, path)
    learned = None if before is None else parse_profile(before, path).learned
    undo = _undoing(was, wording, profile)
    undo = undo.forgetting(*(identity(event) for event in after if event not in history))
    undo = undo.reacting(*(event for event in history if event not in after))
    return Saved(profile, held, learned, undo)


def _there(path: Path) -> bytes | None:
    """Return what a profile's file holds, once it is checked; None where there is none."""
    if not path.exists():
        return None
    data = bytes_of(path)
    parse_profile(data, path)
    return data


def _settled(path: Path, wording: Rewording, known: bytes | None, there: bytes | None) -> bytes:
    """Return what the profile's file shall hold, what was learnt aside; nothing is written."""
    if known is None:
        new = reworded(new_profile(), wording)
        if there is not None and with_learned(there.decode(), None) != new:
            raise OutputExists(f"{path}: exists already; name another file")
        new = new if there is None else there.decode()
    elif there is None:
        raise ProfileError(f"{path}: went away; put it back, or save under another name", path)
    else:
        try:
            new = settled(known.decode(), there.decode(), wording)
        except Fault as fault:
            told = f"{path}: {fault.field}: {fault.message}"
            raise ProfileError(told, path, fault.field) from fault
    data = new.encode()
    parse_profile(data, path)
    return data


def _write(path: Path, before: bytes | None, data: bytes) -> None:
    if before is None:
        write_whole(path, data, mode=PRIVATE)
    elif data != before:
        write_private(path.resolve(), data, lock_on(path))


def _undoing(was: Profile, wording: Rewording, now: Profile) -> Changes:
    """Return what gives the weights, signals and phrases back that a profile had."""
    weights, there = dict(wording.weights), dict(zip(keys_of(now), now.preferences, strict=True))
    undo, taken_out = Changes(), Counter[str]()
    for key, item in zip(keys_of(was), was.preferences, strict=True):
        weight = weights.get(key, item.weight)
        name, _, number = key.removesuffix("]").partition("[")
        if not weight and key in weights:
            taken_out[name] += 1
            undo = undo.adding(item) if item.text else undo
        elif key in weights:
            # It has moved up by those that were taken out before it.
            undo = undo.weighed(f"{name}[{int(number) - taken_out[name]}]", item.weight)
    for phrase in wording.added:
        key = next((key for key, item in there.items() if item == phrase), "")
        undo = undo.weighed(key, 0) if key else undo
    signals = dict(was.signals)
    for name, _ in wording.signals:
        undo = undo.signalled(name, signals.get(name, 0.0))
    return undo
