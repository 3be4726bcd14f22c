"""The towers of a loaded open_clip model, run in torch: levels and words become features.

The image tower may be narrowed to half precision; the text tower stays fp32: its texts are short
and few, and a phrase's vector must not hang on what a processor can do. Knows nothing about files.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cutter.eyes.preprocess import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import torch
    from numpy.typing import NDArray

    from cutter.eyes.preprocess import Preparation

_STEP = 8
"""Texts are cut to a multiple of so many tokens, so that few lengths occur."""
_ROWS = 8
"""Texts of one length that are read at a time."""


@dataclass(frozen=True, slots=True)
class Towers:
    """A loaded model; it may be asked from several threads."""

    model: Any
    tokenizer: Any
    preparation: Preparation
    device: torch.device
    dtype: torch.dtype
    """Of the image tower's weights."""
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def images(self, levels: NDArray[np.uint8]) -> torch.Tensor:
        """Return pictures' features, (n, dim) float32 on the device, not yet of unit length.

        On a graphics card this returns before they are computed, so that the next pictures are
        prepared meanwhile.

        Args:
            levels: (n, height, width, 3) uint8 RGB, as `fit` makes them.
        """
        import torch

        held = torch.from_numpy(levels)
        if self.device.type == "cuda":
            held = held.pin_memory().to(self.device, non_blocking=True)
        with torch.inference_mode():
            ready = normalise(held, self.preparation).to(self.dtype)
            features: torch.Tensor = self.model.encode_image(ready).float()
        return features

    def texts(self, texts: Sequence[str]) -> torch.Tensor:
        """Return texts' features, (n, dim) float32 on the device, not yet of unit length.

        Texts of one length are read in batches that are filled up to one size: with batches of
        any size the features' last bits hang on how many threads share them (measured: 12 or 15
        rows give others on two threads than on one). A text that has no other of its length beside
        it is read alone.
        """
        import torch

        tokens = self.tokenizer(list(texts)).to(self.device)
        lengths = _lengths(self.model, tokens)
        read: dict[int, torch.Tensor] = {}
        with torch.inference_mode(), self._reading:
            for length in sorted(set(lengths)):
                rows = [row for row, needed in enumerate(lengths) if needed == length]
                for some in (rows[at : at + _ROWS] for at in range(0, len(rows), _ROWS)):
                    missing = _ROWS - len(some) if len(rows) > 1 else 0
                    filled = [*some, *[some[-1]] * missing]
                    features = _read(self.model, tokens[filled, :length])
                    read.update(zip(some, features, strict=False))
        return torch.stack([read[row] for row in range(len(lengths))])


def _lengths(model: Any, tokens: torch.Tensor) -> list[int]:  # noqa: ANN401
    """Return of how many tokens each text needs to be, a multiple of 8 or the model's length.

    A plain CLIP looks from each token backwards only, and takes what the end token has gathered:
    so the padding after it, nine tenths of most texts, cannot change the vector.
    """
    full = int(tokens.shape[1])
    if not _looks_backwards(model):
        return [full] * len(tokens)
    ends = (int(end) + 1 for end in tokens.argmax(dim=-1))
    return [min(full, -(-end // _STEP) * _STEP) for end in ends]


def _looks_backwards(model: Any) -> bool:  # noqa: ANN401
    import open_clip

    is_plain = type(model) is open_clip.CLIP
    return is_plain and model.attn_mask is not None and model.text_pool_type == "argmax"


def _read(model: Any, tokens: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
    """Run texts of equal length through the text tower; a plain CLIP's takes any length."""
    import torch

    length = tokens.shape[1]
    cut = {}
    if _looks_backwards(model) and length < model.context_length:
        cut["model.positional_embedding"] = model.positional_embedding[:length]
        cut["model.attn_mask"] = model.attn_mask[:length, :length]

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            features: torch.Tensor = self.model.encode_text(tokens).float()
            return features

    features: torch.Tensor = torch.func.functional_call(Reader().eval(), cut, (tokens,))
    return features
