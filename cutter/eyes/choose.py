"""Chooses the eyes: by name, or the best that are to be had here.

Turns `--model`, `--device`, `--precision`, `--runtime` and `--offline` into an Embedder. Imports
neither torch nor open_clip: the model itself is loaded at its first picture or text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import ModelUnavailable, UsageError
from cutter.eyes import catalogue, hub, models
from cutter.eyes.basic import Basic
from cutter.eyes.machine import bf16_unit, choose_precision, has_cuda_driver
from cutter.eyes.openclip import OpenClip
from cutter.eyes.weights import Wanted, understand
from cutter.progress import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.eyes.embedder import Embedder
    from cutter.eyes.weights import Weights
    from cutter.progress import Progress


def open_eyes(
    model: str = "auto",
    *,
    device: str = "auto",
    precision: str = "auto",
    runtime: str = "torch",
    offline: bool = False,
    folder: Path | None = None,
    reach: hub.Reach | None = None,
    progress: Progress = SILENT,
) -> Basic | OpenClip:
    """Return the eyes that a name means, and say in one line which they are and why.

    `auto` is the default OpenCLIP model if its weights are on this machine, or can be fetched;
    else the Basic eyes, which is worth a warning: they see far less. It never waits for the hub
    for more than 5 s.

    Args:
        model: `auto`, `basic`, a preset, an open_clip `NAME/TAG`, `NAME=file.safetensors`, a
            `.safetensors` file or a folder with `open_clip_config.json`.
        device: `auto`, `cpu` or `cuda`.
        precision: of the image tower: `auto`, `fp32`, `bf16` or `fp16`.
        runtime: `torch`, or `openvino` for the image tower.
        offline: open no connection.
        folder: where a converted model is kept; None for the user's cache folder.
        reach: is told whether the hub answers, if it has to be asked.
        progress: gets the line, and shows a download.

    Raises:
        ModelUnavailable: a model asked for by name is not to be had.
        UsageError: no such device, precision or runtime, they do not go together, or CUDA was
            asked for and no driver is here.
    """
    choose_precision(precision, device)
    if device == "cuda" and not has_cuda_driver():
        raise UsageError("--device cuda: no CUDA device is to be found here; use auto or cpu")
    if precision == "bf16" and not (bf16_unit() or has_cuda_driver()):
        progress.warn(
            "--precision bf16: this processor is not known to be quick at it; it may take several "
            "times as long as fp32"
        )
    reach = reach if reach is not None else hub.Reach()
    if model == "auto":
        weights, why = _best_to_be_had(offline, reach, progress)
    elif model == "basic":
        weights, why = None, "asked for"
    else:
        weights, why = _by_name(model, offline, reach, progress), "asked for"
    if weights is None:
        say = progress.warn if model == "auto" else progress.note
        say(f"eyes: basic (words, light and colour): {why}")
        return Basic()
    eyes = OpenClip(
        weights,
        device=device,
        precision=precision,
        runtime=runtime,
        folder=folder,
        progress=progress,
    )
    progress.note(f"eyes: {eyes.name.replace('openclip/', 'OpenCLIP ', 1)}: {why}")
    return eyes


def explicit(model: str, eyes: Embedder) -> str:
    """Return a name that means a model again, whatever will be on this machine by then.

    Args:
        model: what was asked for, `auto` included.
        eyes: what `open_eyes` opened for it.

    Raises:
        ModelUnavailable: its files are gone meanwhile.
    """
    if not isinstance(eyes, OpenClip):
        return "basic"
    found = understand("default" if model == "auto" else model)
    if isinstance(found, Wanted):
        return str(found)
    place = found.architecture.removeprefix("local-dir:")
    return place if place != found.architecture else f"{found.architecture}={found.file}"


def _best_to_be_had(
    offline: bool, reach: hub.Reach, progress: Progress
) -> tuple[Weights | None, str]:
    """Return the default model and why it is used; or None and why the Basic eyes are."""
    if not catalogue.is_installed():
        return None, "open_clip is not installed; to get CLIP: pip install open-clip-torch"
    wanted = understand("default")
    assert isinstance(wanted, Wanted)  # noqa: S101  (a preset is never a local file)
    how = "to get it: cutter models fetch"
    try:
        found = models.find(wanted)
        if found is not None:
            return found, "its weights are on this machine"
        if offline or hub.is_switched_off():
            return None, f"CLIP's weights are not here, and the network is not to be used; {how}"
        if not reach.answers(models.repository_of(wanted)):
            return None, f"CLIP's weights are not here, and the hub does not answer; {how}"
        return models.fetch_files(wanted, progress), "its weights have just been fetched"
    except ModelUnavailable as error:
        return None, f"CLIP is not to be had ({error}); {how}"


def _by_name(model: str, offline: bool, reach: hub.Reach, progress: Progress) -> Weights:
    wanted = understand(model)
    if not isinstance(wanted, Wanted):
        return wanted
    models.refuse_unusable(wanted)
    found = models.find(wanted)
    if found is not None:
        return found
    how = f"get it with: cutter models fetch {wanted.label}"
    if offline or hub.is_switched_off():
        raise ModelUnavailable(
            f"{wanted}: its weights are not on this machine, and the network is not to be "
            f"used; {how}"
        )
    if not reach.answers(models.repository_of(wanted)):
        raise ModelUnavailable(
            f"{wanted}: its weights are not on this machine, and the hub does not answer; {how}"
        )
    return models.fetch_files(wanted, progress)
