"""Films × profiles × kinds × shapes × lengths turned into cuts, each with a file of its own.

What cannot be had is told of the cuts that it concerns. Opens no film.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from cutter.batch.finding import Found
from cutter.batch.names import (
    FIELDS,
    OWN,
    USUAL,
    WITH_BUDGET,
    Template,
    aspect_name,
    budget_name,
    likeness,
    names_of,
    parse_template,
)
from cutter.batch.task import Cut, Fault
from cutter.errors import ProfileError, UsageError
from cutter.pipeline.wish import Wish
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cutter.batch.finding import Missing

NOBODY: Final = "cut"
"""What stands for the profile where there is none."""


@dataclass(frozen=True, slots=True)
class Product:
    """Films, each with every profile and every wish."""

    films: Found
    profiles: Found | None
    """None for the films' own best shots."""
    wishes: tuple[Wish, ...]
    template: Template | None = None
    """None for the usual one."""


@dataclass(frozen=True, slots=True)
class _Cell:
    film: Path
    profile: Path | None
    wish: Wish
    template: Template


def wishes_of(
    wish: Wish,
    kinds: Sequence[str | None] = (None,),
    aspects: Sequence[str | None] = (None,),
    budgets: Sequence[str | None] = (None,),
) -> tuple[Wish, ...]:
    """Return a wish in every kind, shape and length, each once.

    Raises:
        UsageError: one of them makes no sense.
    """
    found: dict[tuple[str | None, str, str], Wish] = {}
    for kind, aspect, budget in product(kinds, aspects, budgets):
        # That it is a kind is checked where the wish is made.
        made = dataclasses.replace(wish, kind=kind, aspect=aspect, budget=budget)  # type: ignore[arg-type]
        found.setdefault((kind, aspect_name(aspect), budget_name(budget)), made)
    return tuple(found.values())


def cuts_of(
    products: Sequence[Product], output: Path, *, called: Mapping[Path, str] | None = None
) -> tuple[tuple[Cut, ...], tuple[Fault, ...]]:
    """Return the cuts that are wanted and can be tried, and those that cannot.

    Args:
        products: what is wanted; a cut that several of them ask for is made once.
        output: the batch's folder, absolute.
        called: films that have their names already (`film_names`): a film that comes later takes
            none of them.

    Raises:
        UsageError: two cuts would have one name.
    """
    cells, nowhere = _cells(products)
    lost: dict[Path | None, Missing] = {
        each.path: each for each in _missing(products) if each.path is not None
    }
    broken = _broken({cell.profile for cell in cells} - set(lost))
    named = _labels(cells, _film_names([cell.film for cell in cells], called or {}))
    cuts: list[Cut] = []
    faults = [Fault(each.name, each.cause, each.code) for each in nowhere]
    for cell, label in zip(cells, named, strict=True):
        miss = lost.get(cell.film) or lost.get(cell.profile)
        if miss is not None:
            faults.append(Fault(label, miss.cause, miss.code))
        elif cell.profile in broken:
            error = broken[cell.profile]
            faults.append(Fault(label, str(error), error.exit_code))
        else:
            target = output / f"{label}{cell.template.suffix}"
            cuts.append(Cut(cell.film, cell.profile, cell.wish, target, label))
    return tuple(cuts), tuple(faults)


def film_names(
    products: Sequence[Product], called: Mapping[Path, str] | None = None
) -> dict[Path, str]:
    """Return what stands for each film in the labels; see `cuts_of`."""
    return _film_names([cell.film for cell in _cells(products)[0]], called or {})


def with_film(products: Sequence[Product], film: Path) -> list[Product]:
    """Return the same products of another film."""
    return [dataclasses.replace(each, films=Found((film,))) for each in products]


def _cells(products: Sequence[Product]) -> tuple[list[_Cell], list[Missing]]:
    """Return every cell once, and what was named that leads to no single file."""
    usual = _usual(products)
    same: dict[Path, Path] = {}
    cells: dict[_Cell, None] = {}
    for each in products:
        films = _once([*each.films.paths, *_single(each.films)], same)
        profiles: list[Path] | list[None] = [None]
        if each.profiles is not None:
            profiles = _once([*each.profiles.paths, *_single(each.profiles)], same)
        for film, profile, wish in product(films, profiles, each.wishes):
            cells[_Cell(film, profile, wish, each.template or usual)] = None
    nowhere = [each for each in _missing(products) if each.path is None]
    return list(cells), list(dict.fromkeys(nowhere))


