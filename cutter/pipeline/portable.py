"""Puts a profile with all that belongs to it into one zip file, for its owner to take along.

It holds them as plain text, sealed or not, and a page that says where else something is kept.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from cutter.files import PRIVATE, cache_folder, data_of, refuse_unfit_target, size_of, write_whole
from cutter.profile.beside import history_file, read_private, sidecar_file
from cutter.profile.events import LARGEST_FILE
from cutter.profile.history import read_history
from cutter.profile.read import bytes_of, read_profile
from cutter.profile.sharing import ledger_of
from cutter.profile.sidecar import LARGEST_FILE as LARGEST_SIDECAR

if TYPE_CHECKING:
    from pathlib import Path

PAGE: Final = "where.txt"
_DAWN: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip file knows; the same content gives the same bytes."""


def export_profile(
    profile: Path, target: Path, *, cache: Path | None = None, overwrite: bool = False
) -> tuple[str, ...]:
    """Write a profile, its history and traits, and a page on where else they are spoken of.

    Args:
        profile: the profile's file.
        target: the zip file to write; its owner's alone.
        cache: folder of stored Analyses, None for the user's.
        overwrite: whether the target may be replaced.

    Returns:
        The names of what is in it.

    Raises:
        ProfileError: something of the profile cannot be read.
        RenderError: the target cannot be written.
    """
    refuse_unfit_target(target, sources=[profile], overwrite=overwrite)
    read_profile(profile)
    held = {profile.name: bytes_of(profile)}
    for path, most in (
        (history_file(profile), LARGEST_FILE),
        (sidecar_file(profile), LARGEST_SIDECAR),
        (ledger_of(profile), LARGEST_FILE),
    ):
        data = read_private(path, most)
        if data is not None:
            held[path.name] = data
    held[PAGE] = where(profile, cache=cache).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            entry = zipfile.ZipInfo(name, _DAWN)
            entry.external_attr = PRIVATE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    write_whole(target, packed.getvalue(), overwrite=overwrite, mode=PRIVATE)
    return tuple(held)


def where(profile: Path, *, cache: Path | None = None) -> str:
    """Return a page that says where something of a profile is kept.

    Raises:
        ProfileError: the history cannot be read.
    """
    store = cache_folder(cache) / "films"
    events = read_history(profile)
    films = sorted({p.film for e in events for p in (e.place, e.worse) if p is not None})
    stored = [film for film in films if (store / film).is_dir()]
    beside = [history_file(profile), sidecar_file(profile), ledger_of(profile)]
    own = data_of(profile)
    parts = [
        "Where something of this profile is kept",
        "",
        "Beside it, for its owner's eyes alone:",
        *(f"  {path.resolve()}" for path in (profile, *beside) if path.exists()),
        "",
        "In its owner's data; vectors and shots are made again when they are needed:",
        *(_folder(own) if own.is_dir() else ["  nothing"]),
        "",
        "The store of film analyses holds nothing of any profile. Of films that this history",
        f"speaks of, it holds these ({store}):",
        *([f"  {film}" for film in stored] or ["  none"]),
        "",
        "Not known to cutter: cuts, plans, reports and timelines that were written elsewhere;",
        "plans and reports explain a cut in the words of its profile. Nor what backups hold.",
        "",
        "To remove all of it: cutter profile delete; some of it: cutter profile forget.",
    ]
    return "\n".join(parts) + "\n"


def _folder(own: Path) -> list[str]:
    kinds = (
        ("vectors of its phrases", own.glob("*.safetensors")),
        ("records of cuts made for it", (own / "cuts").glob("*.json")),
        ("shots of drafts", (own / "drafts").rglob("*.safetensors")),
    )
    counted = [(what, sum(1 for _ in found)) for what, found in kinds]
    told = [f"    {what}: {count}" for what, count in counted if count]
    return [f"  {own} ({size_of(own) / 2**20:.1f} MB)", *told]
