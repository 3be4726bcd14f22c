"""Makes summaries of batches of any size, as a run would leave them."""

from pathlib import Path

from cutter.batch.summary import CutResult, FilmResult, State, Summary
from cutter.batch.task import Made
from cutter.pipeline.wish import Wish

BROKEN = "broken.mkv: no picture can be read in it; name another file"
NEVER = "greedy.json: everything in the film falls under never; loosen it"
MISSING = "profiles/missing.json: is not there; make it or leave it out of the plan"


def made_cut(
    output: Path,
    film: Path,
    profile: str = "alice",
    *,
    aspect: str = "16:9",
    state: State = "done",
    cause: str = "",
    code: int = 0,
    is_recalled: bool = False,
) -> CutResult:
    """Return what came of a cut, with the files that such a one has."""
    label = f"{film.stem}/{profile}-trailer-{aspect.replace(':', 'x')}"
    files = [(f"plans/{label}.json", 4000), (f"plans/{label}.png", 440_000)]
    files += [(f"{label}.mp4", 4_200_000), (f"{label}.srt", 900), (f"{label}.otio", 7000)]
    count = {"done": 5, "failed": 2}.get(state, 0)
    is_done = state == "done"
    return CutResult(
        label,
        film,
        Path(f"/profiles/{profile}.json"),
        output / f"{label}.mp4",
        state,
        Wish(kind="trailer", aspect=aspect, budget="30s"),
        cause,
        code,
        is_recalled,
        tuple(Made(path, size, "0" * 32) for path, size in files[:count]),
        seconds=14.2 if is_done else 0.0,
        cpu=25.0 if is_done else 0.0,
        duration=28.4 if is_done else 0.0,
        clips=9 if is_done else 0,
        frames=710 if is_done else 0,
    )


def made_film(film: Path, *, state: State = "done", cause: str = "", code: int = 0) -> FilmResult:
    """Return what came of looking at a film."""
    if state != "done":
        return FilmResult(film, state, cause, code)
    return FilmResult(
        film, state, fingerprint="f", decodes=1, packets=2000, duration=5400, seconds=312, cpu=500
    )


def small(output: Path) -> Summary:
    """Return a batch in which all that can happen happened: 3 films, 2 profiles, 2 shapes."""
    films = [Path("/films/sintel.mkv"), Path("/films/a storm? 100% #2 & <sea>.mkv")]
    broken = Path("/films/broken.mkv")
    cuts = []
    for film in films:
        cuts += [made_cut(output, film, aspect=aspect) for aspect in ("16:9", "9:16")]
        cuts.append(made_cut(output, film, "bob", is_recalled=True))
        cuts.append(made_cut(output, film, "greedy", state="failed", cause=NEVER, code=5))
    cuts += [
        made_cut(output, broken, aspect=aspect, state="skipped", cause=BROKEN, code=3)
        for aspect in ("16:9", "9:16")
    ]
    cuts.append(
        CutResult("profiles/missing.json", None, None, None, "failed", None, MISSING, code=4)
    )
    return Summary(
        output,
        tuple(cuts),
        (
            *map(made_film, films),
            made_film(broken, state="failed", cause=BROKEN, code=3),
        ),
        eyes=(("model", "openclip/ViT-B-32"), ("precision", "fp32")),
        wall=1830.0,
        cpu=3400.0,
        tasks_done=20,
        tasks_recalled=4,
        retried=1,
        runs=2,
        engine="local",
        jobs=2,
    )


def large(output: Path, *, films: int, profiles: int) -> Summary:
    """Return a batch of `films * profiles * 2` cuts, all done."""
    paths = [Path(f"/films/film{number:04}.mkv") for number in range(films)]
    return Summary(
        output,
        tuple(
            made_cut(output, film, f"viewer{number}", aspect=aspect)
            for film in paths
            for number in range(profiles)
            for aspect in ("16:9", "9:16")
        ),
        tuple(map(made_film, paths)),
        wall=36_000.0,
        cpu=70_000.0,
        jobs=2,
    )
