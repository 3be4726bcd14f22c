"""`python -m benchmarks.words FOLDER`: print docs/sentences.md's table for a sentence model."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.words.finding import by_model, by_words, firsts_of_lines, halves, measured
from benchmarks.words.said import LINES, SAMPLE
from cutter.evaluation.intervals import paired_difference
from cutter.eyes.choose import open_eyes
from cutter.eyes.sentence_files import in_folder
from cutter.eyes.sentences import Sentences

SAMPLE_CLIP = Path(__file__).resolve().parents[2] / "sample_media" / "sample-clip"


def rows(folder: Path) -> list[str]:
    """Return the table's rows: what is read, by what, and what is found."""
    reader = Sentences(in_folder(folder))
    clip = open_eyes(str(SAMPLE_CLIP), device="cpu", offline=True)
    told = []
    looked_at, held_out = halves(LINES)
    for name, said in (
        ("sample film", SAMPLE),
        ("other lines, looked at", looked_at),
        ("other lines, held out", held_out),
    ):
        for how, match in (
            ("words alone", by_words(said)),
            ("sample CLIP's text tower", by_model(said, clip)),
            ("all-MiniLM-L6-v2", by_model(said, reader)),
        ):
            found = measured(said, match)
            told.append(
                f"| {name} | {how} | {found.phrases} | {_share(found.first.mean)} "
                f"({_share(found.first.low)} to {_share(found.first.high)}) | "
                f"{_share(found.matched.mean)} | {100 * found.foreign:.1f} % |"
            )
    return told


def gain(folder: Path) -> str:
    """Return how many more phrases find their line first by the model than by the sample CLIP."""
    clip = open_eyes(str(SAMPLE_CLIP), device="cpu", offline=True)
    first = [
        firsts_of_lines(SAMPLE, by_model(SAMPLE, model))
        for model in (Sentences(in_folder(folder)), clip)
    ]
    more = paired_difference(*first)
    return f"{100 * more.mean:.0f} points ({100 * more.low:.0f} to {100 * more.high:.0f})"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


if __name__ == "__main__":
    print("\n".join(rows(Path(sys.argv[1]))))
    print(f"sample film, all-MiniLM-L6-v2 above the sample CLIP: {gain(Path(sys.argv[1]))}")
