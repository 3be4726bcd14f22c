"""Tells which of open_clip's architectures a safetensors file is for, by its tensors' shapes.

Reads the file's header only. It knows the plain CLIP towers; others must be named.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from cutter.errors import ModelUnavailable
from cutter.eyes import catalogue

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_HEADER = 16 << 20
"""Bytes. The format allows 100 MB, which as JSON takes gigabytes to read; a model of a billion
weights has a header of 200 kB."""

Shapes = dict[str, tuple[int, ...]]
_Mark = tuple[tuple[int, ...] | int, ...]


def architecture_of(file: Path) -> str:
    """Return open_clip's name of the one architecture that a file's tensors fit.

    Weights trained with the QuickGELU activation have the same shapes as others: they must be
    named (`ViT-B-32-quickgelu=…`); a plain name is what is found here.

    Raises:
        ModelUnavailable: the file is no safetensors file, or fits none or several.
    """
    mark = _mark_of(read_shapes(file))
    fitting = [
        name
        for name in catalogue.architectures()
        if "quickgelu" not in name and _expected(catalogue.configuration(name)) == mark
    ]
    if len(fitting) == 1:
        return fitting[0]
    could = f"it could be {' or '.join(fitting)}" if fitting else "its tensors fit no known one"
    raise ModelUnavailable(
        f"{file}: cannot tell the architecture ({could}); name it: --model NAME={file.name}", file
    )


def read_shapes(file: Path) -> Shapes:
    """Return the shape of every tensor in a safetensors file.

    Raises:
        ModelUnavailable: the file has no such header.
    """
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= LARGEST_HEADER:
                raise ValueError("no header")
            header = json.loads(stream.read(length))
        return {
            name: tuple(int(side) for side in facts["shape"])
            for name, facts in header.items()
            if name != "__metadata__"
        }
    # RecursionError: brackets nested by the thousand.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelUnavailable(f"{file}: not a safetensors file ({error})", file) from error


def _mark_of(shapes: Shapes) -> _Mark:
    plain = {name.removeprefix("text."): shape for name, shape in shapes.items()}
    return (
        plain.get("visual.conv1.weight", ()),
        plain.get("visual.positional_embedding", ()),
        plain.get("visual.proj", ()),
        plain.get("token_embedding.weight", ()),
        plain.get("positional_embedding", ()),
        _layers(plain, "visual.transformer.resblocks."),
        _layers(plain, "transformer.resblocks."),
        "visual.ln_pre.weight" in plain,
        any(name.startswith("visual.attn_pool") for name in plain),
    )


def _layers(shapes: Shapes, prefix: str) -> int:
    found = (re.match(re.escape(prefix) + r"(\d{1,4})\.", name) for name in shapes)
    return max((int(hit[1]) + 1 for hit in found if hit), default=0)


def _expected(configuration: dict[str, Any]) -> _Mark | None:
    """Return the mark of a plain CLIP with this configuration; None for other kinds."""
    vision, text = configuration["vision_cfg"], configuration["text_cfg"]
    is_plain = (
        isinstance(vision.get("layers", 12), int)
        and isinstance(vision.get("image_size", 224), int)
        and not {"timm_model_name", "attentional_pool"} & set(vision)
        and "hf_model_name" not in text
        and "multimodal_cfg" not in configuration
    )
    if not is_plain:
        return None
    # The defaults are open_clip's own (CLIPVisionCfg, CLIPTextCfg).
    side, patch = vision.get("image_size", 224), vision.get("patch_size", 16)
    width, dim = vision.get("width", 768), configuration["embed_dim"]
    words, context = text.get("vocab_size", 49408), text.get("context_length", 77)
    return (
        (width, 3, patch, patch),
        ((side // patch) ** 2 + 1, width),
        (width, dim),
        (words, text.get("width", 512)),
        (context, text.get("width", 512)),
        vision.get("layers", 12),
        text.get("layers", 12),
        not vision.get("no_ln_pre", False),
        False,
    )
