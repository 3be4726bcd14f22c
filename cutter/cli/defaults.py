"""cutter.toml: defaults of any option, from the current folder, then the user's config folder.

The command line wins over the current folder's file, and that over the user's. A table such as
`[make]` or `[profile.new]` holds for that command alone. Keys outside tables hold for every
command on films that has the option; those common to all (`offline`, `cache`) for the others too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cutter.errors import UsageError

NAME = "cutter.toml"


@dataclass(frozen=True)
class Option:
    """An option as typer knows it."""

    name: str
    """Of the parameter that it sets."""
    kind: Literal["flag", "list", "one"] = "one"


Options = Mapping[str, Option]
"""By the names that the command line takes, with underscores for dashes."""
Commands = Mapping[str, Any]
"""For each command its Options; for a group of commands such a mapping again."""


@dataclass(frozen=True)
class Defaults:
    """What was read, and from where."""

    files: tuple[Path, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """For each command (groups nested) its parameters' defaults, as typer takes them."""


def read_defaults(
    commands: Commands, folders: tuple[Path, ...], common: Collection[str] = ()
) -> Defaults:
    """Read every `cutter.toml` in `folders`, the first one winning.

    Args:
        commands: all commands with their options.
        folders: where to look, the most important first.
        common: options whose default also holds within groups of commands.

    Raises:
        UsageError: a file is broken, names an option that no command has, or gives it a value of
            another kind.
    """
    files = tuple(folder / NAME for folder in folders if (folder / NAME).is_file())
    values: dict[str, Any] = {}
    for path in reversed(files):
        _merge(values, _Spread(path, common).over(_load(path), commands))
    return Defaults(files, values)


def typed_options(
    path: Path, table: Mapping[str, Any], options: Options, where: str
) -> dict[str, Any]:
    """Return what a table of a file sets, by parameters' names, as typer takes defaults.

    Args:
        path: the file, for messages.
        table: options by the names that the command line takes.
        options: those that there are.
        where: what the table is called, with a dot behind it.

    Raises:
        UsageError: an option is not known, or has a value of another kind.
    """
    return _Spread(path, ()).of_command({}, dict(table), options, where)


def _load(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error


class _Spread:
    """Gives each command the options that one file sets for it."""

    def __init__(self, path: Path, common: Collection[str]) -> None:
        self._path = path
        self._common = common

    def over(self, document: dict[str, Any], commands: Commands, where: str = "") -> dict[str, Any]:
        shared = {_key(k): v for k, v in document.items() if not isinstance(v, dict)}
        tables = {_key(k): v for k, v in document.items() if isinstance(v, dict)}
        known = _names(commands)
        for name in shared:
            if name not in known:
                raise self._fault(f"{where}{name}", f"no such option{_nearest(name, known)}")
        for name in tables:
            if name not in commands:
                raise self._fault(f"[{where}{name}]", f"no such command{_nearest(name, commands)}")
        values: dict[str, Any] = {}
        for command, options in commands.items():
            table = tables.get(command, {})
            if _is_group(options):
                inherited = {k: v for k, v in shared.items() if k in self._common}
                inherited = {k: v for k, v in inherited.items() if k in _names(options)}
                values[command] = self.over({**inherited, **table}, options, f"{command}.")
            else:
                values[command] = self.of_command(shared, table, options, f"{where}{command}.")
        return values

    def of_command(
        self, shared: dict[str, Any], table: dict[str, Any], options: Options, where: str
    ) -> dict[str, Any]:
        own = {_key(name): value for name, value in table.items()}
        for name in own:
            if name not in options:
                raise self._fault(f"{where}{name}", f"no such option{_nearest(name, options)}")
        merged = {k: v for k, v in shared.items() if k in options} | own
        return {
            options[k].name: self._typed(f"{where}{k}" if k in own else k, v, options[k])
            for k, v in merged.items()
        }

    def _typed(self, place: str, value: object, option: Option) -> object:
        """Return a value as the command line would give it."""
        if option.kind == "flag":
            if not isinstance(value, bool):
                raise self._fault(place, "must be true or false")
            return value
        if option.kind == "list":
            items = value if isinstance(value, list) else [value]
            if not all(isinstance(item, str) for item in items):
                raise self._fault(place, 'must be a list of texts, such as ["#3", "01:20"]')
            return items
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self._fault(place, "must be a text or a number")
        return str(value)

    def _fault(self, place: str, what: str) -> UsageError:
        return UsageError(f"{self._path}: {place}: {what}")


def _is_group(options: Mapping[str, Any]) -> bool:
    return any(not isinstance(option, Option) for option in options.values())


def _names(commands: Commands) -> set[str]:
    names: set[str] = set()
    for options in commands.values():
        names |= _names(options) if _is_group(options) else set(options)
    return names


def _merge(into: dict[str, Any], other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _key(name: str) -> str:
    return name.replace("-", "_")


def _nearest(name: str, known: Collection[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
