"""Chooses a font that has the characters of a text: one that is installed with us, else a system's.

Pillow carries a font of ASCII, and OpenCV's packages for Linux one of most alphabets: words in
these look the same on every such machine, one without fonts included. Other scripts look as this
machine's fonts have them; where none has a character, a box stands for it. Knows nothing about
pictures.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDERS: Final = {
    "win32": (r"%WINDIR%\Fonts", r"%LOCALAPPDATA%\Microsoft\Windows\Fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
}
"""Where systems keep their fonts."""
ELSEWHERE: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")
SUFFIXES: Final = (".ttf", ".otf", ".ttc")
MOST_FONTS: Final = 400
"""Font files that are looked into at most."""
FAMILIES: Final = ("notosans-", "notosanscjk", "dejavusans", "arialuni", "segoeui", "arial")
"""Beginnings of the names of fonts for screens that have many scripts, the best first."""
STYLES: Final = ("bold", "italic", "oblique", "light", "thin", "black", "cond", "mono", "serif")
"""Parts of the names of fonts that are taken only where a plain one lacks a character."""
_NOWHERE: Final = "\U0010fffe"
"""A code that no font has a character for."""
_PROBED: Final = 24
"""Pixels high are the letters with which a font is tried."""


def font_for(text: str, size: int) -> FreeTypeFont:
    """Return a font of a size in pixels that has as many of a text's characters as any here.

    The same machine gives the same font for the same text; so do all machines for a text whose
    characters the fonts that are installed with us have.
    """
    return _opened(_best(frozenset(_needed(text))), size)


def font_name(text: str) -> str:
    """Return what tells the font that a text is drawn with from others."""
    return "/".join(str(part) for part in font_for(text, _PROBED).getname())


def _needed(text: str) -> set[str]:
    """Return the characters that need a glyph: no spaces, no controls, no marks of form."""
    return {one for one in text if unicodedata.category(one)[0] not in "ZC"}


@functools.lru_cache(maxsize=64)
def _best(needed: frozenset[str]) -> Path | None:
    """Return the font file with most of some characters; None for Pillow's own."""
    best, missing = None, _missing(None, needed)
    if missing:
        for path in _installed():
            lacking = _missing(path, needed)
            if lacking < missing:
                best, missing = path, lacking
            if not missing:
                break
    return best


def _missing(path: Path | None, needed: frozenset[str]) -> int:
    """Count the characters that a font draws as it draws what it does not have."""
    try:
        font = _opened(path, _PROBED)
        empty = _drawn(font, _NOWHERE)
        return sum(_drawn(font, one) == empty for one in needed)
    except (OSError, ValueError):
        return len(needed) + 1


def _drawn(font: FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


@functools.lru_cache(maxsize=32)
def _opened(path: Path | None, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    if path is None:
        # Built into Pillow wherever FreeType is, which its wheels carry.
        return ImageFont.load_default(size)  # type: ignore[return-value]
    return ImageFont.truetype(str(path), size)


@functools.cache
def _installed() -> tuple[Path, ...]:
    """Return OpenCV's font files and the system's, each time those for screens first."""
    spec = importlib.util.find_spec("cv2")
    package = [Path(spec.origin).parent / "qt" / "fonts"] if spec and spec.origin else []
    named = FOLDERS.get(sys.platform, ELSEWHERE)
    system = [Path(os.path.expandvars(folder)).expanduser() for folder in named]
    found: list[Path] = []
    for folders in (package, system):
        files = (path for folder in folders for path in folder.rglob("*"))
        found += sorted((path for path in files if path.suffix.lower() in SUFFIXES), key=_rank)
    return tuple(found[:MOST_FONTS])


def _rank(path: Path) -> tuple[int, int, str, str]:
    name = path.stem.lower()
    family = next((n for n, begin in enumerate(FAMILIES) if name.startswith(begin)), len(FAMILIES))
    return sum(style in name for style in STYLES), family, path.name, str(path)
