"""`cutter models`: which eyes there are, and how to get them ahead of time."""

import json
from typing import Annotated, Literal

import typer

from cutter.cli.flat import flat

app = typer.Typer(help="The models that look at pictures and read words.")


@app.command("list")
@flat
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the presets, and whether their weights are on this machine."""
    from dataclasses import asdict

    from cutter.eyes.models import list_models as presets
    from cutter.eyes.models import list_sentence_models

    rows = (*presets(), *list_sentence_models())
    if as_json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return
    for row in rows:
        here = "here" if row.is_here else "not here"
        print(f"{row.name:<23} {row.model:<44} {row.size:>8}  {row.licence:<12} {here}")
    print("\nAny other open_clip NAME/TAG, a folder or a .safetensors file may be named as well.")


@app.command("fetch")
def fetch(
    name: Annotated[
        str, typer.Argument(help="A preset, an open_clip NAME/TAG, or sentences.")
    ] = "default",
    offline: Annotated[bool, typer.Option("--offline", help="Open no connection at all.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only warnings and errors.")] = False,
    # Read by the app itself, from the command line.
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    progress: Annotated[
        Literal["auto", "bars", "plain", "json", "none"], typer.Option(help="Form of progress.")
    ] = "auto",
) -> None:
    """Get a model's weights now, so that later runs need no network."""
    from cutter.eyes.models import fetch as get
    from cutter.eyes.readers import fetch_sentences
    from cutter.eyes.sentence_files import SENTENCE_PRESETS
    from cutter.progress import make_progress

    if name in SENTENCE_PRESETS:
        shown = make_progress(progress, quiet=quiet)
        fetch_sentences(SENTENCE_PRESETS[name], shown, offline=offline)
        return
    get(name, make_progress(progress, quiet=quiet), offline=offline)
