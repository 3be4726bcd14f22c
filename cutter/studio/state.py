"""Keeps the steps of a session in its folder, so that a killed server loses nothing.

One private file, written whole after every step and sealed where the profile is. What cannot be
used is set aside, never trusted and never in the way.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import CutterError
from cutter.files.sealed import lock_on, write_private
from cutter.profile.beside import read_private
from cutter.studio.choices_form import choices_of, document_of
from cutter.studio.steps import Step, Steps

if TYPE_CHECKING:
    from cutter.schema import Profile
    from cutter.studio.session import Session

VERSION: Final = 1
_KIND: Final = "cutter-studio"
_LARGEST: Final = 64 * 2**20
_MOST_ASIDE: Final = 10
"""One more than the files that were set aside and are kept."""
_BROKEN: Final = "what was chosen here before cannot be read; it is set aside as {}"
_OTHER_FILM: Final = "what was chosen here before is of another film; it is set aside as {}"
_OTHER_TASTE: Final = (
    "the profile was changed meanwhile: what was changed of the taste here and not saved is set"
    " aside as {}; everything else is as it was"
)


@dataclass(frozen=True, slots=True)
class State:
    """What outlives a server."""

    steps: Steps = field(default_factory=Steps)
    number: int = 0
    """Of the last change; it only ever grows."""


class StateFile:
    """The file of one session's state."""

    def __init__(self, session: Session, film: str) -> None:
        """Keep where it lies.

        Args:
            session: whose state.
            film: fingerprint of its film.
        """
        self._path, self._profile, self._film = session.state, session.profile, film

    def write(self, state: State, profile: Profile) -> None:
        """Write a state.

        Args:
            state: what is to be kept.
            profile: as its file says it now: what the steps count from.

        Raises:
            OutputRefused: the disk refuses; the old file is still there.
            ProfileError: the key of a sealed profile is not to be had.
        """
        document = {
            "kind": _KIND,
            "version": VERSION,
            "film": self._film,
            "profile": digest_of(profile),
            "number": state.number,
            "at": state.steps.at,
            **_told(state.steps),
        }
        lock = None if self._profile is None else lock_on(self._profile)
        write_private(self._path, json.dumps(document, separators=(",", ":")).encode(), lock)

    def read(self, profile: Profile) -> tuple[State, str]:
        """Return the state that was kept, and a note where not all of it can be used.

        Args:
            profile: as its file says it now.
        """
        try:
            data = read_private(self._path, _LARGEST)
            if data is None:
                return State(), ""
            document = json.loads(data)
            if document["kind"] != _KIND or document["version"] != VERSION:
                raise ValueError(document["version"])
            if document["film"] != self._film:
                return State(), _OTHER_FILM.format(self.set_aside())
            steps = _read(document)
            number = int(document["number"])
        except (CutterError, ValueError, KeyError, TypeError, RecursionError):
            return State(), _BROKEN.format(self.set_aside())
        if document["profile"] == digest_of(profile):
            return State(steps, number), ""
        left = steps.untasted()
        is_other = any(step.choices.changes for step in steps.steps) or bool(steps.first.changes)
        note = _OTHER_TASTE.format(self.set_aside()) if is_other else ""
        return State(left, number), note

    def set_aside(self) -> str:
        """Give the file another name, under which nobody looks for it; return that."""
        names = (f"{self._path.stem}-aside{number}.json" for number in ("", *range(2, _MOST_ASIDE)))
        targets = [self._path.with_name(name) for name in names]
        # What was set aside earlier stays, as long as there are not too many.
        target = next((found for found in targets if not found.exists()), targets[-1])
        with contextlib.suppress(OSError):
            self._path.replace(target)
        return target.name


def digest_of(profile: Profile) -> str:
    """Return a digest of what a profile says that changes of the taste are counted from."""
    told = repr((profile.preferences, profile.signals))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _told(steps: Steps) -> dict[str, Any]:
    """Return steps as JSON: of each only what it changed, for most change little."""
    first = before = document_of(steps.first)
    told = []
    for step in steps.steps:
        after = document_of(step.choices)
        changed = {name: value for name, value in after.items() if before[name] != value}
        told.append({"words": step.words, "gesture": step.gesture, "changed": changed})
        before = after
    return {"first": first, "steps": told}


def _read(document: dict[str, Any]) -> Steps:
    """Return the steps that JSON holds.

    Raises:
        KeyError, TypeError, ValueError, ProfileError: it holds none.
    """
    said = dict(document["first"])
    first, steps = choices_of(said), []
    for each in document["steps"]:
        said |= each["changed"]
        steps.append(Step(str(each["words"]), choices_of(said), str(each["gesture"])))
    at = int(document["at"])
    if not 0 <= at <= len(steps):
        raise ValueError(at)
    return Steps(first, tuple(steps), at)
