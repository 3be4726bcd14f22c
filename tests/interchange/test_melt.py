"""`melt` plays our MLT and Kdenlive documents: every frame is the plan's, and every sound."""

import dataclasses
import itertools
import os
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.interchange.events import events
from cutter.interchange.formats import FORMATS, Export
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.schema import EditDecisionList, TimeRange, Title, Transition
from tests.render.films import (
    EDGE,
    RATE,
    Kind,
    cut_of,
    make_film,
    planned_numbers,
    random_spans,
    shown_numbers,
    truth_of,
)

MELT = shutil.which("melt")
HALF = 3
"""Frames of a transition on either side of its joint."""
NAME = "a: 100%? film"
"""What MLT would take for a protocol, a pattern and options."""

pytestmark = pytest.mark.skipif(MELT is None, reason="melt is not installed (apt install melt)")


def play(document: Path, output: Path, *more: str) -> Path:
    """Return what melt makes of a document, without loss."""
    # Kdenlive's compositing and titles are drawn by Qt, which wants to be told of a screen.
    screen = {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": os.environ.get("DISPLAY", ":0")}
    coded = ["vcodec=ffv1", "acodec=pcm_s16le", "ar=48000", "channels=2", "real_time=-1"]
    done = subprocess.run(
        [str(MELT), "-silent", str(document), "-consumer", f"avformat:{output}", *coded, *more],
        env={**os.environ, **screen},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return output


def with_everything(edl: EditDecisionList) -> EditDecisionList:
    """Return a cut with a J cut, an L cut, a dissolve, a dip and a card."""
    rate, clips = edl.output.frame_rate, list(edl.clips)
    for number, lead, trail in ((1, 5, 0), (2, 0, 4)):
        span = clips[number].source_range
        sound = TimeRange(max(Fraction(0), span.start - lead / rate), span.end + trail / rate)
        clips[number] = dataclasses.replace(clips[number], audio_range=sound)
    return dataclasses.replace(
        edl,
        clips=tuple(clips),
        titles=(Title("One #timecode# & <two>", 6 / rate, "start"),),
        transitions=(
            Transition(3, "dissolve", 2 * HALF / rate),
            Transition(4, "dip", 2 * HALF / rate),
            Transition(5, "dissolve", 2 * HALF / rate),
        ),
    )


@pytest.fixture(scope="module", params=["25", "30000/1001"])
def cut(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> EditDecisionList:
    folder = tmp_path_factory.mktemp("melt")
    kind = Kind(NAME if request.param == "25" else "plain", rate=request.param)
    film = open_source(make_film(folder, kind, seconds=8))
    spans = [s for s in random_spans(truth_of(film), film.frame_rate, 40) if s[2] - s[1] > 0.6]
    return with_everything(cut_of([film], spans[:8]))


@pytest.mark.parametrize("name", ["mlt", "kdenlive"])
def test_melt_shows_and_sounds_what_was_planned(
    cut: EditDecisionList, name: str, tmp_path: Path
) -> None:
    folder = Path(cut.sources[0].path).parent
    document = folder / f"{name}{FORMATS[name].suffix}"
    document.write_text(FORMATS[name].write(cut, Export(folder, "a cut")), encoding="utf-8")
    played = play(document, tmp_path / "played.mkv")
    shown = shown_numbers(played)
    film = open_source(Path(cut.sources[0].path))
    truth = truth_of(film)
    planned = planned_numbers(cut, [truth])
    made = events(cut)
    card = made[0].record.first
    assert len(shown) == card + len(planned)
    blended = {
        frame
        for event in made
        if event.after
        for frame in range(event.record.end - HALF, event.record.end + HALF)
    }
    for frame, number in enumerate(planned, start=card):
        assert frame in blended or shown[frame] == number, f"frame {frame}"
    for one, other in itertools.pairwise(made):
        if one.after and one.after.kind == "dissolve":
            # It begins with the one alone, and its last frame is nearly all the other.
            assert shown[one.record.end - HALF] == one.material.end - HALF
            assert shown[one.record.end + HALF - 1] == other.material.first + HALF - 1
    # MLT seeks sound by frames, each a whole number of samples: that may be some milliseconds off.
    assert max(abs(lag) for lag in lags_of(cut, played)) < 8


def lags_of(cut: EditDecisionList, played: Path) -> list[float]:
    """Return by how many milliseconds each clip's sound is heard too late, at its own edges."""
    result, film = open_source(played), open_source(Path(cut.sources[0].path))
    heard = pcm(result, TimeRange(Fraction(0), result.end))[:, 0]
    original = pcm(film, TimeRange(Fraction(0), film.end))[:, 0]
    rate, found = cut.output.frame_rate, []
    for event in events(cut):
        # Where two are heard at once, neither is found; the first and last sixth may be shared.
        begin = int(event.heard_record.first / rate * RATE) + RATE // 6
        length = int(event.heard_record.count / rate * RATE) - RATE // 3
        there = int(event.heard_material.first / rate * RATE) + RATE // 6
        if length < EDGE * 4:
            continue
        sample, reach = heard[begin : begin + length], RATE // 10
        window = original[max(0, there - reach) : there + length + reach]
        size = 1 << (len(window) + length).bit_length()
        product = np.fft.rfft(window, size) * np.conj(np.fft.rfft(sample, size))
        best = int(np.fft.irfft(product, size)[: len(window) - length + 1].argmax())
        found.append((there - (max(0, there - reach) + best)) / RATE * 1000)
    assert len(found) >= 6
    return found
