"""Digests of all that the result of a task hangs on, so that what is unchanged is not done again.

Reads what is small (profiles, histories, lists, subtitles) and fingerprints films; what was read is
remembered for as long as the file looks the same. Digests tell nothing of what was read.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING, Final

import cutter
from cutter.batch.stamps import stamp_of
from cutter.errors import InputError, ProfileError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.batch.journal import Journal
    from cutter.batch.stamps import Stamp
    from cutter.batch.task import Cut, Setting
    from cutter.pipeline.looking import Look
    from cutter.schema import Profile

FAULTS: Final = (InputError, ProfileError, UsageError)
"""What can be wrong with one film or profile; any other error is one of the whole batch."""
ABSENT: Final = "absent"


def digest(*parts: str) -> str:
    """Return one BLAKE2b-128 of several texts; where one ends and the next begins counts."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode(errors="surrogateescape")
        found.update(len(data).to_bytes(8, "little"))
        found.update(data)
    return found.hexdigest()


class Keys:
    """Reckons the keys of a batch's tasks."""

    def __init__(self, setting: Setting, journal: Journal) -> None:
        """Reckon for one setting; fingerprints of films are kept in the journal."""
        self._setting = setting
        self._journal = journal
        self._look = digest(*_look_parts(setting.look))
        self._read: dict[Path, tuple[Stamp, str]] = {}
        self._examples: dict[Path, tuple[Stamp, tuple[Path, ...]]] = {}

    def fingerprint(self, film: Path) -> str:
        """Return the fingerprint of a film, which is read only if it has changed.

        Raises:
            InputError: it cannot be read.
        """
        from cutter.media.container import locate
        from cutter.media.source import fingerprint

        real = locate(film)
        stamp = stamp_of(real)
        if stamp is not None and (known := self._journal.fingerprint(real, stamp)) is not None:
            return known
        found = fingerprint(real)
        # A film that is still being written is not remembered as it was.
        if stamp is not None and stamp_of(real) == stamp:
            self._journal.keep_fingerprint(real, stamp, found)
        return found

    def look(self, film: Path, fingerprint: str) -> str:
        """Return the key of looking at a film: its content, its subtitles, and with which eyes."""
        version = cutter.__version__
        return digest("analyze", version, fingerprint, self._look, self._subtitles(film))

    def plan(self, cut: Cut, look_key: str) -> str:
        """Return the key of a cut's plan.

        Raises:
            ProfileError: the profile cannot be used.
            InputError: a film or a file that the wish names cannot be read.
        """
        return digest(
            "plan",
            look_key,
            self._profile(cut.profile),
            *self._wish(cut),
            _place(cut.film, self._setting.output),
            f"{cut.label}{cut.target.suffix}",
        )

    def render(self, plan_key: str) -> str:
        """Return the key of a cut's rendering."""
        setting = self._setting
        return digest(
            "render",
            plan_key,
            setting.renderer,
            setting.look.device,
            str(setting.keep_metadata),
            *(*sorted(setting.exports), setting.handles, setting.start_timecode),
        )

    def _wish(self, cut: Cut) -> list[str]:
        told = []
        for field in dataclasses.fields(cut.wish):
            value = getattr(cut.wish, field.name)
            if field.name == "sequence" and not value:
                # Batches that were made before there was such a wish hold their cuts still.
                continue
            if field.name == "music" and value is not None:
                value = (_place(value, self._setting.output), self._content(value))
            told.append(f"{field.name}={value!r}")
        return told

    def _subtitles(self, film: Path) -> str:
        """Return what may be read as a film's subtitles besides what is inside it."""
        from cutter.media.subtitles import files_beside

        given = self._setting.look.subtitles
        found = files_beside(film.resolve()) if given is None else []
        beside = [each.path for each in found] if given is None else [given]
        return digest(*(f"{path.name} {self._content(path)}" for path in beside))

    def _profile(self, path: Path | None) -> str:
        """Return a digest of a profile's file and of all that belongs to it.

        Raises:
            ProfileError: it cannot be used.
        """
        from cutter.profile.sealing import private_files

        if path is None:
            return ""
        files = private_files(path.resolve())
        examples = self._examples_of(path)
        return digest(
            path.stem,
            *(f"{file.name} {self._content(file)}" for file in files),
            *map(self._example, examples),
        )

    def _example(self, path: Path) -> str:
        """Return the fingerprint of a profile's example; raises as `fingerprint` does.

        The journal is not told: where an example lies is a word of the profile.
        """
        from cutter.media.source import fingerprint

        stamp, known = stamp_of(path), self._read.get(path)
        if known is None or known[0] != stamp:
            found = fingerprint(path)
            if stamp is None:
                return found
            known = self._read[path] = stamp, found
        return known[1]

    def _examples_of(self, path: Path) -> tuple[Path, ...]:
        """Return the pictures and films that a profile shows as examples."""
        from cutter.profile.read import read_profile

        stamp, known = stamp_of(path), self._examples.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        found = _examples(read_profile(path))
        if stamp is not None:
            self._examples[path] = stamp, found
        return found

    def _content(self, path: Path) -> str:
        """Return the digest of a small file; one that is not there has one too."""
        from cutter.batch.stamps import digest_of

        stamp = stamp_of(path)
        if stamp is None:
            return ABSENT
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            try:
                known = self._read[path] = stamp, digest_of(path)
            except OSError:
                # Whoever needs it says so.
                return ABSENT
        return known[1]


def _look_parts(look: Look) -> list[str]:
    named = ("model", "precision", "sentences", "runtime", "language", "audio")
    return [look.detector.key(), *(f"{name}={getattr(look, name)!r}" for name in named)]


def _examples(profile: Profile) -> tuple[Path, ...]:
    found = (each.image or each.film for each in profile.preferences)
    return tuple(path for path in found if path is not None)


def _place(path: Path, folder: Path) -> str:
    """Return where a file lies as seen from the batch's folder: plans name it so."""
    from cutter.interchange.plan import relative_path

    return relative_path(str(path), folder)
