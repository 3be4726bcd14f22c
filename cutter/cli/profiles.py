"""`cutter profile`: write, check and show taste profiles."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.cli.interview import Sheets, conduct, make_room
from cutter.progress import one_line

app = typer.Typer(help="Taste profiles: write, check, show, teach, forget, export, delete.")
Words = list[str] | None


@app.command("new")
@flat
def new(
    path: Annotated[Path, typer.Argument(help="The file to write, such as alice.json.")],
    common: Common,
    like: Annotated[Words, typer.Option(help="Something liked; repeat for more.")] = None,
    dislike: Annotated[Words, typer.Option(help="Something disliked.")] = None,
    never: Annotated[Words, typer.Option(help="Something never to be shown.")] = None,
    must: Annotated[Words, typer.Option(help="Something that must be in.")] = None,
    budget: Annotated[str | None, typer.Option(help="Length of the cut: 90s, 15%.")] = None,
    like_others: Annotated[
        Path | None,
        typer.Option(
            help="Folder of profiles, or a file of many users' ratings: take what those of a "
            "like taste want as well."
        ),
    ] = None,
    interview: Annotated[
        Path | None,
        typer.Option(help="A film: mark the best and the worst of a few shots at a time."),
    ] = None,
    sheets: Sheets = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Write a new profile, to be edited by hand, or to be taught by an interview."""
    from cutter.files import PRIVATE, refuse_unfit_target, write_whole
    from cutter.profile.write import new_profile

    if budget is not None:
        from cutter.edit.budget import parse_budget

        parse_budget(budget)
    refuse_unfit_target(path, overwrite=overwrite)
    look = look_of(common, Looking(), Limits())
    if interview is not None:
        from cutter.pipeline import analyze

        # Before anything is written: a film that cannot be used leaves no profile behind.
        analyze(interview, look=look, progress=progress_of(common))
        make_room(sheets)
    taken: list[tuple[str, float]] = []
    if like_others is not None:
        from cutter.cli.newcomers import taken_from

        taken = taken_from(like_others, [*(like or ()), *(must or ())], dislike or [], path, common)
    text = new_profile(
        likes=like or [],
        dislikes=dislike or [],
        never=never or [],
        must=must or [],
        budget=budget,
        from_others=taken,
    )
    write_whole(path, text.encode(), overwrite=overwrite, mode=PRIVATE)
    print(one_line(f"{path} written; edit it, then: cutter profile check {path}"))
    if interview is not None:
        from cutter.pipeline.interviewing import Interview

        conduct(Interview(path, interview, look=look, progress=progress_of(common)), sheets, path)


@app.command("check")
def check(
    profiles: Annotated[list[Path], typer.Argument(help="Profiles to read.")],
) -> None:
    """Read profiles strictly and say whether they are sound."""
    from cutter.files import may_others_write
    from cutter.profile.describe import problems
    from cutter.profile.read import read_profile

    for path in profiles:
        profile = read_profile(path)
        print(one_line(f"{path}: sound, {len(profile.preferences)} preferences"))
        for problem in problems(profile):
            print(f"  {problem}")
        if may_others_write(path):
            print("  Others on this machine may change it: chmod o-w keeps them from it.")


@app.command("delete")
def delete(
    profile: Annotated[Path, typer.Argument(help="The profile to delete.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a profile and all that was derived from it, such as the vectors of its phrases."""
    from cutter.errors import UsageError
    from cutter.pipeline.forgetting import forget

    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("profile delete: asks before it deletes; add --yes where nobody is")
        if not typer.confirm(one_line(f"Delete {profile} and all that was derived from it?")):
            print("nothing was deleted")
            return
    for path in forget(profile):
        print(one_line(f"{path} deleted"))
    print("Cuts, plans and reports stay; so does what backups and the disk itself still hold.")


@app.command("upgrade")
def upgrade(
    profiles: Annotated[list[Path], typer.Argument(help="Profiles to rewrite.")],
) -> None:
    """Rewrite profiles of older versions in today's form; the old files are kept beside them."""
    from cutter.profile.write import upgrade as upgraded

    for path in profiles:
        backup = upgraded(path)
        what = f"rewritten; the old one is {backup}" if backup else "is of today's form already"
        print(one_line(f"{path}: {what}"))


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of a profile, for editors that complete and check as you type."""
    from cutter.profile.json_schema import profile_json_schema

    print(json.dumps(profile_json_schema(), indent=2))
