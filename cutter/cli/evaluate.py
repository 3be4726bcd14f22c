"""`cutter eval`: how well tastes are learnt, every figure with its interval, beside baselines."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking

if TYPE_CHECKING:
    from cutter.evaluation.findings import Findings
    from cutter.evaluation.groups import Grouped
    from cutter.pipeline import Look
    from cutter.progress import Progress

app = typer.Typer(help="Measure how well tastes are learnt, with intervals and baselines.")


@dataclasses.dataclass(frozen=True)
class Telling:
    """How what was found is told."""

    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
    plot: Annotated[
        Path | None, typer.Option(help="Draw it into this PNG (needs cutter[plots]).")
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False


Groups = Annotated[
    Path | None,
    typer.Option(help="CSV file viewer,group: results by group, so that a bad one is seen."),
]


@app.command("events")
@flat
def events(
    common: Common,
    telling: Telling,
    profile: Annotated[
        list[Path] | None,
        typer.Option("--profile", "-p", help="Profile with a history; may be given again."),
    ] = None,
    groups: Groups = None,
) -> None:
    """Foretell a viewer's own later events from the earlier ones."""
    from cutter.errors import UsageError
    from cutter.evaluation.held_out import held_out, history_of
    from cutter.pipeline import open_look

    if not profile:
        raise UsageError("eval events: name a profile with --profile")
    _refuse_unfit(telling, [*profile, groups])
    eyes = open_look(_look_of(common), progress_of(common))
    _tell(held_out([history_of(path, eyes) for path in profile]), telling, groups)


@app.command("movielens")
@flat
def movielens(
    telling: Telling,
    folder: Annotated[
        Path, typer.Argument(help="MovieLens' folder with ratings.csv, or a table of ratings.")
    ],
    held_back: Annotated[
        Literal["folds", "last", "newcomers", "all"],
        typer.Option(help="Which ratings are foretold."),
    ] = "all",
    groups: Groups = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only warnings and errors.")] = False,
    style: Annotated[
        Literal["auto", "bars", "plain", "json", "none"],
        typer.Option("--progress", help="Form of progress."),
    ] = "auto",
) -> None:
    """Hold ways of recommending side by side on ratings of many users."""
    from cutter.evaluation.movielens_findings import PANELS, movielens_findings
    from cutter.progress import make_progress

    _refuse_unfit(telling, [groups])
    asked = tuple(PANELS) if held_back == "all" else (held_back,)
    progress = make_progress(style, quiet=quiet)
    _tell(movielens_findings(folder, asked, progress=progress), telling, groups)


@app.command("simulate")
@flat
def simulate(
    common: Common,
    telling: Telling,
    film: Annotated[
        str,
        typer.Option(
            help="What is shown: random (made of numbers), sample, or a film with FILM.truth.json."
        ),
    ] = "random",
    viewers: Annotated[int, typer.Option(help="How many viewers.", min=2, max=1000)] = 50,
    shots: Annotated[int, typer.Option(help="Shots of a random film.", min=40, max=20000)] = 1500,
    seed: Annotated[int, typer.Option(help="Another seed gives others.", min=0)] = 1,
    groups: Groups = None,
) -> None:
    """Measure learning on simulated viewers, whose taste is known (their names: 0, 1, 2 …)."""
    _refuse_unfit(telling, [groups])
    progress = progress_of(common)
    if film == "random":
        found = _random_film(viewers, shots, seed, progress)
    else:
        found = _real_film(film, viewers, seed, _look_of(common), progress)
    _tell(found, telling, groups)


@app.command("saliency")
@flat
def saliency(
    telling: Telling,
    truth: Annotated[Path, typer.Option(help="Truth, JSON lines as QVHighlights has them.")],
    predictions: Annotated[Path, typer.Option(help="Predictions, as submitted to it.")],
    against: Annotated[
        Path | None, typer.Option(help="Other predictions of the same queries, to be beaten.")
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Measure on the queries that both files have.")
    ] = False,
) -> None:
    """Measure saliency files with QVHighlights' metrics: HD mAP, HIT@1, MR mAP, R1."""
    from cutter.evaluation.saliency_findings import saliency_findings

    _refuse_unfit(telling, [truth, predictions, against])
    _tell(saliency_findings(truth, predictions, against, partial=partial), telling, None)


