"""plan.toml: which films, profiles and forms a batch has, read and checked.

Paths in it are relative to its folder. What the options in it mean is not known here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cutter.batch.finding import anchored
from cutter.batch.names import nearest
from cutter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE_LIMIT: Final = 10**7
"""Bytes; some hundred thousand films can be named in as many."""
_TEXTS: Final = 'a text or a list of texts, such as "16:9" or ["16:9", "9:16"]'
_EXPECTED: Final = {
    "films": 'a file, folder or pattern, or a list of them, such as ["films/*.mkv"]',
    "profiles": 'a file, folder or pattern, or a list of them, such as ["profiles/"]',
    "output": 'a folder, such as "cuts"',
    "name": 'a template, such as "{film}/{profile}-{kind}.mp4"',
    "kind": 'a text or a list of texts, such as "trailer" or ["trailer", "teaser"]',
    "aspect": _TEXTS,
    "budget": 'a text or a list of texts, such as "90s" or ["30s", "90s"]',
    "options": 'a table, such as [options] with order = "arc" in it',
    "cuts": 'tables, each headed [[cuts]], such as one with kind = "teaser" in it',
}


@dataclass(frozen=True, slots=True)
class Axes:
    """What a product of films and forms is made of. None is what is not said."""

    films: tuple[str, ...] | None = None
    """Files, folders and patterns as they are named from here."""
    profiles: tuple[str, ...] | None = None
    """The same; an empty one for the films' own best shots."""
    kind: tuple[str, ...] | None = None
    aspect: tuple[str, ...] | None = None
    budget: tuple[str, ...] | None = None
    name: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """By the names that the command line takes, as they were written."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a plan file says."""

    path: Path
    axes: Axes
    output: Path | None
    cuts: tuple[Axes, ...]
    """Where there are several products: each of them, what it does not say taken from `axes`."""


_Text = Field(min_length=1)
_Texts = str | int | float | list[str | int | float] | None


class _AxesForm(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    films: str | list[str] | None = None
    profiles: str | list[str] | None = None
    kind: str | list[str] | None = None
    aspect: str | list[str] | None = None
    budget: _Texts = None
    name: str | None = None
    options: dict[str, Any] = {}


class _PlanForm(_AxesForm):
    output: str | None = None
    cuts: list[_AxesForm] = []


def read_plan(path: Path) -> BatchPlan:
    """Read and check a plan file.

    Raises:
        UsageError: it cannot be read, or is no plan; one line that names the file, the field and
            what to do.
    """
    document = _load(path)
    try:
        form = _PlanForm.model_validate(document)
    except ValidationError as error:
        raise UsageError(f"{path}: {_first(error)}") from error
    axes = _axes(form, path, "")
    cuts = tuple(
        _within(_axes(each, path, f"cuts[{number}]."), axes)
        for number, each in enumerate(form.cuts)
    )
    if form.output == "":
        raise _wrong(path, "output")
    output = None if form.output is None else Path(anchored(form.output, path.parent))
    return BatchPlan(path, axes, output, cuts)


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
        if len(data) > SIZE_LIMIT:
            raise UsageError(f"{path}: is too large for a plan; name folders and patterns in it")
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from error
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such plan; write one, or name films") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


def _axes(form: _AxesForm, path: Path, where: str) -> Axes:
    folder = path.parent
    places = {
        name: None if said is None else tuple(anchored(each, folder) for each in said)
        for name in ("films", "profiles")
        for said in [_texts(getattr(form, name), path, f"{where}{name}")]
    }
    if places["films"] == ():
        raise _wrong(path, f"{where}films")
    axes = {
        name: _texts(getattr(form, name), path, f"{where}{name}")
        for name in ("kind", "aspect", "budget")
    }
    for name, said in axes.items():
        if said == ():
            raise _wrong(path, f"{where}{name}")
    return Axes(**places, **axes, name=form.name, options=form.options)


def _texts(said: object, path: Path, where: str) -> tuple[str, ...] | None:
    """Return what was said as texts; one text is a list of one."""
    if said is None:
        return None
    texts = tuple(str(each).strip() for each in (said if isinstance(said, list) else [said]))
    if not all(texts):
        raise _wrong(path, where)
    return texts


def _within(axes: Axes, other: Axes) -> Axes:
    """Return axes with what they do not say taken from others."""
    said = {
        name: mine if (mine := getattr(axes, name)) is not None else getattr(other, name)
        for name in ("films", "profiles", "kind", "aspect", "budget", "name")
    }
    return Axes(**said, options=axes.options)


def _wrong(path: Path, where: str) -> UsageError:
    return UsageError(f"{path}: {where}: must be {_EXPECTED[where.rpartition('.')[2]]}")


def _first(error: ValidationError) -> str:
    """Return the first complaint: the field, what is wrong, what to do."""
    detail = error.errors(include_url=False, include_context=False, include_input=False)[0]
    names, where = [], ""
    for part in detail["loc"]:
        if isinstance(part, int):
            where += f"[{part}]"
        elif part in _EXPECTED or detail["type"] == "extra_forbidden":
            where += f".{part}" if where else str(part)
            names.append(str(part))
    if detail["type"] == "extra_forbidden":
        known = _AxesForm.model_fields if len(names) > 1 else _PlanForm.model_fields
        return f"{where}: no such field{nearest(names[-1], known) or _elsewhere(names)}"
    return f"{where}: must be {_EXPECTED[names[-1]]}"


def _elsewhere(names: list[str]) -> str:
    return "; options of cutter make stand under [options]" if len(names) == 1 else ""
