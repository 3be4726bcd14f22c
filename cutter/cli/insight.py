"""`cutter insight`: which shots of a film which viewers love, and a cut for each audience."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.progress import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline import Planned
    from cutter.pipeline.insight import Insight


@flat
def insight(
    film: Annotated[Path, typer.Argument(help="The film.")],
    profiles: Annotated[Path, typer.Option("--profiles", help="Folder of taste profiles.")],
    common: Common,
    looking: Looking,
    limits: Limits,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the heat map as a page (HTML).")
    ] = None,
    png: Annotated[Path | None, typer.Option(help="Write the heat map as a picture.")] = None,
    cuts: Annotated[
        Path | None, typer.Option(help="Folder for a plan of each audience's cut.")
    ] = None,
    clusters: Annotated[
        int | None, typer.Option(min=1, help="How many audiences.", show_default="found out")
    ] = None,
    kind: Annotated[
        Literal["personal", "trailer", "teaser", "recap", "string-out"],
        typer.Option(help="What the cuts are."),
    ] = "trailer",
    budget: Annotated[
        str | None, typer.Option(help="Length of each cut: 90s, 15%.", show_default="the kind's")
    ] = None,
    blend: Annotated[
        Literal["fair", "average"],
        typer.Option(help="How the viewers of an audience share its cut."),
    ] = "fair",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show which shots which viewers love, as a heat map, with an audience's cut for each."""
    from cutter import pipeline
    from cutter.cli.several import refuse_unfit_outputs
    from cutter.pipeline.insight import audience_cuts, insight_of, with_cuts
    from cutter.pipeline.picturing import write_heat
    from cutter.profile.folder import profiles_in

    progress = progress_of(common)
    wish = pipeline.Wish(kind=kind, budget=budget, blend=blend)
    outputs = [path for path in (output, png) if path is not None]
    refuse_unfit_outputs(outputs, [film], overwrite=overwrite)
    viewers, faults = profiles_in(profiles)
    for fault in faults:
        progress.warn(f"left out: {fault}")
    seen = insight_of(
        film,
        viewers,
        look=look_of(common, looking, limits),
        clusters=clusters,
        progress=progress,
    )
    heat = seen.heat
    targets: list[Path] = []
    planned: tuple[Planned, ...] = ()
    if cuts is not None:
        targets = _targets(cuts, film, len(heat.audiences), overwrite=overwrite)
        planned = audience_cuts(seen, wish)
        heat = with_cuts(seen, planned)
    written = write_heat(heat, page=output, png=png, overwrite=overwrite)
    written += _write_cuts(planned, targets, overwrite=overwrite)
    if as_json:
        print(json.dumps(_document(seen), indent=2, ensure_ascii=False))
    elif not common.quiet:
        _tell(seen)
        for path in written:
            print(one_line(str(path)))


def _targets(folder: Path, film: Path, count: int, *, overwrite: bool) -> list[Path]:
    """Return the plan of each audience, before any of them is made; the folder is made."""
    from cutter.cli.export import make_folder
    from cutter.files import refuse_unfit_target

    make_folder(folder)
    targets = [folder / f"{film.stem}.audience-{n}.json" for n in range(1, count + 1)]
    for target in targets:
        refuse_unfit_target(target, overwrite=overwrite)
    return targets


def _write_cuts(
    cuts: "Sequence[Planned]", targets: "Sequence[Path]", *, overwrite: bool
) -> tuple[Path, ...]:
    """Write the plan of each audience's cut."""
    from cutter.files import PRIVATE, write_whole
    from cutter.interchange.plan import plan_to_json

    for target, planned in zip(targets, cuts, strict=True):
        text = plan_to_json(planned.edl, target.parent)
        data = text.encode(errors="backslashreplace")
        write_whole(target, data, overwrite=overwrite, mode=PRIVATE)
    return tuple(targets)


def _tell(seen: "Insight") -> None:
    """Print who is one audience, what each wants, and what all agree on or quarrel over."""
    from cutter.report.heat import ranked, who_loves
    from cutter.report.table import shot_name, signed, span_words

    heat = seen.heat
    print(one_line(f"{heat.film.media.path.name}: {len(heat.viewers)} viewers, {heat.said}"))
    for audience in heat.audiences:
        names = ", ".join(heat.viewers[row] for row in audience.viewers)
        print(one_line(f"{audience.name}: {names}"))
        words = ", ".join(f"{label} {signed(amount)}" for label, amount in audience.reasons)
        if words:
            print(one_line(f"  what speaks most: {words}"))
        if audience.loved:
            print(f"  loves {', '.join(shot_name(0, shot, 1) for shot in audience.loved)}")
    for heading, values in (("Wanted on the whole", heat.common), ("Divided over", heat.divided)):
        shots = ranked(values, 5)
        if shots and len(heat.viewers) > 1:
            print(f"{heading}:")
        for shot in shots if len(heat.viewers) > 1 else ():
            span = span_words(heat.film.shots[shot].span)
            name, value = shot_name(0, shot, 1), signed(float(values[shot]), plus="")
            print(one_line(f"  {name}  {span}  {value}  {who_loves(heat, shot)}"))


def _document(seen: "Insight") -> dict[str, Any]:
    """Return the heat map for programs."""
    heat = seen.heat
    return {
        "film": heat.film.media.path.as_posix(),
        "fingerprint": heat.film.media.fingerprint,
        "model": seen.analysis.models,
        "said": heat.said,
        "silhouette": seen.audiences.silhouette,
        "viewers": list(heat.viewers),
        "audiences": [
            {
                "name": audience.name,
                "viewers": [heat.viewers[row] for row in audience.viewers],
                "loved": [shot + 1 for shot in audience.loved],
                "reasons": [
                    {"label": label, "amount": round(amount, 6)}
                    for label, amount in audience.reasons
                ],
            }
            for audience in heat.audiences
        ],
        "shots": [
            {
                "shot": shot.index + 1,
                "start_s": round(float(shot.span.start), 6),
                "end_s": round(float(shot.span.end), 6),
                "common": float(heat.common[shot.index]),
                "divided": float(heat.divided[shot.index]),
                "levels": [float(level) for level in heat.levels[:, shot.index]],
            }
            for shot in heat.film.shots
        ],
    }