@app.command("predict")
@flat
def predict(
    common: Common,
    looking: Looking,
    limits: Limits,
    truth: Annotated[Path, typer.Option(help="The queries, JSON lines as QVHighlights has them.")],
    films: Annotated[Path, typer.Option(help="Folder with a film VID.mp4 for each vid.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave out queries whose film is not there.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
) -> None:
    """Score every clip of two seconds by queries, and write a file that can be measured."""
    from cutter.evaluation.predicting import predict as score
    from cutter.evaluation.saliency_files import read_truth, write_predictions
    from cutter.files import refuse_unfit_target
    from cutter.progress import one_line

    refuse_unfit_target(output, sources=[truth], overwrite=overwrite)
    found = score(
        read_truth(truth),
        films,
        look=look_of(common, looking, limits),
        partial=partial,
        progress=progress_of(common),
    )
    write_predictions(output, found, overwrite=overwrite)
    if not common.quiet:
        print(one_line(f"{output}: {len(found)} queries"))


def _look_of(common: Common) -> "Look":
    return look_of(common, Looking(), Limits())


def _refuse_unfit(telling: Telling, sources: "list[Path | None]") -> None:
    """Refuse a picture that cannot be drawn before any work."""
    if telling.plot is None:
        return
    from cutter.evaluation.plots import refuse_without_matplotlib
    from cutter.files import refuse_unfit_target

    refuse_without_matplotlib()
    known = [path for path in sources if path is not None]
    refuse_unfit_target(telling.plot, sources=known, overwrite=telling.overwrite)


def _random_film(viewers: int, shots: int, seed: int, progress: "Progress") -> "Findings":
    from cutter.evaluation.made_films import made_film, made_world
    from cutter.evaluation.simulate import simulate as measured
    from cutter.evaluation.viewers import ignorant_taste, knowing_taste
    from cutter.evaluation.viewers import viewers as made_viewers

    world = made_world(seed)
    return measured(
        made_film(world, 0, shots),
        made_viewers(seed, viewers),
        {
            "the written profile knows none of it": lambda viewer: ignorant_taste(world),
            "the written profile names two of it": lambda viewer: knowing_taste(world, viewer),
        },
        title=f"simulated viewers of a random film of {shots} shots",
        progress=progress,
    )


def _real_film(
    film: str, viewers: int, seed: int, look: "Look", progress: "Progress"
) -> "Findings":
    from cutter.evaluation.known_film import (
        known_film,
        naming_taste,
        sample_film,
        strange_taste,
        truth_beside,
        viewers_of,
    )
    from cutter.evaluation.simulate import simulate as measured
    from cutter.pipeline import analyze, open_look

    path = Path(film)
    if film == "sample":
        path, model = sample_film()
        if look.model == "auto":
            look = dataclasses.replace(look, model=str(model))
    eyes = open_look(look, progress)
    known = known_film(analyze(path, look=look, eyes=eyes, progress=progress), truth_beside(path))
    return measured(
        known.film,
        viewers_of(known, seed, viewers),
        {
            "the written profile knows none of it": strange_taste(eyes),
            "the written profile names two of it": naming_taste(known, eyes),
        },
        title=f"simulated viewers of {path.name}",
        progress=progress,
    )


def _tell(findings: "Findings", telling: Telling, groups: Path | None) -> None:
    from cutter.cli.figures import print_findings
    from cutter.evaluation.findings import document
    from cutter.evaluation.groups import by_group, read_groups
    from cutter.evaluation.plots import draw

    grouped: tuple[Grouped, ...] = ()
    if groups is not None:
        named = read_groups(groups)
        grouped = tuple(by_group(trial, named) for trial in findings.last_of_each_panel())
    if telling.plot is not None:
        draw(findings, telling.plot, overwrite=telling.overwrite)
    if telling.as_json:
        print(json.dumps(document(findings, grouped), indent=2, ensure_ascii=False))
    else:
        print_findings(findings, grouped)
