"""Trains the sample CLIP: a small open_clip model that knows the worlds of the sample film only.

Turns renderings and captions into a folder in open_clip's `local-dir:` form.
"""

import argparse
import json
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import open_clip
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import softplus

from .captions import Captions
from .measure_clip import measure
from .pool import SIDE, TRAINING, WORLD_NAMES, Picture, render_pool
from .worlds import WORLDS

# Cosine times scale plus bias is the logit of "these belong together" (SigLIP, arXiv:2303.15343).
# Both are held, so a cosine of 0.4 stays the doubtful middle.
_SCALE, _BIAS = 15.0, -6.0
CONFIG: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 64,
        "init_logit_scale": float(np.log(_SCALE)),
        "init_logit_bias": _BIAS,
        "vision_cfg": {
            "image_size": SIDE,
            "patch_size": 8,
            "width": 128,
            "layers": 4,
            "head_width": 32,
        },
        "text_cfg": {
            "context_length": 32,
            "vocab_size": 49408,
            "width": 64,
            "heads": 4,
            "layers": 3,
        },
    },
    "preprocess_cfg": {
        "mean": list(open_clip.OPENAI_DATASET_MEAN),
        "std": list(open_clip.OPENAI_DATASET_STD),
        "interpolation": "bicubic",
        "resize_mode": "shortest",
    },
}
SEED = 20
STEPS = 600
PER_WORLD, VARIANTS = 260, 3
_IMAGES, _TEXTS, _PLAIN = 64, 112, 28
_RATE, _WARM_UP = 1.5e-3, 40
_WRONG_PAIRS = 4.0  # weight of the mean over pairs that do not belong together
_HIDDEN_PATCHES = 0.5  # share of patches that a training step leaves out: quicker, and sturdier


def train(folder: Path, film: Path | None = None) -> dict[str, Any]:
    """Train the model, write it, load it back as a user would, and measure it.

    Args:
        folder: Where `open_clip_config.json`, `open_clip_model.safetensors` and `measured.json`
            go; what is there is replaced.
        film: The sample film, with its `.truth.json` beside it, if it is to be measured on too.

    Returns:
        What was measured, as in `measured.json`.
    """
    begin = time.perf_counter()
    pictures, worlds = render_pool(TRAINING, PER_WORLD, VARIANTS, processes=2)
    rendered = time.perf_counter()
    model = _fit(pictures, worlds)
    trained = time.perf_counter()
    _save(model, folder)
    seconds = {"rendering": round(rendered - begin), "training": round(trained - rendered)}
    return _note(folder, {"seconds": seconds, **measure(folder, film)})


def _note(folder: Path, measured: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(measured, indent=2) + "\n"
    (folder / "measured.json").write_text(text, encoding="utf-8")
    return measured


def _fit(pictures: Picture, worlds: NDArray[np.int64]) -> torch.nn.Module:
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    config = deepcopy(CONFIG["model_cfg"])
    config["vision_cfg"]["patch_dropout"] = _HIDDEN_PATCHES
    model = open_clip.CLIP(**config)
    # Wide enough that words which no caption uses still differ from each other.
    torch.nn.init.normal_(model.token_embedding.weight, std=0.1)
    model.logit_scale.requires_grad_(False)
    model.logit_bias.requires_grad_(False)
    model.train()
    optimiser, schedule = _optimiser(model)
    for images, image_worlds, tokens, labels in _batches(pictures, worlds):
        image_vectors = model.encode_image(images, normalize=True)
        text_vectors = model.encode_text(tokens, normalize=True)
        said = labels[:, : len(WORLD_NAMES)].T[image_worlds]
        alike = (labels.float() @ labels.float().T) > 0
        apart = ~torch.eye(len(labels), dtype=torch.bool)
        loss = _pair_loss(image_vectors @ text_vectors.T, said) + _pair_loss(
            (text_vectors @ text_vectors.T)[apart], alike[apart]
        )
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    trained: torch.nn.Module = model.eval()
    return trained


def _optimiser(
    model: torch.nn.Module,
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    decayed: list[Tensor] = []
    free: list[Tensor] = []
    for name, parameter in model.named_parameters():
        is_table = name.startswith("token_embedding") or parameter.ndim < 2
        if parameter.requires_grad:
            (free if is_table else decayed).append(parameter)
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": free, "weight_decay": 0.0}],
        lr=_RATE,
        betas=(0.9, 0.98),
    )
    return optimiser, torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _RATE, total_steps=STEPS + 1, pct_start=_WARM_UP / STEPS, cycle_momentum=False
    )


def _pair_loss(cosines: Tensor, together: Tensor) -> Tensor:
    logits = _SCALE * cosines + _BIAS
    right = softplus(-logits[together]).mean()
    wrong = softplus(logits[~together]).mean()
    return right + _WRONG_PAIRS * wrong


def _batches(
    pictures: Picture, worlds: NDArray[np.int64]
) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
    rng = np.random.default_rng(SEED)
    tokenizer = open_clip.SimpleTokenizer(context_length=32)
    words = [entry.removesuffix("</w>") for entry in tokenizer.encoder if entry.endswith("</w>")]
    captions = Captions(
        rng,
        {name: WORLDS[name].captions for name in WORLD_NAMES},
        [word for word in words if len(word) > 3 and word.isascii() and word.isalpha()],
    )
    mean, std = (
        torch.tensor(CONFIG["preprocess_cfg"][key])[:, None, None] for key in ("mean", "std")
    )
    for _ in range(STEPS):
        chosen = rng.integers(len(pictures), size=_IMAGES)
        images = torch.from_numpy(pictures[chosen]).permute(0, 3, 1, 2).float() / 255
        texts, labels = captions.batch(_TEXTS, _PLAIN)
        yield (
            (images - mean) / std,
            torch.from_numpy(worlds[chosen]),
            tokenizer(texts),
            torch.from_numpy(labels),
        )


def _save(model: torch.nn.Module, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, folder / "open_clip_model.safetensors", metadata={"format": "pt"})
    text = json.dumps(CONFIG, indent=2) + "\n"
    (folder / "open_clip_config.json").write_text(text, encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Train into `sample_media/sample-clip`, and measure on the sample film if it is there."""
    here = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description="Train and measure the sample CLIP.")
    parser.add_argument("--out", type=Path, default=here / "sample-clip", help="the model folder")
    parser.add_argument(
        "--measure-only", action="store_true", help="measure the model that is there"
    )
    options = parser.parse_args(arguments)
    film = here / "sample.mp4" if (here / "sample.mp4").exists() else None
    if options.measure_only:
        before = json.loads((options.out / "measured.json").read_text(encoding="utf-8"))
        measured = _note(options.out, {**before, **measure(options.out, film)})
    else:
        measured = train(options.out, film)
    print(json.dumps(measured, indent=2))
