"""The full-size ViT-B-32 with random weights: what it costs is real, what it sees is nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ARCHITECTURE = "ViT-B-32"
SEED = 1
VERSION = 1
"""Raised when the folder's content changes."""


def random_clip(cache: Path, say: Callable[[str], None]) -> Path:
    """Return a folder in open_clip's `local-dir` form, made offline at the first use."""
    folder = cache / f"vit-b-32-random-{VERSION}"
    if folder.is_dir():
        return folder
    say(f"making {ARCHITECTURE} with random weights (600 MB; kept in {folder})")
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(SEED)
    model = open_clip.create_model(ARCHITECTURE, pretrained=None, precision="fp32")
    cache.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=cache))
    try:
        tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
        save_file(tensors, part / "open_clip_model.safetensors")
        prepared = dict(open_clip.get_model_preprocess_cfg(model))
        document = {
            "model_cfg": open_clip.get_model_config(ARCHITECTURE),
            "preprocess_cfg": prepared,
        }
        (part / "open_clip_config.json").write_text(json.dumps(document), encoding="utf-8")
        part.chmod(0o755)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder
