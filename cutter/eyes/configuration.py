"""Reads the configuration of a model's folder, and refuses one that no model has.

Knows nothing about weights.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cutter.errors import ModelUnavailable

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1 << 20
"""Bytes of a configuration file."""
MOST_LAYERS = 1024
MOST = 1 << 20
"""Above what any model's configuration says: the largest vocabulary has 256,000 words. A hostile
one could have towers built until the memory is full, before a single weight is compared."""


def read_configuration(path: Path) -> dict[str, Any]:
    """Return the `model_cfg` of an `open_clip_config.json`.

    Raises:
        ModelUnavailable: there is none, or it is none that could be meant.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("larger than 1 MB")
        read = json.loads(path.read_text(encoding="utf-8"))
        configuration: dict[str, Any] = read["model_cfg"]
        if int(configuration["embed_dim"]) < 1:
            raise ValueError("embed_dim must be positive")
        refuse_monstrous(configuration)
    except FileNotFoundError as error:
        raise ModelUnavailable(
            f"{path.parent}: no {path.name} in this folder, so it is no open_clip model", path
        ) from error
    # RecursionError: brackets nested by the thousand.
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelUnavailable(f"{path}: not an open_clip configuration ({error})", path) from error
    return configuration


def refuse_monstrous(value: object, name: str = "model_cfg") -> None:
    """Refuse a configuration with a number that no model has.

    Raises:
        ValueError: it names the number.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            refuse_monstrous(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            refuse_monstrous(inner, name)
        return
    most = MOST_LAYERS if name == "layers" else MOST
    # So written that NaN is refused too.
    if isinstance(value, int | float) and not abs(value) <= most:
        raise ValueError(f"{name[:40]} is larger than in any model")