def _usual(products: Sequence[Product]) -> Template:
    """Return the usual template; the length is in it where several are asked for."""
    budgets = {wish.budget for each in products if each.template is None for wish in each.wishes}
    names = {budget_name(budget) for budget in budgets}
    return parse_template(WITH_BUDGET if len(names) > 1 else USUAL)


def _missing(products: Iterable[Product]) -> Iterator[Missing]:
    for each in products:
        yield from each.films.missing
        yield from each.profiles.missing if each.profiles is not None else ()


def _single(found: Found) -> list[Path]:
    return [each.path for each in found.missing if each.path is not None]


def _once(paths: Sequence[Path], same: dict[Path, Path]) -> list[Path]:
    """Return each file once, as it was called first."""
    return list(dict.fromkeys(same.setdefault(path.resolve(), path) for path in paths))


def _broken(profiles: Iterable[Path | None]) -> dict[Path | None, ProfileError]:
    """Return the profiles that cannot be used, and why."""
    from cutter.profile.read import read_profile

    found: dict[Path | None, ProfileError] = {}
    for path in profiles:
        try:
            if path is not None:
                read_profile(path)
        except ProfileError as error:
            found[path] = error
    return found


def _film_names(films: Sequence[Path], called: Mapping[Path, str]) -> dict[Path, str]:
    left = [film for film in dict.fromkeys(films) if film not in called]
    return {**called, **names_of(left, {*OWN, *called.values()})}


def _labels(cells: Sequence[_Cell], films: Mapping[Path, str]) -> list[str]:
    """Return what each cut is called.

    Raises:
        UsageError: two have one name.
    """
    whose = dict.fromkeys(cell.profile for cell in cells if cell.profile is not None)
    profiles = names_of(whose, {*OWN, NOBODY})
    labels: list[str] = []
    seen: dict[str, _Cell] = {}
    for cell in cells:
        values = _values(cell, films, profiles)
        label = cell.template.label(values)
        other = seen.setdefault(likeness(label), cell)
        if other is not cell:
            raise _alike(label, values, _values(other, films, profiles), cell)
        labels.append(label)
    _refuse_unfit_folders(seen)
    return labels


def _refuse_unfit_folders(cells: Mapping[str, _Cell]) -> None:
    """Refuse folders of cuts that are the batch's own, or called like another cut's file."""
    files = {f"{label}{cell.template.suffix.lower()}" for label, cell in cells.items()}
    folders = {label.rpartition("/")[0] for label in cells}
    for folder in folders - {""}:
        parts = folder.split("/")
        if parts[0] in OWN:
            raise UsageError(f"--name: the batch keeps {parts[0]} for itself; take another name")
        if not files.isdisjoint("/".join(parts[: n + 1]) for n in range(len(parts))):
            told = quoted(folder)
            raise UsageError(f"--name: {told} would be a folder and a file; take another name")


def _values(cell: _Cell, films: Mapping[Path, str], profiles: Mapping[Path, str]) -> dict[str, str]:
    return {
        "film": films[cell.film],
        "profile": NOBODY if cell.profile is None else profiles[cell.profile],
        "kind": cell.wish.kind or "personal",
        "aspect": aspect_name(cell.wish.aspect),
        "budget": budget_name(cell.wish.budget),
        "order": cell.wish.order or "own",
    }


def _alike(
    label: str, values: Mapping[str, str], others: Mapping[str, str], cell: _Cell
) -> UsageError:
    """Return what to do about two cuts of one name."""
    apart = [name for name in FIELDS if values[name] != others[name]]
    wanted = [f"{{{name}}}" for name in apart if name not in cell.template.fields]
    told = f"--name: two cuts would be called {quoted(label)}"
    if wanted:
        return UsageError(f"{told}; add {' or '.join(wanted)} to the template")
    if apart:
        return UsageError(f"{told}; put a sign between the template's fields")
    return UsageError(f"{told}; give one of the [[cuts]] that ask for them a name of its own")
