"""Reads which models the installed open_clip knows, without importing it.

Importing open_clip takes seconds and torch; a name must be checked in milliseconds. So its table
of pretrained weights is read as source text, and its model configurations as the JSON they are.
Knows nothing about what is on this machine.
"""

from __future__ import annotations

import ast
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cutter.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class Pretrained:
    """Where the hub keeps one set of weights."""

    repository: str
    """`owner/name`; empty when the weights are not on the hub."""
    filename: str
    """Empty for open_clip's usual names."""


def is_installed() -> bool:
    """Whether open_clip and torch are there to be imported."""
    return all(importlib.util.find_spec(name) for name in ("open_clip", "torch"))


@cache
def architectures() -> dict[str, Path]:
    """Return open_clip's model names with their configuration files."""
    return {path.stem: path for path in sorted(_folder().glob("model_configs/*.json"))}


def configuration(architecture: str) -> dict[str, Any]:
    """Return open_clip's configuration of a model that it knows by name."""
    found: dict[str, Any] = json.loads(architectures()[architecture].read_text(encoding="utf-8"))
    return found


@cache
def pretrained() -> dict[str, dict[str, Pretrained]]:
    """Return open_clip's table of pretrained weights: model name → tag → where it is."""
    source = (_folder() / "pretrained.py").read_text(encoding="utf-8")
    named: dict[str, Any] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = _read(node.value, named)
    table: dict[str, dict[str, Pretrained]] = {}
    for model, tags in named.get("_PRETRAINED", {}).items():
        for tag, facts in tags.items():
            table.setdefault(model, {})[tag] = _place(facts)
            if facts.get("quick_gelu"):
                # open_clip lists such weights under the name of the fitting activation as well.
                table.setdefault(f"{model}-quickgelu", {})[tag] = _place(facts)
    return table


def _place(facts: dict[str, Any]) -> Pretrained:
    repository, _, filename = str(facts.get("hf_hub") or "").rpartition("/")
    return Pretrained(repository, filename)


def _read(node: ast.expr, named: dict[str, Any]) -> Any:  # noqa: ANN401  (a literal of any kind)
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return named.get(node.id)
    if isinstance(node, ast.Dict):
        return {
            _read(key, named): _read(value, named)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.Call):
        return {word.arg: _read(word.value, named) for word in node.keywords if word.arg}
    return None


def _folder() -> Path:
    found = importlib.util.find_spec("open_clip")
    if found is None or not found.submodule_search_locations:
        raise ModelUnavailable(
            "the package open_clip is not installed; install it (pip install open-clip-torch) "
            "or use --model basic"
        )
    return Path(found.submodule_search_locations[0])
