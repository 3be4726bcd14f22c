"""An image tower on Intel's OpenVINO, converted once from the torch model and then kept.

It needs neither torch nor open_clip to look at stored keyframes, so that it begins in half a
second. Knows nothing about texts, which the torch model reads.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import sys
import warnings
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cutter.errors import ModelUnavailable
from cutter.eyes.preprocess import Preparation
from cutter.eyes.weights import digest
from cutter.files import cache_folder
from cutter.files.scratch import scratch_folder

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from cutter.eyes.machine import Precision
    from cutter.eyes.weights import Weights
    from cutter.progress import Progress

_FORM = 1
"""Changes whenever what is kept does."""
_GRAPH, _ABOUT = "tower.xml", "preparation.json"


@dataclass(frozen=True, slots=True)
class OpenVinoTower:
    """A compiled image tower, which takes a fixed number of pictures."""

    preparation: Preparation
    compiled: Any

    def images(self, levels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return features, (n, dim) float32, of (n, height, width, 3) uint8 RGB pictures."""
        features: NDArray[np.float32] = self.compiled(levels)[0].copy()
        return features


def is_installed() -> bool:
    """Whether OpenVINO is there to be imported."""
    return importlib.util.find_spec("openvino") is not None


def kept_folder(folder: Path | None) -> Path:
    """Return where converted towers are kept: within `folder`, or the user's cache folder."""
    return cache_folder(folder) / "models"


def load(
    weights: Weights,
    precision: Precision,
    batch: int,
    folder: Path | None,
    progress: Progress,
) -> OpenVinoTower:
    """Compile the image tower of a model; convert it first, if that has not been done.

    Args:
        weights: the model's files.
        precision: fp32 or bf16.
        batch: pictures at a time.
        folder: the cache folder; None for the user's.
        progress: is told of a conversion.

    Raises:
        ModelUnavailable: OpenVINO is not installed or cannot run the model, the precision is none
            of its own, or the converted tower cannot be kept.
    """
    if not is_installed():
        raise ModelUnavailable(
            "--runtime openvino: it is not installed; install it (pip install 'cutter[openvino]') "
            "or use --runtime torch"
        )
    if precision == "fp16":
        raise ModelUnavailable("--runtime openvino: fp16 is for CUDA; use --precision auto")
    openvino = _library()
    kept = kept_folder(folder) / _key(weights)
    if not (kept / _ABOUT).is_file():
        progress.note(f"eyes: converting {weights.name} for OpenVINO, once")
        _keep(weights, kept)
    try:
        about = json.loads((kept / _ABOUT).read_text(encoding="utf-8"))
        core = openvino.Core()
        graph = core.read_model(kept / _GRAPH)
        graph.reshape([batch, *graph.inputs[0].partial_shape[1:]])
        compiled = core.compile_model(
            graph,
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
                "PERFORMANCE_HINT": "LATENCY",
                "NUM_STREAMS": 1,
            },
        )
    # OpenVINO raises RuntimeError for whatever it cannot read or run.
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"{kept}: OpenVINO cannot use this ({reason[:200]}); remove the folder, or use "
            "--runtime torch",
            kept,
        ) from error
    return OpenVinoTower(Preparation.read(about), compiled)


def _key(weights: Weights) -> str:
    """Return what tells one converted tower from any other: weights, versions, and our own form."""
    parts = [weights.name, weights.tag, digest(weights.file), _FORM]
    parts += [version(name) for name in ("openvino", "torch", "open-clip-torch")]
    return "openvino-" + hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def _keep(weights: Weights, kept: Path) -> None:
    """Convert a tower in a folder beside `kept`, and move it into place whole."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with scratch_folder(kept.parent) as own:
            part = own / kept.name
            part.mkdir()
            preparation = _convert(weights, part / _GRAPH)
            about = asdict(preparation) | {"size": [preparation.height, preparation.width]}
            about["fill_color"] = preparation.fill
            (part / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
            # Another run may have been quicker; its tower is the same.
            with contextlib.suppress(FileExistsError):
                part.rename(kept)
    except OSError as error:
        if not (kept / _ABOUT).is_file():
            raise ModelUnavailable(
                f"{kept}: the converted model cannot be kept ({error.strerror or error}); name "
                "another folder with --cache, or use --runtime torch",
                kept,
            ) from error


def _convert(weights: Weights, target: Path) -> Preparation:
    """Write the image tower as a graph that takes any number of 8-bit pictures.

    Levels are normalised within the graph, so that nothing is left to be done before it.
    """
    import torch

    from cutter.eyes import loading

    openvino = _library()
    from openvino.preprocess import PrePostProcessor

    loaded = loading.load(weights, "cpu", "fp32")
    wanted = loaded.preparation

    class Tower(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = loaded.model

        def forward(self, pictures: torch.Tensor) -> torch.Tensor:
            features: torch.Tensor = self.model.encode_image(pictures)
            return features

    try:
        with warnings.catch_warnings(), torch.no_grad():
            # Of the tracer, which marks sizes that it takes for constants.
            warnings.simplefilter("ignore")
            graph = openvino.convert_model(
                Tower().eval(),
                example_input=torch.zeros(2, 3, wanted.height, wanted.width),
                input=[([-1, 3, wanted.height, wanted.width], openvino.Type.f32)],
            )
    # Tracing and converting pass on whatever the model's own code raises.
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"{weights.file}: OpenVINO cannot convert this ({reason[:200]}); use --runtime torch",
            weights.file,
        ) from error
    before = PrePostProcessor(graph)
    given = before.input()
    given.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
    given.model().set_layout(openvino.Layout("NCHW"))
    steps = given.preprocess().convert_element_type(openvino.Type.f32)
    steps.mean([255 * level for level in wanted.mean]).scale([255 * level for level in wanted.std])
    # Rounding the weights to fp16 would halve the file, and set its vectors apart from torch's.
    openvino.save_model(before.build(), target, compress_to_fp16=False)
    return wanted


def _library() -> Any:  # noqa: ANN401 - the module itself
    """Import OpenVINO without its telemetry, which would report the import itself to a server.

    It does without that package where it is missing, and so it is made to be missing.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino
