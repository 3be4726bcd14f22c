"""A genuine open_clip model of a hundred thousand weights, untrained, made from a seed."""

import json
from pathlib import Path
from typing import Any

TINY: dict[str, Any] = {
    "embed_dim": 24,
    "vision_cfg": {
        "image_size": 32,
        "patch_size": 8,
        "width": 32,
        "layers": 2,
        "head_width": 16,
    },
    "text_cfg": {
        "context_length": 16,
        "vocab_size": 49408,
        "width": 16,
        "heads": 2,
        "layers": 2,
    },
}


def make_tiny(
    folder: Path,
    *,
    seed: int = 1,
    preprocess: dict[str, Any] | None = None,
    model: dict[str, Any] | None = None,
) -> Path:
    """Write a model in open_clip's `local-dir:` form into `folder`, and return the folder."""
    import open_clip
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    wanted = dict(model or TINY)
    kind = open_clip.CustomTextCLIP if wanted.pop("custom_text", False) else open_clip.CLIP
    made = kind(**wanted)
    # open_clip begins with vectors that are nearly alike; a wider start tells pictures apart.
    for weights in made.parameters():
        if weights.ndim > 1:
            torch.nn.init.normal_(weights, std=0.3)
    save_file(
        {name: tensor.contiguous() for name, tensor in made.state_dict().items()},
        folder / "open_clip_model.safetensors",
    )
    prepared = {"interpolation": "bicubic", "resize_mode": "shortest"} | (preprocess or {})
    config = {"model_cfg": model or TINY, "preprocess_cfg": prepared}
    (folder / "open_clip_config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
