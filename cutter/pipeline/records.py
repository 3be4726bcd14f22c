"""Cuts that were made are remembered with their viewer's data, so that they can be rated later.

A record is the plan without its words: which clips of which films were shown, in which order. It
lies with the profile's data, never with a film's, and goes when the profile is deleted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError, RenderError
from cutter.files import PRIVATE, data_folder, may_others_write, private_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.media.policy import MediaPolicy
    from cutter.schema import EditDecisionList, Profile

KIND: Final = "cutter-record"
VERSION: Final = 1
MOST_CUTS: Final = 64
"""Cuts that are remembered for one profile; the oldest go first."""
_RENDERED: Final = frozenset({".mp4", ".m4v", ".mov", ".mkv"})
"""Suffixes under which a rendered cut may lie."""


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """A cut that was made."""

    edl: EditDecisionList
    profile: Path | None
    """Whose it is; None where it was made for several."""


def keep_cut(
    edl: EditDecisionList, profiles: Sequence[Profile], rendered: Path | None = None
) -> None:
    """Remember a cut of profiles that lie in files; where that cannot be done, nothing happens.

    Args:
        edl: the cut, its sources where they lie.
        profiles: whose cut it is; that of several lies with the first one's data.
        rendered: the file that it was rendered to; None for a plan alone.
    """
    from cutter.media.source import fingerprint
    from cutter.pipeline.tasting import phrase_folder

    paths = [profile.path.resolve() for profile in profiles if profile.path is not None]
    own = phrase_folder(profiles[0]) if paths else None
    if own is None or not edl.clips:
        return
    with contextlib.suppress(OSError, RenderError, InputError):
        name = fingerprint(rendered) if rendered is not None else f"plan-{identity(edl)}"
        _write(own / "cuts", name, Record(_bare(edl), paths[0] if len(profiles) == 1 else None))


def keep_rendered(edl: EditDecisionList, rendered: Path) -> None:
    """Remember a rendered cut whose plan is remembered; nothing happens for any other."""
    from cutter.media.source import fingerprint

    name = f"plan-{identity(edl)}.json"
    for folder in _folders():
        found = _read(folder / name)
        if found is not None:
            with contextlib.suppress(OSError, RenderError, InputError):
                _write(folder, fingerprint(rendered), found)


def find_cut(
    path: Path, *, relink: Path | None = None, policy: MediaPolicy | None = None
) -> tuple[EditDecisionList, Path | None]:
    """Return a cut and whose it is, from a rendered file, a plan or a timeline.

    Args:
        path: a cut that was rendered here and not changed since, or a file that says what a cut is.
        relink: a folder to look in for films that are not where a file says.
        policy: the most that a film may be; the usual unless given.

    Returns:
        The cut, and the profile that it was made for where that is remembered.

    Raises:
        InputError: nothing is remembered of the file, or it cannot be read.
    """
    from cutter.interchange.plan import read_plan
    from cutter.interchange.reading import is_timeline
    from cutter.pipeline.opening import open_cut

    if path.suffix.lower() in _RENDERED:
        found = _rendered(path)
        return found.edl, found.profile
    # A plan tells all that is needed, so that its films may be elsewhere.
    is_whole = relink is None and not is_timeline(path)
    edl = read_plan(path) if is_whole else open_cut(path, relink=relink, policy=policy)
    return edl, next((each.profile for each in _planned(edl)), None)


def cuts_of(profile: Path) -> tuple[EditDecisionList, ...]:
    """Return the cuts that are remembered of a profile, the latest first."""
    from cutter.pipeline.tasting import phrase_folder
    from cutter.schema import CutDefaults, Profile

    own = phrase_folder(Profile(profile.stem, profile, (), (), CutDefaults()))
    if own is None:
        return ()
    # A cut is remembered as planned and as rendered; it is one all the same.
    found: dict[str, EditDecisionList] = {}
    for path in reversed(_oldest_first(own / "cuts")):
        if (record := _read(path)) is not None:
            found.setdefault(identity(record.edl), record.edl)
    return tuple(found.values())


def identity(edl: EditDecisionList) -> str:
    """Return what tells a cut from others: a digest of what is shown, in which order."""
    shown = [
        (edl.sources[clip.source].fingerprint, *map(str, dataclasses.astuple(clip.source_range)))
        for clip in edl.clips
    ]
    told = json.dumps([str(edl.output.frame_rate), *shown])
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _bare(edl: EditDecisionList) -> EditDecisionList:
    """Return a cut without the words of profile and film: reactions need only what is shown."""
    return dataclasses.replace(
        edl,
        profile="",
        notes=(),
        titles=tuple(dataclasses.replace(title, text="title") for title in edl.titles),
        music=None,
        reframe=(),
        other_sound=(),
        sources=tuple(dataclasses.replace(each, subtitles=(), chapters=()) for each in edl.sources),
        clips=tuple(dataclasses.replace(clip, reasons=()) for clip in edl.clips),
    )


def _rendered(path: Path) -> Record:
    """Return the record of a rendered file, by its content."""
    from cutter.media.source import fingerprint

    name = f"{fingerprint(path)}.json"
    for folder in _folders():
        if (found := _read(folder / name)) is not None:
            return found
    raise InputError(
        f"{path}: no cut that was made here for a profile, or changed since; name its plan, as "
        "cutter plan -o writes it, or make it again",
        path,
    )


def _planned(edl: EditDecisionList) -> Iterator[Record]:
    """Yield the records of a plan."""
    name = f"plan-{identity(edl)}.json"
    for folder in _folders():
        if (found := _read(folder / name)) is not None:
            yield found


def _folders() -> list[Path]:
    """Return the folders of all profiles' cuts."""
    return sorted((data_folder() / "profiles").glob("*/cuts"))


def _write(folder: Path, name: str, record: Record) -> None:
    from cutter.interchange.plan import plan_to_json

    private_folder(folder)
    document = {
        "kind": KIND,
        "version": VERSION,
        "profile": None if record.profile is None else str(record.profile),
        "plan": json.loads(plan_to_json(record.edl, folder)),
    }
    target = folder / f"{name}.json"
    write_whole(target, json.dumps(document).encode(), overwrite=True, mode=PRIVATE)
    for old in _oldest_first(folder)[:-MOST_CUTS]:
        old.unlink(missing_ok=True)


def _oldest_first(folder: Path) -> list[Path]:
    found = []
    for path in folder.glob("*.json"):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(found)]


def _read(path: Path) -> Record | None:
    """Return a record; None where there is none to be trusted."""
    from cutter.interchange.plan import plan_from_json

    if not path.is_file() or may_others_write(path):
        return None
    try:
        document = json.loads(path.read_bytes())
        if document["kind"] != KIND or document["version"] != VERSION:
            return None
        named = document["profile"]
        edl = plan_from_json(json.dumps(document["plan"]), path)
        return Record(edl, None if named is None else Path(named))
    except (OSError, ValueError, KeyError, TypeError, InputError):
        return None
