"""`cutter profile show`: what a profile believes, in words, as a picture, as a page."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cutter.cli.flat import flat
from cutter.cli.groups import Common
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.report.portrait import Held, Portrait


@flat
def show(
    profile: Annotated[Path, typer.Argument(help="The profile to show.")],
    common: Common,
    png: Annotated[Path | None, typer.Option(help="Draw its portrait here (PNG).")] = None,
    html: Annotated[Path | None, typer.Option(help="Write its portrait here (HTML).")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a profile asks for and what was learnt: how surely, from what, since when."""
    from cutter.cli.asked import plain_look_of, progress_of
    from cutter.cli.several import refuse_unfit_outputs
    from cutter.pipeline.picturing import write_portrait
    from cutter.pipeline.portraying import portrait_of
    from cutter.profile.beside import history_file
    from cutter.profile.describe import describe
    from cutter.profile.read import read_profile

    is_plain = png is None and html is None and not as_json
    if is_plain and not history_file(profile).exists():
        print(describe(read_profile(profile)))
        return
    outputs = [path for path in (png, html) if path is not None]
    refuse_unfit_outputs(outputs, [profile, history_file(profile)], overwrite=overwrite)
    portrait = portrait_of(profile, look=plain_look_of(common), progress=progress_of(common))
    written = write_portrait(portrait, page=html, png=png, overwrite=overwrite)
    if as_json:
        print(json.dumps(_document(portrait), indent=2, ensure_ascii=False))
    elif not common.quiet:
        print(describe(read_profile(profile)))
        for line in _lines(portrait):
            print(one_line(line))
        for path in written:
            print(one_line(str(path)))


def _lines(portrait: "Portrait") -> list[str]:
    """Return what the history adds: the kinds of events, what weighs most, how it came about."""
    from cutter.report.table import signed

    lines = []
    if portrait.counts:
        kinds = ", ".join(f"{count} {kind}" for kind, count in portrait.counts)
        lines.append(f"Evidence: {kinds}; {dict(portrait.facts)['from']}.")
    if portrait.reactions:
        lines.append("What weighs most:")
        for reaction in portrait.reactions:
            what = f"{reaction.told} on {reaction.day.isoformat()}, {reaction.place}"
            lines.append(f"  - {what}: {reaction.effect}")
    if len(portrait.moments) > 1:
        lines.append("How it came about:")
        for number, text in enumerate(portrait.followed):
            steps = " → ".join(signed(each.weights[number]) for each in portrait.moments)
            lines.append(f"  - {text}: {steps}")
        after = ", ".join(str(each.events) for each in portrait.moments)
        lines.append(f"  after {after} events")
    if portrait.note:
        lines.append(portrait.note)
    return lines


def _document(portrait: "Portrait") -> dict[str, Any]:
    """Return the portrait for programs; pictures are left out."""
    return {
        "name": portrait.name,
        "holds": [_held(each) for each in portrait.held],
        "signals": [_held(each) for each in portrait.signals],
        "events": dict(portrait.counts),
        "first": None if portrait.first is None else portrait.first.isoformat(),
        "last": None if portrait.last is None else portrait.last.isoformat(),
        "resting": portrait.resting,
        "reactions": [
            {
                "did": each.told,
                "day": each.day.isoformat(),
                "place": each.place,
                "about": each.about,
                "amount": round(each.amount, 6),
            }
            for each in portrait.reactions
        ],
        "past": [
            {
                "day": moment.day.isoformat(),
                "events": moment.events,
                "weights": {
                    text: {"weight": round(weight, 6), "spread": round(spread, 6)}
                    for text, weight, spread in zip(
                        portrait.followed, moment.weights, moment.spreads, strict=True
                    )
                },
            }
            for moment in portrait.moments
        ],
    }


def _held(held: "Held") -> dict[str, Any]:
    return {
        "text": held.text,
        "role": held.role,
        "weight": held.weight,
        "spread": held.spread,
        "certainty": held.certainty,
        "source": held.source,
        "events": held.events,
        "about": held.about,
    }
