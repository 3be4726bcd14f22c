"""A batch's plan file and its command line put together: what the command line says wins.

The plan's own values stand where cutter.toml's would; the plan file wins over that.
"""

import contextlib
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from cutter.cli.asked import wish_of
from cutter.cli.defaults import typed_options
from cutter.cli.dressing import Dressing
from cutter.cli.groups import Cutting
from cutter.cli.known import options_of
from cutter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cutter.batch.matrix import Product
    from cutter.batch.plan_file import Axes, BatchPlan
    from cutter.pipeline import Wish

AXES = ("kind", "aspect", "budget")
NOT_OPTIONS = ("profiles", *AXES, "name", "output", "dry_run", "json")
"""What a plan says outside its options, or not at all."""


MODELS = ("model", "sentences")
"""What may name a folder, or a model by name."""


@dataclasses.dataclass(frozen=True)
class Many:
    """Whose cuts there shall be, of which kinds, lengths and shapes, and what they are called."""

    profiles: Annotated[
        list[Path] | None,
        typer.Option(
            help="A profile, a folder of them or a pattern; repeat for more.",
            show_default="none: the films' own best shots",
        ),
    ] = None
    kind: Annotated[
        str | None,
        typer.Option(
            help="Kinds with commas between: trailer,teaser.", show_default="the profile's own"
        ),
    ] = None
    aspect: Annotated[
        str | None,
        typer.Option(help="Shapes with commas between: 16:9,9:16.", show_default="the film's"),
    ] = None
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            "--duration",
            help="Lengths with commas between: 30s,90s.",
            show_default="the kind's, else the profile's, else 15%",
        ),
    ] = None
    name: Annotated[
        str | None,
        typer.Option(
            help="What cuts are called; fields are {film}, {profile}, {kind}, {aspect}, {budget} "
            "and {order}.",
            show_default="{film}/{profile}-{kind}-{aspect}.mp4",
        ),
    ] = None


def with_plan(ctx: typer.Context, films: list[Path] | None) -> list[Path] | None:
    """Read the plan file among the films, if one is, and let what it says be the defaults.

    Returns:
        The films that the command line names, without the plan.

    Raises:
        UsageError: the plan cannot be used.
    """
    plans = [path for path in films or () if path.suffix.lower() == ".toml"]
    if not plans:
        return films
    if len(plans) > 1:
        raise UsageError(f"{plans[1]}: a second plan; run one batch for each")
    from cutter.batch.plan_file import read_plan

    plan = read_plan(plans[0])
    said: dict[str, Any] = _options(ctx, plan, plan.axes.options, "options.")
    said |= {
        name: ",".join(values) for name in AXES if (values := getattr(plan.axes, name)) is not None
    }
    if plan.axes.profiles is not None:
        said["profiles"] = list(plan.axes.profiles)
    if plan.axes.name is not None:
        said["name"] = plan.axes.name
    if plan.output is not None:
        said["output"] = str(plan.output)
    ctx.default_map = {**(ctx.default_map or {}), **said}
    ctx.obj = plan
    return [path for path in films or () if path not in plans]


def products(
    ctx: typer.Context,
    films: list[Path] | None,
    many: Many,
    cutting: Cutting,
    dressing: Dressing,
    output: Path,
) -> "list[Product]":
    """Return what is wanted: one product, or those that the plan tells apart.

    Raises:
        UsageError: what is asked for makes no sense.
    """
    from cutter.batch.plan_file import Axes

    plan: BatchPlan | None = ctx.obj
    line = Axes(
        films=tuple(map(str, films)) if films else None,
        profiles=None if many.profiles is None else tuple(map(str, many.profiles)),
        kind=_split(many.kind, "--kind"),
        aspect=_split(many.aspect, "--aspect"),
        budget=_split(many.budget, "--budget"),
        name=many.name,
    )
    if plan is None:
        return [_product(line, wish_of(cutting, dressing=dressing), output)]
    given = {name for name in ctx.params if _is_given(ctx, name)}
    with _blaming(plan, "options.", plan.axes.options, given):
        wish = wish_of(cutting, dressing=dressing)
    if not plan.cuts:
        with _blaming(plan, "", (*AXES, "name"), given):
            return [_product(_merged(plan.axes, line, set(ctx.params)), wish, output)]
    made = []
    for number, axes in enumerate(plan.cuts):
        where = f"cuts[{number}]."
        options = _options(ctx, plan, axes.options, f"{where}options.")
        wish = _wish(plan, f"{where}options.", options, given, cutting, dressing)
        with _blaming(plan, where, (*AXES, "name"), given):
            made.append(_product(_merged(axes, line, {"films", *given}), wish, output))
    return made


