"""Any budget gives a cut within it, or one line; the same inputs give the same bytes."""

import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.budget import parse_budget
from cutter.edit.compose import compose
from cutter.edit.request import CutRequest
from cutter.errors import NothingFits, UsageError
from tests.conftest import Run
from tests.edit.films import Take, make_film
from tests.faults.command import Done, command
from tests.faults.corpus import Corpus
from tests.films import SAMPLE_CLIP
from tests.media.conftest import X264, run_ffmpeg

Plan = Callable[..., Done]
SEEN = ("--model", "basic", "--offline", "--progress", "none", "--json")
LIKES = {"version": 1, "likes": [{"text": "red"}, {"text": "bright", "weight": 0.5}]}


@pytest.fixture
def plan(corpus: Corpus, shared_cache: Path) -> Plan:
    """Return a function that plans a cut of a film of 4 s with these options."""
    return lambda *options: command(
        "plan", corpus("ok.mp4"), *SEEN, "--cache", shared_cache, *options
    )


@pytest.mark.parametrize(
    "budget",
    [
        *("0", "0s", "0%", "-1s", "-5%", "-0", "nan", "NaN", "inf", "-inf", "1e999", "101%"),
        *("", " ", "soon", "1:60", "1,5", "5 parsecs", "9" * 400, "٣", "−5"),
    ],
)
def test_row_42_a_budget_of_nothing_or_nonsense_is_a_usage_error(plan: Plan, budget: str) -> None:
    plan(f"--budget={budget}").failed(2, "budget", "write 90s, 1:30, 2m or 15%")


@pytest.mark.parametrize("budget", ["0", "-1s", "nan", "101%", "1e999", "soon"])
def test_row_42_in_a_profile_it_is_a_fault_of_the_profile(
    plan: Plan, budget: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"version": 1, "cut": {"budget": budget}}))
    plan("--profile", path).failed(4, "p.json: cut.budget: ")


@pytest.mark.parametrize(
    ("budget", "says"),
    [("0.01s", "shorter than one frame"), ("0.3s", "shorter than the shortest clip (1.2 s)")],
)
def test_row_42_a_budget_too_short_for_any_clip_is_said(plan: Plan, budget: str, says: str) -> None:
    plan("--budget", budget).failed(5, "budget", says, "raise")


@pytest.mark.parametrize("budget", ["100%", "5s", "1h", "999999999s"])
def test_row_42_a_budget_above_the_film_gives_the_whole_film(plan: Plan, budget: str) -> None:
    done = plan("--budget", budget)
    assert done.code == 0, done.err
    document = json.loads(done.out)
    assert document["duration_s"] == document["budget_s"] == 4
    assert ("is longer than the film (4 s); all of it is the budget" in done.err) is (
        budget != "100%"
    )


FILM = make_film([Take(seconds, value, looks=n) for n, (seconds, value) in enumerate(
    [(4, 0.5), (0.2, 0.9), (2, 0.5), (9, 0.1), (1, 0.7), (3, 0.5)]
)])  # fmt: skip
LENGTH = FILM.analysis.film.media.end


@given(
    st.one_of(
        st.text(max_size=10),
        st.from_regex(r"\A[0-9]{1,5}(\.[0-9]{1,6})?(s|m|h|%)?\Z"),
        st.fractions(0, 30, max_denominator=1000).map(lambda f: f"{float(f):.6f}s"),
    ),
    st.booleans(),
)
def test_row_42_any_budget_is_kept_to_or_refused(text: str, fill: bool) -> None:
    try:
        request = CutRequest(parse_budget(text), Fraction(25), fill=fill)
        choice = compose([FILM], request)
    except (UsageError, NothingFits) as error:
        assert len(str(error).splitlines()) == 1
        return
    assert 0 < choice.duration <= choice.budget <= LENGTH
    for clip in choice.clips:
        shots = [FILM.analysis.film.shots[shot].span for shot in clip.shots]
        assert shots[0].start <= clip.source_range.start
        assert clip.source_range.end <= shots[-1].end


