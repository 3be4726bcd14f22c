"""The models that have a name of their own here, and what is known of their weights.

A table only: knows nothing about what is on this machine.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """An open_clip model under a short name."""

    architecture: str
    """open_clip's name of it."""
    tag: str
    """open_clip's name of the pretrained weights."""
    megabytes: int
    """Size of the download, roughly (fp32 weights)."""
    licence: str
    revision: str = ""
    """The hub commit that is asked for; empty: whatever `main` is."""
    sha256: str = ""
    """Of the weights at that revision; empty: not known beforehand."""


PRESETS: dict[str, Preset] = {
    "default": Preset(
        "ViT-B-32",
        "laion2b_s34b_b79k",
        megabytes=605,
        licence="MIT",
        # Commit and SHA-256 as the hub's own listing of the repository gives them.
        revision="1a25a446712ba5ee05982a381eed697ef9b435cf",
        sha256="ac4f8c4b88af6d963118cbf40ad93176d092abbedfcb752601ae1866352656e6",
    ),
    # A 6-million-parameter image tower: about twice the pictures per second of ViT-B-32 on a CPU.
    # MobileCLIP2-S0 is of its kind, but its weights are licensed for research only.
    "fast": Preset("PE-Core-T-16-384", "meta", megabytes=280, licence="Apache-2.0"),
    "best": Preset("ViT-SO400M-16-SigLIP2-384", "webli", megabytes=4550, licence="Apache-2.0"),
    "multilingual": Preset(
        "xlm-roberta-base-ViT-B-32", "laion5b_s13b_b90k", megabytes=1465, licence="MIT"
    ),
}
"""What `--model NAME` and `cutter models fetch NAME` know by a short name."""


def preset_of(architecture: str, tag: str) -> Preset | None:
    """Return the preset that stands for these weights, if one does."""
    for preset in PRESETS.values():
        if (preset.architecture, preset.tag) == (architecture, tag):
            return preset
    return None
