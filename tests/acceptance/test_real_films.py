"""Every real film becomes a cut from the command line, within its budget, verified and in step."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.interchange.plan import plan_from_json
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.schema import TimeRange
from tests.conftest import Run
from tests.films import PROFILES, real_film
from tests.render.films import lags

FILMS = [
    "big_buck_bunny_170s_360p.mp4",
    "sintel_trailer_52s.webm",
    "tears_of_steel_battle_70s.webm",
    "nasa_multistream_16s.mp4",
    "takes_crystal.mp4",
    "takes_frog.mp4",
    "takes_rabbit.mp4",
]


@pytest.mark.slow
@pytest.mark.real_media
@pytest.mark.parametrize("name", FILMS)
def test_a_real_film_becomes_a_cut(
    name: str, cutter: Run, real_films_cache: Path, tmp_path: Path
) -> None:
    film = real_film(name)
    done = cutter(
        *("make", film, "--profile", PROFILES / "alice.json", "--budget", "20s", "--fill"),
        *("--offline", "--report", "r.html", "--cache", real_films_cache),
        *("--progress", "plain", "--json"),
    )
    assert done.returncode == 0, done.stderr
    assert "eyes: basic" in done.stderr
    path = tmp_path / f"{film.stem}.alice.mp4"
    edl = plan_from_json(done.stdout, path)
    cut, source = open_source(path), open_source(film)
    frame = 1 / edl.output.frame_rate
    assert edl.duration <= min(Fraction(20), source.end)
    if name.startswith("big_buck_bunny"):
        assert edl.duration > 20 - frame, "there is more than enough material"
    shown = [time for time, _ in pictures(cut, TimeRange(Fraction(0), cut.end + 1), size=(64, 36))]
    assert abs(len(shown) * frame - edl.duration) <= frame
    report = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert report.count("data:image/jpeg") >= len(edl.clips)
    assert "http://" not in report.replace("http://www.w3.org", "")
    assert "https://" not in report
    if source.audio:
        heard = [lag for lag in lags(edl, [source], path) if lag is not None]
        assert np.abs(heard).max(initial=0) <= 40, heard
    assert not list(tmp_path.glob(".*")), "nothing is left behind"
    assert json.loads(done.stdout)["sources"][0]["path"].endswith(name)