def chosen(takes: list[Take], **rest: object) -> list[int]:
    """Return which of these shots, all of 3 s, are taken where there is room for one."""
    film = make_film(takes)
    request = CutRequest(parse_budget("3s"), Fraction(25), min_clip=Fraction(3), **rest)  # type: ignore[arg-type]
    return [clip.shots[0] for clip in compose([film], request).clips]


@pytest.mark.parametrize("fill", [False, True])
@pytest.mark.parametrize("order", ["film", "score", "arc"])
@pytest.mark.parametrize("count", [2, 5, 40, 700])
def test_row_43_of_equal_shots_the_earliest_wins(fill: bool, order: str, count: int) -> None:
    equal = [Take(3, 0.5, looks=n) for n in range(count)]
    assert chosen(equal, fill=fill, order=order) == [0]
    assert chosen([Take(3, 0.4), *equal], fill=fill, order=order) == [1]


def test_row_43_of_equal_doubles_the_earliest_wins() -> None:
    doubles = [Take(3, value, looks=looks) for value, looks in [(0.2, 0), (0.9, 1)] * 6]
    assert chosen(doubles) == [1]


def test_row_43_what_differs_in_the_ninth_digit_alone_is_equal() -> None:
    assert chosen([Take(3, 0.5 + n * 1e-9, looks=n) for n in range(12)]) == [0]


@pytest.fixture(scope="module")
def tied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film of twelve shots of 1.5 s, of which some are the same frame for frame."""
    colours = ["red", "blue", "white", "gray", "red", "blue", "green", "white", "black", "red"]
    inputs = "".join(
        f"color={colour}:size=160x96:rate=12:duration=1.5,drawbox={8 * (n % 4)}:20:40:30[{n}];"
        for n, colour in enumerate(colours)
    )
    joined = "".join(f"[{n}]" for n in range(len(colours)))
    path = tmp_path_factory.mktemp("tied") / "tied.mp4"
    run_ffmpeg("-f", "lavfi", "-i", f"{inputs}{joined}concat=n={len(colours)}", *X264, path)
    return path


def with_threads(number: int) -> dict[str, str]:
    """Return the environment in which every library takes so many threads."""
    names = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")
    return {f"{name}_NUM_THREADS": str(number) for name in names} | {
        "OPENCV_FOR_THREADS_NUM": str(number)
    }


def planned(cutter: Run, film: Path, folder: Path, eyes: str, seed: int, threads: int) -> str:
    """Plan a cut from nothing in a process of its own, and return the plan's bytes."""
    (folder / "p.json").write_text(json.dumps(LIKES))
    run = f"{eyes}-{seed}-{threads}"
    done = cutter(
        *("plan", film, "--profile", "p.json", "--model", eyes, "--offline", "--quiet", "--json"),
        *("--budget", "5s", "--fill", "--cache", folder / f"cache-{seed}-{threads}"),
        PYTHONHASHSEED=str(seed),
        XDG_DATA_HOME=str(folder / f"data-{seed}-{threads}"),
        **with_threads(threads),
    )
    assert done.returncode == 0, f"{run}: {done.stderr}"
    return done.stdout


def test_row_43_the_same_bytes_whatever_the_hash_seed_and_the_threads(
    cutter: Run, tied: Path, tmp_path: Path
) -> None:
    runs = [(0, 1), (1, 4), (0, os.cpu_count() or 2)]
    plans = {run: planned(cutter, tied, tmp_path, "basic", *run) for run in runs}
    assert len(json.loads(plans[runs[0]])["clips"]) >= 2
    assert len(set(plans.values())) == 1


@pytest.mark.slow
def test_row_43_the_same_bytes_through_a_model_whatever_the_threads(
    cutter: Run, tied: Path, tmp_path: Path
) -> None:
    runs = [(0, 1), (1, 4)]
    plans = [planned(cutter, tied, tmp_path, str(SAMPLE_CLIP), *run) for run in runs]
    assert plans[0] == plans[1]
