"""Labels of cuts from a template: names that every system takes, whatever the films are called.

Knows nothing about what is in the files; nothing is read or written.
"""

from __future__ import annotations

import hashlib
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from cutter.edit.budget import parse_budget
from cutter.errors import UsageError
from cutter.files.names import fault_of
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

FIELDS: Final = ("film", "profile", "kind", "aspect", "budget", "order")
USUAL: Final = "{film}/{profile}-{kind}-{aspect}.mp4"
WITH_BUDGET: Final = "{film}/{profile}-{kind}-{aspect}-{budget}.mp4"
"""The usual one where several lengths are asked for."""
LONGEST: Final = 200
"""Bytes of a name in UTF-8; file systems take 255, and what is written beside a cut adds to it."""
LONGEST_VALUE: Final = 80
"""Bytes of a film's or profile's part of a name."""
OWN: Final = frozenset(
    {
        "plans",
        "summary.json",
        "summary.html",
        "batch.lock",
        "batch.sqlite",
        "batch.sqlite-journal",
        "batch.sqlite-wal",
        "batch.sqlite-shm",
    }
)
"""What a batch keeps in its folder besides the cuts; no cut's folder is called so."""
_DIGEST: Final = 8


@dataclass(frozen=True, slots=True)
class Template:
    """How cuts are called: folders and a name, each of literal texts and fields in turn."""

    parts: tuple[tuple[tuple[str, str], ...], ...]
    """For each folder, and for the name last, pairs of a text and the field behind it, or none."""
    suffix: str
    """Of the file; it chooses the container."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it names."""
        return frozenset(field for part in self.parts for _, field in part if field)

    def label(self, values: Mapping[str, str]) -> str:
        """Return what a cut is called, with `/` between folders and without the suffix.

        Args:
            values: what stands for each field; whatever it holds, the label is safe.
        """
        names = [
            "".join(text + values.get(field, "") for text, field in part) for part in self.parts
        ]
        folders = [safe_name(name) for name in names[:-1]]
        return "/".join([*folders, safe_name(names[-1], most=LONGEST - len(self.suffix))])


def parse_template(text: str, where: str = "--name") -> Template:
    """Read `{film}/{profile}-{kind}-{aspect}.mp4`.

    Args:
        text: the template.
        where: what it was written as, for the message.

    Raises:
        UsageError: a field is not known, a name is none that every system takes, or the suffix
            names no container.
    """
    told = f"{where} {quoted(text)}"
    parts: list[list[tuple[str, str]]] = [[]]
    for literal, field in _pieces(text, told):
        *folders, last = literal.split("/")
        for folder in folders:
            parts[-1].append((folder, ""))
            parts.append([])
        parts[-1].append((last, field))
    suffix = _suffix(parts[-1], told)
    end, _ = parts[-1][-1]
    parts[-1][-1] = (end.removesuffix(suffix), "")
    template = Template(tuple(tuple(part) for part in parts), suffix)
    for number, part in enumerate(template.parts):
        _refuse_unfit(part, told, is_first_of_several=number == 0 and len(parts) > 1)
    return template


def _pieces(text: str, told: str) -> list[tuple[str, str]]:
    """Return literal texts, each with the field behind it; the last one's is empty."""
    try:
        read = list(string.Formatter().parse(text))
    except ValueError as error:
        raise UsageError(f"{told}: a brace stands alone; write fields as {{film}}") from error
    pieces = []
    for literal, field, form, conversion in read:
        if field is None:
            pieces.append((literal, ""))
            continue
        if field not in FIELDS or form or conversion:
            name = field if field not in FIELDS else f"{field}{conversion or ''}{form or ''}"
            known = ", ".join(f"{{{each}}}" for each in FIELDS)
            raise UsageError(
                f"{told}: no such field {quoted(name)}{nearest(field, FIELDS)}; there are {known}"
            )
        pieces.append((literal, field))
    if not pieces or pieces[-1][1]:
        pieces.append(("", ""))
    return pieces


def _suffix(part: Sequence[tuple[str, str]], told: str) -> str:
    from cutter.render.join import SUFFIXES

    # A name before it, for `.mp4` alone would be a hidden file's name.
    suffix = PurePosixPath(f"name{part[-1][0]}").suffix
    if suffix.lower() not in SUFFIXES:
        raise UsageError(f"{told}: must end in {', '.join(SUFFIXES)}")
    return suffix


