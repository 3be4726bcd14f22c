"""Small silent films from other seeds, for tests and benchmarks; each takes seconds to make."""

from __future__ import annotations

from pathlib import Path

from .film import build_film


def small_film(seed: int, folder: Path) -> tuple[Path, Path]:
    """Make a film of 24 shots in about 45 s at 320x180, without sound, unless it is there.

    Args:
        seed: Which film.
        folder: Where it is kept.

    Returns:
        The film, and the ground truth beside it.
    """
    film = folder / f"small-{seed}.mp4"
    truth = film.with_suffix(".truth.json")
    if not truth.exists():
        build_film(
            film,
            seed,
            n_shots=24,
            seconds=45.0,
            n_dissolves=3,
            size=(320, 180),
            silent=True,
            preset="veryfast",
        )
    return film, truth
