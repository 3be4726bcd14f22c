"""Every option of every command, as typer knows them, and their defaults from cutter.toml."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from cutter.cli.defaults import Defaults, Option, read_defaults
from cutter.cli.groups import Common
from cutter.files import config_folder


def read_all_defaults(command: object) -> Defaults:
    """Read the `cutter.toml` files that hold for the commands under `command`."""
    common = [field.name for field in dataclasses.fields(Common)]
    return read_defaults(_options_of(command), (Path.cwd(), config_folder()), common)


def _options_of(command: object) -> dict[str, Any]:
    """Return for each command its options; groups of commands are nested."""
    commands: Mapping[str, Any] = getattr(command, "commands", {})
    return {
        name: _options_of(sub) if hasattr(sub, "commands") else options_of(sub)
        for name, sub in commands.items()
    }


def options_of(command: Any) -> dict[str, Option]:  # noqa: ANN401 - typer's own class
    """Return the options of one command, by the names that the command line takes."""
    return {
        spelled.lstrip("-").replace("-", "_"): Option(parameter.name, _kind(parameter))
        for parameter in command.params
        if parameter.param_type_name == "option" and parameter.name != "help"
        for spelled in parameter.opts
        if spelled.startswith("--")
    }


def _kind(parameter: Any) -> Literal["flag", "list", "one"]:  # noqa: ANN401 - typer's own class
    if getattr(parameter, "is_flag", False):
        return "flag"
    return "list" if parameter.multiple else "one"
