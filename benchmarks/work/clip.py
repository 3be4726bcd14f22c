"""Films and pictures through the full-size CLIP, and open_clip's plain loop."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[], dict[str, Any]]


def analyze(film: str, model: str, device: str) -> Work:
    """Analyse a film from nothing, the model's loading included."""
    import av  # noqa: F401 - imported here, so that imports are not timed
    import cv2  # noqa: F401
    import scenedetect.detectors  # noqa: F401

    from cutter.pipeline import Look, analyze

    def work() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as cache:
            look = Look(model=model, device=device, offline=True, cache=Path(cache))
            analysis = analyze(Path(film), look=look)
        return {"keyframes": len(analysis.image_vectors), "model": analysis.model}

    return work


def plan(film: str, model: str, profile: str, device: str) -> Work:
    """Analyse a film and plan a cut of it, from nothing, on a device."""
    import scenedetect.detectors  # noqa: F401 - imported here, so that imports are not timed

    from cutter.pipeline import Look, Wish, plan

    def work() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as cache:
            look = Look(model=model, device=device, offline=True, cache=Path(cache))
            wish = Wish(budget="60s", fill=True)
            planned = plan([Path(film)], Path(profile), look=look, wish=wish)
        spans = [clip.source_range for clip in planned.edl.clips]
        return {"clips": [f"{span.start} {span.end}" for span in spans]}

    return work


def embed(
    film: str, model: str, count: int, size: tuple[int, int], how: dict[str, Any], folder: str
) -> Work:
    """Put pictures of a film through cutter's eyes; model and first batch are not timed.

    Args:
        film: where the pictures come from.
        model: the model's folder.
        count: how many pictures.
        size: their width and height.
        how: `device`, `precision` and `runtime`.
        folder: where converted models are kept.
    """
    from benchmarks.work.pictures import pictures_of
    from cutter.eyes.openclip import OpenClip
    from cutter.eyes.weights import in_folder

    eyes = OpenClip(in_folder(Path(model)), folder=Path(folder), **how)
    frames = pictures_of(Path(film), count, size)
    eyes.images(frames[:16])

    def work() -> dict[str, Any]:
        return {"vectors": eyes.images(frames)[:, :64].tolist(), "images": len(frames)}

    return work


def open_clip_loop(film: str, model: str, count: int, size: tuple[int, int]) -> Work:
    """Put pictures through open_clip as its README shows: PIL transform, fp32, one by one."""
    import open_clip
    import torch
    from PIL import Image

    from benchmarks.work.pictures import pictures_of

    network, _, transform = open_clip.create_model_and_transforms(f"local-dir:{model}")
    network.eval()
    frames = pictures_of(Path(film), count, size)

    def work() -> dict[str, Any]:
        vectors = []
        with torch.no_grad():
            for frame in frames:
                batch = transform(Image.fromarray(frame)).unsqueeze(0)
                features = network.encode_image(batch)
                vectors.append((features / features.norm(dim=-1, keepdim=True))[0])
        return {"vectors": torch.stack(vectors)[:, :64].tolist(), "images": len(frames)}

    with torch.no_grad():
        network.encode_image(transform(Image.fromarray(frames[0])).unsqueeze(0))
    return work
