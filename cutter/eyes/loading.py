"""Loads an open_clip model from its file, in the precision and onto the device that are wanted.

Knows nothing about where weights come from, and never asks the network.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from cutter.errors import ModelUnavailable
from cutter.eyes import hub
from cutter.eyes.preprocess import Preparation
from cutter.eyes.towers import Towers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import torch

    from cutter.eyes.machine import Precision
    from cutter.eyes.weights import Weights

_FILLS = frozenset(
    {
        "uniform_",
        "normal_",
        "trunc_normal_",
        "kaiming_uniform_",
        "kaiming_normal_",
        "xavier_uniform_",
        "xavier_normal_",
    }
)
"""What torch and its models call to fill new weights at random."""


def torch_uses_cuda() -> bool:
    """Whether torch is here and can use a graphics card."""
    try:
        import torch

        return torch.cuda.is_available()
    except (ImportError, RuntimeError, OSError):
        return False


def load(weights: Weights, device: str, precision: Precision) -> Towers:
    """Load a model through open_clip; a folder, a file and the hub's weights walk the same way.

    Args:
        weights: the model's files.
        device: `auto` (CUDA if torch can use it), `cpu` or `cuda`.
        precision: of the image tower. fp16 is for a graphics card alone: where `auto` finds
            none, fp32 stands in for it, whose vectors are the same to about 1e-3.

    Raises:
        ModelUnavailable: open_clip cannot load it, its weights are not those that were promised,
            or CUDA was asked for and is not there.
    """
    # torch's threads spin while they wait for each other. Where decoding takes their cores, a
    # batch then costs three times the processor time; sleeping instead costs next to nothing.
    # Their library reads this once, when it is first loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with undisturbed(), ThreadPoolExecutor(1, thread_name_prefix="sha256") as pool:
        # Beside the imports, which take longer than it does.
        hashed = pool.submit(hub.sha256_of, weights.file) if weights.sha256 else None
        import open_clip
        import torch

        has_cuda = device != "cpu" and torch.cuda.is_available()
        if device == "cuda" and not has_cuda:
            raise ModelUnavailable(
                "--device cuda: torch finds no usable CUDA here; use auto or cpu"
            )
        where = torch.device("cuda" if has_cuda else "cpu")
        tag = dict(open_clip.get_pretrained_cfg(weights.architecture, weights.tag) or {})
        # The size goes with the tower, not with the weights.
        tag.pop("size", None)
        try:
            if hashed is not None and hashed.result() != weights.sha256:
                raise ModelUnavailable(_other_than_promised(weights, hashed.result()), weights.file)
            with _unfilled():
                model = open_clip.create_model(
                    weights.architecture,
                    force_quick_gelu=bool(tag.get("quick_gelu")),
                    force_preprocess_cfg=tag,
                    load_weights=False,
                    pretrained_image=False,
                    pretrained_text=False,
                )
            _fill(model, weights.file)
            tokenizer = open_clip.get_tokenizer(weights.architecture)
        except ModelUnavailable:
            raise
        # open_clip passes on whatever its own libraries raise.
        except Exception as error:
            raise ModelUnavailable(_why(weights, error), weights.file) from error
        model.float().eval().requires_grad_(requires_grad=False)
        dtype = _dtype(precision, has_cuda=has_cuda)
        _narrow(model.visual, dtype, has_cuda=has_cuda)
        return Towers(
            model=model.to(where),
            tokenizer=tokenizer,
            preparation=Preparation.read(open_clip.get_model_preprocess_cfg(model)),
            device=where,
            dtype=dtype,
        )


def _dtype(precision: Precision, *, has_cuda: bool) -> torch.dtype:
    import torch

    if precision == "bf16":
        return torch.bfloat16
    return torch.float16 if precision == "fp16" and has_cuda else torch.float32


def _narrow(tower: Any, dtype: torch.dtype, *, has_cuda: bool) -> None:  # noqa: ANN401 - a Module
    """Lay a tower's weights out as the levels lie, and turn them into `dtype`.

    On a processor the layer norms keep fp32 weights, which it takes together with bf16 inputs;
    autocast, which casts every weight anew for every batch, is slower than fp32 there.
    """
    import torch

    tower.to(memory_format=torch.channels_last)
    for module in tower.modules():
        if isinstance(module, torch.nn.LayerNorm) and not has_cuda:
            continue
        for tensor in (*module.parameters(recurse=False), *module.buffers(recurse=False)):
            if tensor.is_floating_point():
                tensor.data = tensor.data.to(dtype)


def _fill(model: Any, file: Path) -> None:  # noqa: ANN401
    """Give a model the weights of a file, by open_clip's own reader.

    They are taken as they lie in the mapped file, not copied: touching 600 MB of new memory takes
    longer than all else that loading does. A weight that is missing is an error.
    """
    import open_clip

    model.load_state_dict = functools.partial(model.load_state_dict, assign=True)
    try:
        open_clip.load_checkpoint(model, str(file), strict=True, weights_only=True)
    finally:
        del model.load_state_dict


@contextlib.contextmanager
def _unfilled() -> Iterator[None]:
    """Build a model without the random weights that a file's replace, all of them."""
    import torch
    from torch.overrides import TorchFunctionMode

    class Unfilled(TorchFunctionMode):
        """Leaves a new tensor as it is where it would be filled at random; in this thread."""

        def __torch_function__(
            self,
            func: Any,  # noqa: ANN401
            types: Any,  # noqa: ANN401
            args: tuple[Any, ...] = (),
            kwargs: dict[str, Any] | None = None,
        ) -> Any:  # noqa: ANN401
            named = kwargs or {}
            if func is torch.randn:
                return torch.zeros(*args, **named)
            if getattr(func, "__name__", "") in _FILLS:
                return args[0] if args else named["tensor"]
            return func(*args, **named)

    with Unfilled():
        yield


def _other_than_promised(weights: Weights, actual: str) -> str:
    return (
        f"{weights.file}: these weights are damaged or not the promised ones (their SHA-256 is "
        f"{actual[:12]}…, expected {weights.sha256[:12]}…); remove the file and fetch them again"
    )


def _why(weights: Weights, error: Exception) -> str:
    """Return one line about why a model could not be loaded."""
    if isinstance(error, ImportError) or "pip install transformers" in str(error):
        return f"{weights.file}: its tokenizer needs one more package: pip install transformers"
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"{weights.file}: open_clip cannot load this as {weights.architecture} ({reason[:200]})"


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Load without network and without lines on stderr.

    open_clip logs to the root logger by functions that set it up for the whole program when it
    has no handler yet; so it gets one that drops everything, for as long as this takes.
    """
    root, mute = logging.getLogger(), logging.NullHandler()
    root.addHandler(mute)
    try:
        with hub.no_network():
            yield
    finally:
        root.removeHandler(mute)