def _refuse_unfit(part: Sequence[tuple[str, str]], told: str, *, is_first_of_several: bool) -> None:
    literal = "".join(text for text, _ in part)
    if not any(field for _, field in part) and literal in ("", ".", ".."):
        raise UsageError(f"{told}: must lie below the output folder; write folder/name.mp4")
    for char in literal:
        if _safe(char) != char:
            odd = "a control character" if not char.isprintable() else quoted(char)
            raise UsageError(f"{told}: {odd} cannot stand in a name on every system; leave it out")
    if is_first_of_several and likeness(literal) in OWN and not any(field for _, field in part):
        raise UsageError(f"{told}: the batch keeps {literal} for itself; take another name")


def safe_name(text: str, *, most: int = LONGEST) -> str:
    r"""Return a text as a name that every system takes.

    It is NFC, holds none of `<>:"/\|?*` and no control characters, begins with no dot, dash or
    blank, ends in no dot or blank, and is no device of Windows. One that is too long ends in a
    digest of all of it.

    Args:
        text: anything.
        most: bytes of the name in UTF-8.
    """
    plain = "".join(map(_safe, text))
    plain = unicodedata.normalize("NFC", plain).lstrip(" .-").rstrip(" .") or "_"
    if fault_of(plain, windows=True):
        plain = f"_{plain}"
    encoded = plain.encode()
    if len(encoded) <= most:
        return plain
    kept = encoded[: most - _DIGEST - 1].decode(errors="ignore")
    return f"{kept}-{_digest(plain)}"


def _safe(char: str) -> str:
    if char.isspace():
        return " "
    return "_" if not char.isprintable() or char in '<>:"/\\|?*' else char


def likeness(name: str) -> str:
    """Return a name as systems compare it that take no notice of case: alike is the same file."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def names_of(paths: Collection[Path], taken: Collection[str] = OWN) -> dict[Path, str]:
    """Return for each file what stands for it in labels; no two are alike.

    That is its name without the suffix; where several share that, with the folder's name before
    it, and where they share this too, with a digest of the path behind it. A further file changes
    the name of none but those that had its own.

    Args:
        paths: absolute paths, each of another file.
        taken: names that none may have.
    """
    found: dict[Path, str] = {}
    used = {likeness(name) for name in taken}
    left = list(paths)
    for name_of in (_stem, _in_folder):
        names = {path: name_of(path) for path in left}
        count = Counter(map(likeness, names.values()))
        kept = [path for path in left if count[likeness(names[path])] == 1]
        kept = [path for path in kept if likeness(names[path]) not in used]
        found |= {path: names[path] for path in kept}
        used |= {likeness(names[path]) for path in kept}
        left = [path for path in left if path not in found]
    for path in left:
        name = safe_name(f"{_stem(path, room=_DIGEST + 1)}-{_digest(str(path))}")
        while likeness(name) in used:
            name = safe_name(f"{name}-{_digest(f'{path} {name}')}")
        found[path] = name
        used.add(likeness(name))
    return {path: found[path] for path in paths}


def _stem(path: Path, *, room: int = 0) -> str:
    return safe_name(path.stem, most=LONGEST_VALUE - room)


def _in_folder(path: Path) -> str:
    return safe_name(f"{path.parent.name}-{path.stem}", most=LONGEST_VALUE)


def _digest(text: str) -> str:
    data = text.encode(errors="surrogateescape")
    return hashlib.blake2b(data, digest_size=_DIGEST // 2).hexdigest()


def aspect_name(aspect: str | None) -> str:
    """Return `16x9` for `16:9`, and `source` for the film's own shape."""
    return "source" if aspect is None else "".join(aspect.split()).replace(":", "x")


def budget_name(budget: str | None) -> str:
    """Return `90s` for `1:30`, `15pct` for `15%`, and `own` where kind or profile decides.

    Raises:
        UsageError: it is no budget.
    """
    if budget is None:
        return "own"
    read = parse_budget(budget)
    if read.seconds is not None:
        return f"{_plain(read.seconds)}s"
    return f"{_plain((read.share or 0) * 100)}pct"


def nearest(name: str, known: Collection[str]) -> str:
    """Return `; did you mean kind?` for a slip in a name; nothing where none is near."""
    import difflib

    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _plain(number: Fraction | int) -> str:
    return f"{float(number):.10g}"
