"""A planner keeps what cuts have in common, and every cut is as if it had been planned alone."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.made import write_mixed
from cutter.errors import InputError
from cutter.eyes.embedder import Vectors
from cutter.interchange.plan import plan_to_json
from cutter.media.counter import packets_read
from cutter.pipeline import Look, Planner, Wish, plan
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP

CUE = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n"


@pytest.fixture(scope="module")
def look(shared_cache: Path) -> Look:
    return Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=shared_cache)


@pytest.fixture(scope="module")
def planner(look: Look) -> Planner:
    return Planner(look)


@pytest.mark.parametrize("profile", [None, *sorted(PROFILES.glob("*.json"))])
@pytest.mark.parametrize("budget", ["10s", "20%"])
def test_a_cut_planned_among_others_is_the_cut_planned_alone(
    planner: Planner, look: Look, profile: Path | None, budget: str
) -> None:
    (among,) = planner.plan([SAMPLE], profile, wish=Wish(budget=budget))
    alone = plan([SAMPLE], profile, look=look, wish=Wish(budget=budget))
    assert plan_to_json(among.edl, Path("/")) == plan_to_json(alone.edl, Path("/"))


def test_a_film_is_recalled_once(planner: Planner) -> None:
    first, before = planner.analysis(SAMPLE), packets_read()
    assert planner.analysis(SAMPLE) is first
    assert packets_read() == before


def test_a_film_that_is_replaced_is_looked_at_anew(look: Look, tmp_path: Path) -> None:
    film, planner = tmp_path / "film.mp4", Planner(look)
    shutil.copy(SAMPLE, film)
    planner.analysis(film)
    film.write_bytes(b"no film")
    with pytest.raises(InputError):
        planner.analysis(film)


def test_subtitles_that_change_are_read_anew(look: Look, tmp_path: Path) -> None:
    film, planner = tmp_path / "film.mp4", Planner(look)
    shutil.copy(SAMPLE, film)
    for said in ("the first", "another"):
        film.with_suffix(".srt").write_text(CUE.format(said))
        assert [cue.text for cue in planner.analysis(film).film.cues] == [said]
    film.with_suffix(".srt").unlink()
    assert "another" not in [cue.text for cue in planner.analysis(film).film.cues]


def test_only_the_last_films_are_kept(look: Look, tmp_path: Path) -> None:
    from cutter.pipeline.planner import MOST_FILMS

    planner = Planner(look)
    films = [tmp_path / f"{number}.mp4" for number in range(MOST_FILMS + 1)]
    for film in films:
        film.symlink_to(SAMPLE)
    first, *_, last = [planner.analysis(film) for film in films]
    assert planner.analysis(films[-1]) is last
    assert planner.analysis(films[0]) is not first


def test_fifty_profiles_on_an_analysed_film_take_two_seconds_at_most(
    look: Look, tmp_path: Path
) -> None:
    paths = [write_mixed(tmp_path / f"{number}.json", number) for number in range(50)]
    first = Planner(look)
    found = [first.plan([SAMPLE], path)[0].edl for path in paths]
    assert len({edl.clips for edl in found}) > 40
    planner, began = Planner(look), time.process_time()
    again = [planner.plan([SAMPLE], path)[0].edl for path in paths]
    assert time.process_time() - began < 2
    assert again == found


def test_a_phrase_that_many_profiles_hold_is_read_once_and_kept_with_each(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.json" for number in range(3)]
    for path in paths:
        path.write_text('{"version": 1, "likes": [{"text": "a phrase that nobody else has"}]}')
    planner, read = Planner(look), list[str]()
    texts = planner.eyes.texts

    def noted(some: Sequence[str]) -> Vectors:
        read.extend(some)
        return texts(some)

    monkeypatch.setattr(planner.eyes, "texts", noted)
    for _ in range(2):
        for path in paths:
            planner.plan([SAMPLE], path, wish=Wish(fill=True))
    assert read == ["a phrase that nobody else has"]
    monkeypatch.setattr(planner, "_phrases", None)
    for path in paths:
        planner.plan([SAMPLE], path, wish=Wish(fill=True))
    assert read == ["a phrase that nobody else has"]
