"""`--renderer copy` tells what it copied, and `--prefer-copy` plans for it."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from cutter.media.packets import packet_table
from cutter.media.source import open_source
from tests.conftest import Run
from tests.films import PROFILES, SAMPLE

SEEN = ("--model", "basic", "--offline")


def planned(cutter: Run, place: tuple[object, ...], *more: object) -> dict[str, Any]:
    done = cutter("plan", SAMPLE, *SEEN, *place, "--fill", "--json", "--quiet", *more)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def places_met(document: dict[str, Any]) -> tuple[int, int]:
    """Return how many clips begin, and how many end, where the sample film can be copied."""
    table = packet_table(open_source(SAMPLE))
    edges = [(Fraction(clip["in"]) * 24, Fraction(clip["out"]) * 24) for clip in document["clips"]]
    begun = sum(first in table.starts() for first, _ in edges)
    return begun, sum(end in table.ends() for _, end in edges)


def test_preferring_copies_draws_edges_and_the_plan_holds_them(
    cutter: Run, shared_cache: Path, tmp_path: Path
) -> None:
    place = ("--cache", shared_cache)
    plain, drawn = planned(cutter, place), planned(cutter, place, "--prefer-copy")
    assert [clip["shots"] for clip in drawn["clips"]] == [clip["shots"] for clip in plain["clips"]]
    assert places_met(drawn) > places_met(plain)
    assert places_met(drawn)[1] > len(drawn["clips"]) // 2
    assert drawn["duration_s"] <= plain["duration_s"]
    # As a default it does the same, and how far an edge may go is a default like any other.
    (tmp_path / "cutter.toml").write_text('prefer_copy = true\nsnap = "0.25s"\n')
    assert planned(cutter, place) == drawn
    (tmp_path / "cutter.toml").write_text('[plan]\nprefer_copy = true\nsnap = "0.001s"\n')
    assert planned(cutter, place) != drawn
    wrong = cutter("plan", SAMPLE, *SEEN, *place, "--snap", "0")
    assert wrong.returncode == 2
    assert "--snap" in wrong.stderr


def test_a_rendering_tells_what_it_copied(cutter: Run, shared_cache: Path, tmp_path: Path) -> None:
    place = ("--cache", shared_cache)
    common = (*SEEN, *place, "--profile", PROFILES / "bob.json", "--budget", "12s")
    done = cutter(
        *("make", SAMPLE, *common, "--prefer-copy", "--renderer", "copy", "-o", "cut.mp4"),
        *("--progress", "json"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cut.mp4").is_file()
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    (note,) = [e["message"] for e in events if e["event"] == "note" and "copied" in e["message"]]
    assert note in done.stdout
    copied, frames = (int(word) for word in note.split() if word.isdigit())
    assert 0 < copied <= frames


def test_what_preferring_copies_cannot_change_is_said(cutter: Run, shared_cache: Path) -> None:
    place = ("--cache", shared_cache)
    done = cutter("plan", SAMPLE, *SEEN, *place, "--fill", "--prefer-copy", "--size", "320x180")
    assert done.returncode == 0
    assert "--prefer-copy changes nothing" in done.stderr
    assert "the cut 320x180" in done.stderr