@contextlib.contextmanager
def _blaming(
    plan: "BatchPlan", where: str, names: "Iterable[str]", given: "set[str]"
) -> "Iterator[None]":
    """Say of an option that makes no sense where in the plan it stands, if it does."""
    try:
        yield
    except UsageError as error:
        for name in names:
            spelled = name.replace("_", "-")
            if name.replace("-", "_") not in given and str(error).startswith(
                (f"--{spelled} ", f"--{spelled}:", f"{spelled} ")
            ):
                raise UsageError(f"{plan.path}: {where}{name}: {error}") from error
        raise


def _product(axes: "Axes", wish: "Wish", output: Path) -> "Product":
    from cutter.batch.finding import absolute, find_films, find_profiles
    from cutter.batch.matrix import Product, wishes_of
    from cutter.batch.names import parse_template

    nothing: tuple[str | None, ...] = (None,)
    if wish.music is not None:
        wish = dataclasses.replace(wish, music=absolute(wish.music))
    return Product(
        films=find_films(axes.films or (), but=output),
        profiles=find_profiles(axes.profiles) if axes.profiles else None,
        wishes=wishes_of(
            wish, axes.kind or nothing, axes.aspect or nothing, axes.budget or nothing
        ),
        template=None if axes.name is None else parse_template(axes.name),
    )


def _merged(axes: "Axes", line: "Axes", wins: "set[str]") -> "Axes":
    """Return what a plan says, with what the command line says of `wins` instead."""
    names = ("films", "profiles", *AXES, "name")
    said = {name: getattr(line, name) for name in names}
    return dataclasses.replace(
        axes,
        **{
            name: value
            for name, value in said.items()
            if value is not None and (name in wins or getattr(axes, name) is None)
        },
    )


def _wish(
    plan: "BatchPlan",
    where: str,
    options: "Mapping[str, Any]",
    given: "set[str]",
    cutting: Cutting,
    dressing: Dressing,
) -> "Wish":
    """Return the wish of one product: its own options, unless the command line gives them."""
    for name in options:
        if not hasattr(cutting, name) and not hasattr(dressing, name):
            raise UsageError(
                f"{plan.path}: {where}{name}: holds for the whole batch; write it under [options]"
            )

    def own(group: Cutting | Dressing) -> dict[str, Any]:
        names = {field.name for field in dataclasses.fields(group)} - given
        return {name: value for name, value in options.items() if name in names}

    cutting = dataclasses.replace(cutting, **own(cutting))
    dressing = dataclasses.replace(dressing, **own(dressing))
    with _blaming(plan, where, options, given):
        return wish_of(cutting, dressing=dressing)


def _options(
    ctx: typer.Context, plan: "BatchPlan", table: "Mapping[str, Any]", where: str
) -> dict[str, Any]:
    """Return options of a plan by their parameters' names, as their commands take them.

    Raises:
        UsageError: one is not known or makes no sense.
    """
    from cutter.batch.finding import anchored

    known = {
        name: option
        for name, option in options_of(ctx.command).items()
        if name not in (*NOT_OPTIONS, "duration")
    }
    parameters = {parameter.name: parameter for parameter in ctx.command.params}
    found = {}
    for name, value in typed_options(plan.path, table, known, where).items():
        try:
            read = parameters[name].process_value(ctx, value)
        except TyperException as error:
            told = " ".join(str(getattr(error, "message", error)).split())
            told = told.removeprefix("Value error, ")
            raise UsageError(f"{plan.path}: {where}{name}: {told}") from error
        place = Path(anchored(str(read), plan.path.parent))
        if isinstance(read, Path):
            read = place
        elif name in MODELS and "/" in str(read) and place.exists():
            read = str(place)
        found[name] = read
    return found


def _split(text: str | None, option: str) -> tuple[str, ...] | None:
    """Return what stands between the commas."""
    if text is None:
        return None
    parts = tuple(part.strip() for part in text.split(","))
    if not all(parts):
        raise UsageError(f"{option} {text!r}: nothing stands between two commas, or at an end")
    return parts


def _is_given(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
