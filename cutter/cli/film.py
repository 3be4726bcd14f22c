"""`cutter analyze` and `cutter explain`: what is seen in a film, and why a shot is in or out."""

import json
from typing import Annotated

import typer

from cutter.cli.asked import look_of, progress_of, wish_of
from cutter.cli.cut import Films, tell
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Cutting, Limits, Looking, Wanted
from cutter.errors import UsageError


@flat
def analyze(
    films: Films,
    common: Common,
    looking: Looking,
    limits: Limits,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look at films and print their shots; later runs recall what was seen."""
    from cutter import pipeline
    from cutter.cli.tables import print_shots, shots_document

    progress = progress_of(common)
    look = look_of(common, looking, limits)
    if len(films) > 1 and look.subtitles is not None:
        raise UsageError("--subtitles belongs to one film; name that film alone")
    eyes = pipeline.open_look(look, progress)
    documents = []
    for film in films:
        analysis = pipeline.analyze(film, look=look, eyes=eyes, progress=progress)
        if as_json:
            documents.append(shots_document(analysis))
        elif not common.quiet:
            print_shots(analysis)
    if as_json:
        print(json.dumps(documents, indent=2, ensure_ascii=False))


@flat
def explain(
    films: Films,
    common: Common,
    looking: Looking,
    limits: Limits,
    wanted: Wanted,
    cutting: Cutting,
    shot: Annotated[
        list[str] | None,
        typer.Option(help="Shots to explain, '#14' or a time; all unless given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say for any shot why it is in the cut or not, and what would turn that."""
    from cutter import pipeline
    from cutter.cli.tables import explanation_document, print_explanations
    from cutter.pipeline.turning import explain_shots

    progress = progress_of(common)
    planned = pipeline.plan(
        films,
        wanted.profile,
        look=look_of(common, looking, limits),
        wish=wish_of(cutting, wanted),
        progress=progress,
    )
    tell(planned, progress)
    explanations = explain_shots(planned, shot or [], with_changes=bool(shot) or as_json)
    if as_json:
        document = [explanation_document(planned, item) for item in explanations]
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        print_explanations(planned, explanations, detailed=bool(shot))
