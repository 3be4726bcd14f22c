"""A planner keeps what cuts have in common, and every cut is as if it had been planned alone."""

import shutil
from pathlib import Path

import pytest

from cutter.errors import InputError
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
