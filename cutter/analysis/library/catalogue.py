"""What tells which files of a library count, and what each film was known by when it was last seen.

A JSON file, replaced whole. It names no film and no path: a path is known by its digest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cutter.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE_VERSION = 1
NAME = "catalogue.json"


@dataclass(frozen=True, slots=True)
class Seen:
    """A film's file when it was last looked at, and what of the library it is."""

    fingerprint: str
    file: str
    """What changes when the film's file, or one of subtitles beside it, does."""
    store: int
    """What changes when something of this film is stored; 0: nothing is."""
    key: str
    """Of its volume; empty where it is not analysed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that counts: one of volumes, or of the codes of one."""

    name: str
    size: int
    changed: int
    """Its time of change in nanoseconds: as long as it and the size stay, the digest is believed,
    and not reckoned again at every search."""
    digest: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Which files count, and the films by the digests of their paths."""

    shelves: tuple[Listed, ...] = ()
    codes: tuple[Listed, ...] = ()
    """Each named after the file of volumes that it belongs to."""
    films: dict[str, Seen] = field(default_factory=dict)


def read_catalogue(folder: Path) -> Catalogue | None:
    """Return a library's catalogue; an empty one where there is none, None where it is damaged."""
    try:
        document: Any = json.loads((folder / NAME).read_bytes())
        told = document["content"]
        if document["version"] != CATALOGUE_VERSION or document["digest"] != _digest(told):
            return None
        shelves = tuple(Listed(*each) for each in told["shelves"])
        codes = tuple(Listed(*each) for each in told["codes"])
        films = {name: Seen(*each) for name, each in told["films"].items()}
        return Catalogue(shelves, codes, films)
    except FileNotFoundError:
        return Catalogue()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def write_catalogue(folder: Path, catalogue: Catalogue) -> None:
    """Put a catalogue into the place of the one that was there.

    Raises:
        OutputRefused: the disk refuses.
    """
    content = {
        "shelves": [[s.name, s.size, s.changed, s.digest] for s in catalogue.shelves],
        "codes": [[s.name, s.size, s.changed, s.digest] for s in catalogue.codes],
        "films": {
            name: [seen.fingerprint, seen.file, seen.store, seen.key]
            for name, seen in sorted(catalogue.films.items())
        },
    }
    document = {"version": CATALOGUE_VERSION, "digest": _digest(content), "content": content}
    data = json.dumps(document, separators=(",", ":")).encode()
    write_whole(folder / NAME, data, overwrite=True)


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
