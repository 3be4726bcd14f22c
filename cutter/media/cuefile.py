"""The bytes of a subtitle file turned into raw cues. Knows nothing about the film's streams."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import SubtitleError
from cutter.media.cuefix import MOST_CUES, RawCue

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 10 * 2**20
"""A longer file is no subtitles."""
LATEST = Fraction(99 * 3600)
"""Seconds; formats have two digits for the hours."""

ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("utf_16_le", "utf_16_be", "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r", "cp874"),
    *("iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "iso8859_15"),
)
"""What subtitles are written in that are not in UTF-8, the commoner before the rarer."""

_DRAWING = re.compile(r"\\p[1-9]")
_STAMP = r"(-?)\s*(?:(\d{1,12}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,9}))?"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-{{1,2}}>\s*{_STAMP}(?:\s.*)?$")
_ASIDES = ("NOTE", "STYLE", "REGION")
"""How the paragraphs of WebVTT begin that are no cues."""
_INDEX = re.compile(r"^\s*\d{1,9}\s*$")


def read_bytes(path: Path) -> bytes:
    """Return a subtitle file's content.

    Raises:
        SubtitleError: there is no such file, it may not be read, or it is too large.
    """
    try:
        if not path.is_file():
            raise SubtitleError(f"{path}: there is no such subtitle file", path)
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise SubtitleError(f"{path}: cannot be read ({error.strerror})", path) from error
    if len(data) > MOST_BYTES:
        raise SubtitleError(f"{path}: subtitles of more than 10 MB are not read", path)
    return data


def decode(data: bytes) -> tuple[str, bool]:
    """Return a subtitle file's text, and whether its encoding had to be guessed at the last.

    UTF-8 and UTF-16 by their marks or their form, then what charset-normalizer thinks, then
    Latin-1, which reads anything.
    """
    marks = {b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32"}
    marks |= {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), "utf-8-sig")
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    likely = from_bytes(data[: 2**18], cp_isolation=list(ENCODINGS))
    # Disorder weighs more than likeness to a language; a tie falls to the commoner encoding.
    for match in sorted(
        likely, key=lambda m: (4 * m.chaos - m.coherence, ENCODINGS.index(m.encoding))
    ):
        try:
            return data.decode(match.encoding), False
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), True


def parse(data: bytes, path: Path, frame_rate: Fraction) -> tuple[list[RawCue], list[str]]:
    """Read a subtitle file's cues.

    Args:
        data: the file's bytes.
        path: its name, for messages.
        frame_rate: for formats that count frames.

    Returns:
        The cues in file order, and what was wrong with the file, a sentence each.

    Raises:
        SubtitleError: it is in no format that can be read.
    """
    text, is_guess = decode(data)
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    warnings = []
    if is_guess:
        warnings.append(f"{path.name}: its encoding is unknown; it was read as Latin-1")
    if "-->" in text and "[Script Info]" not in text[:2_000]:
        cues, early, strays, excess = timed(text)
        if early:
            warnings.append(f"{path.name}: {early} cues lie before the film and were left out")
        if strays:
            warnings.append(f"{path.name}: {strays} malformed pieces were left out")
    else:
        cues = _scripted(text, path, frame_rate)
        excess = max(0, len(cues) - MOST_CUES)
    if excess:
        what = "cue" if excess == 1 else "cues"
        warnings.append(f"{path.name}: {excess:,} {what} left out, because only 50,000 are read")
    return cues[:MOST_CUES], warnings


def timed(text: str) -> tuple[list[RawCue], int, int, int]:
    """Read SubRip or WebVTT so that no fault spreads: a malformed piece takes only itself away.

    A cue is a line of timing and the lines up to the next blank one. Paragraphs that stand
    between cues, and timing that cannot be read with the text under it, are left out.

    Returns:
        The cues, how many lie before 0, how many pieces were left out, and how many cues were not
        read because there are too many.
    """
    lines = text.split("\n")
    timings = [number for number, line in enumerate(lines) if "-->" in line]
    excess = max(0, len(timings) - MOST_CUES)
    following = timings[1 : MOST_CUES + 1]
    del timings[MOST_CUES:]
    ends = [*(_label(lines, number) for number in following), len(lines)][: len(timings)]
    cues: list[RawCue] = []
    early = strays = 0
    for number, end in zip(timings, ends, strict=True):
        paragraphs = _paragraphs(lines[number + 1 : end])
        strays += sum(not part[0].startswith(_ASIDES) for part in paragraphs[1:] if part)
        span = _span(lines[number])
        if span is None:
            strays += 1
        elif span[0] < span[1] <= 0:
            early += 1
        else:
            cues.append(RawCue(max(span[0], Fraction(0)), span[1], "\n".join(paragraphs[0])))
    return cues, early, strays, excess


def _scripted(text: str, path: Path, frame_rate: Fraction) -> list[RawCue]:
    """Read the other formats; no more lines of them than could be used.

    Raises:
        SubtitleError: it is in no format that can be read.
    """
    import pysubs2

    lines = text.split("\n")
    if len(lines) > 2 * MOST_CUES:
        text = "\n".join(lines[: 2 * MOST_CUES])
    try:
        events = pysubs2.SSAFile.from_string(text, fps=float(frame_rate))
    except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, KeyError) as error:
        raise SubtitleError(
            f"{path}: these are no subtitles that can be read (srt, vtt, ass or ssa)", path
        ) from error
    return [
        RawCue(Fraction(event.start, 1000), Fraction(event.end, 1000), event.text)
        for event in events
        if not event.is_comment and not _DRAWING.search(event.text)
    ]


def _label(lines: list[str], number: int) -> int:
    """Return where a cue begins: at its index or name above the timing, else at the timing."""
    above = number - 1
    if _INDEX.match(lines[above]):
        return above
    is_name = lines[above].strip() and (above == 0 or not lines[above - 1].strip())
    return above if is_name and "-->" not in lines[above] else number


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Split lines at blank ones; the first paragraph is there even when it is empty."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            parts[-1].append(line)
        elif parts[-1] or len(parts) == 1:
            parts.append([])
    return parts


def _span(line: str) -> tuple[Fraction, Fraction] | None:
    """Return the start and end that a line of timing gives, in seconds; None for nonsense."""
    match = _TIMING.match(line[:200])
    if match is None:
        return None
    groups = match.groups()
    start, end = (_seconds(*groups[:5]), _seconds(*groups[5:]))
    return start, end


def _seconds(
    sign: str, hours: str | None, minutes: str, seconds: str, part: str | None
) -> Fraction:
    # Whole milliseconds, as the formats have them.
    parts = round(int((part or "0")[:6].ljust(6, "0")) / 1000)
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    time = min(Fraction(whole * 1000 + parts, 1000), LATEST)
    return -time if sign else time
