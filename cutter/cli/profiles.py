"""`cutter profile`: write, check and show taste profiles."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Taste profiles: write, check, show.")
Words = list[str] | None


@app.command("new")
def new(
    path: Annotated[Path, typer.Argument(help="The file to write, such as alice.json.")],
    like: Annotated[Words, typer.Option(help="Something liked; repeat for more.")] = None,
    dislike: Annotated[Words, typer.Option(help="Something disliked.")] = None,
    never: Annotated[Words, typer.Option(help="Something never to be shown.")] = None,
    must: Annotated[Words, typer.Option(help="Something that must be in.")] = None,
    budget: Annotated[str | None, typer.Option(help="Length of the cut: 90s, 15%.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Write a new profile, to be edited by hand."""
    from cutter.files import PRIVATE, write_whole
    from cutter.profile.write import new_profile

    if budget is not None:
        from cutter.edit.budget import parse_budget

        parse_budget(budget)
    text = new_profile(
        likes=like or [],
        dislikes=dislike or [],
        never=never or [],
        must=must or [],
        budget=budget,
    )
    write_whole(path, text.encode(), overwrite=overwrite, mode=PRIVATE)
    print(f"{path} written; edit it, then: cutter profile check {path}")


@app.command("check")
def check(
    profiles: Annotated[list[Path], typer.Argument(help="Profiles to read.")],
) -> None:
    """Read profiles strictly and say whether they are sound."""
    from cutter.profile.describe import problems
    from cutter.profile.read import read_profile

    for path in profiles:
        profile = read_profile(path)
        print(f"{path}: sound, {len(profile.preferences)} preferences")
        for problem in problems(profile):
            print(f"  {problem}")


@app.command("show")
def show(
    profile: Annotated[Path, typer.Argument(help="The profile to show.")],
) -> None:
    """Say in plain words what a profile asks for."""
    from cutter.profile.describe import describe
    from cutter.profile.read import read_profile

    print(describe(read_profile(profile)))


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of a profile, for editors that complete and check as you type."""
    from cutter.profile.json_schema import profile_json_schema

    print(json.dumps(profile_json_schema(), indent=2))
