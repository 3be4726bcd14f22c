"""The table of faults in README.md, made from the tests: `python -m tests.faults.table` writes it.

A test belongs to a row by its name: `test_row_07_…`. Rows that no test can show on this kind of
machine stand in a list of their own in the README, written by hand.
"""

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
BEGIN, END = "<!-- table -->", "<!-- /table -->"
NOT_RUN = re.compile(r"^- \*\*(\d+)\*\*", re.M)
ROWS = {
    1: "missing, folder, pipe, device, unreadable",
    2: "empty, text, random bytes",
    3: "mp4 without its index",
    4: "truncated",
    5: "bit rot",
    6: "sound only",
    7: "cover art only",
    8: "still image",
    9: "one or two frames, shorter than the budget",
    10: "no cuts at all; thousands of cuts",
    11: "variable rate",
    12: "delayed, offset and negative start",
    13: "rotated, mirrored",
    14: "anamorphic",
    15: "odd size, 4:4:4",
    16: "10-bit HDR",
    17: "interlaced",
    18: "no sound",
    19: "several sound tracks",
    20: "changes amid the film",
    21: "eight hours, 4K at 120 fps",
    22: "decompression bomb",
    23: "the film changes during the run",
    24: "playlist, script, manifest, session under a film's name",
    25: "a name like an option",
    26: "a name like an address",
    27: "any characters in a name",
    28: "titles and words that would be commands",
    29: "names of outputs that lead elsewhere",
    30: "the output is the source",
    31: "the output's folder is exchanged",
    32: "weights that are code, or not the promised ones",
    33: "stored analysis damaged or of a newer version",
    34: "subtitles in any encoding",
    35: "subtitles with impossible times",
    36: "subtitles broken amid the file",
    37: "subtitles huge or hostile",
    38: "subtitles of another film",
    39: "profile that is no strict JSON",
    40: "vectors of another model, no likes",
    41: "profile of an older or newer version",
    42: "budget of nothing, of nonsense, too short, too long",
    43: "ties",
    44: "disk full",
    45: "Ctrl-C",
    46: "SIGKILL, power loss",
    47: "ffmpeg killed, hanging, flooding, missing, too old",
    48: "two runs of one film",
    49: "cache read-only, no home",
    50: "graphics card full, no driver, no NVENC",
    51: "card and processor differ",
    52: "Windows: long paths, reserved names, locked targets, old consoles",
    53: "locale and time zone",
    54: "no network",
    55: "batch: films, profiles and disks that fail among others that do not",
    56: "batch: Ctrl-C, SIGTERM",
    57: "batch: a folder or a disk that takes no journal, a second batch in the same folder",
    58: "batch: films and profiles that come, change and go meanwhile",
    59: "batch: a film named twice, names of any characters",
}


def found_tests() -> dict[int, list[str]]:
    """Return for each row its tests, `file::function`, in the order of files and lines."""
    found: dict[int, list[str]] = {}
    for path in sorted(FOLDER.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for number in rows_in(node.name):
                    found.setdefault(number, []).append(f"{path.name}::{node.name}")
    return found


def rows_in(name: str) -> list[int]:
    """Return the rows that a test's name gives: `test_row_04_…`, `test_row_04_and_05_…`."""
    match = re.match(r"test_rows?_(\d\d(?:_and_\d\d)*)_", name)
    return [int(number) for number in match[1].split("_and_")] if match else []


def rows_not_run(text: str) -> list[int]:
    """Return the rows that the README lists as not run."""
    return [int(number) for number in NOT_RUN.findall(text)]


def table() -> str:
    """Return the table as Markdown."""
    tests = found_tests()
    without = rows_not_run(README.read_text(encoding="utf-8"))
    lines = ["| row | fault | tests |", "| --- | --- | --- |"]
    for number, fault in ROWS.items():
        cell = "<br>".join(f"`{name}`" for name in tests.get(number, []))
        lines.append(f"| {number} | {fault} | {cell or ('not run' if number in without else '')} |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    """Return the README with its table as the tests are now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
