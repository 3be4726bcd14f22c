"""From what a user calls a model to the files that hold it, without loading any of them.

`ViT-B-32/laion2b_s34b_b79k`, `ViT-B-32`, `fast`, `ViT-B-32=weights.safetensors`,
`weights.safetensors`, or a folder in open_clip's `local-dir:` form. Imports neither torch nor
open_clip; reads at most a few megabytes of a file.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutter.errors import ModelUnavailable
from cutter.eyes import catalogue, shapes
from cutter.eyes.configuration import read_configuration
from cutter.eyes.presets import PRESETS

CONFIG = "open_clip_config.json"
_PREFERRED = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
    "open_clip_pytorch_model.pth",
    "model.safetensors",
    "pytorch_model.bin",
    "pytorch_model.pth",
    "model.pth",
)
"""The order in which open_clip itself looks for weights in a folder."""

_BEST_TAGS = ("webli", "dfn", "datacomp_xl", "datacomp", "laion2b", "laion5b")
"""Which weights a bare name means: those of the first of these families, else the first listed."""

_BLOCK, _SAMPLES = 1 << 16, 256
"""A digest of a large file takes its head, its tail and 256 blocks of 64 KiB between them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model of open_clip's table, whose weights may or may not be on this machine."""

    architecture: str
    tag: str

    @property
    def name(self) -> str:
        """Name of the vectors that it makes."""
        return f"openclip/{self.architecture}/{self.tag}"

    def __str__(self) -> str:
        """Return what open_clip calls it, NAME/TAG."""
        return f"{self.architecture}/{self.tag}"

    @property
    def label(self) -> str:
        """What a user has to type: a preset's name if it has one."""
        for name, preset in PRESETS.items():
            if (preset.architecture, preset.tag) == (self.architecture, self.tag):
                return name
        return str(self)


@dataclass(frozen=True, slots=True)
class Weights:
    """A model whose files are on this machine."""

    name: str
    """Name of the vectors that it makes."""
    architecture: str
    """What open_clip is asked for: one of its names, or `local-dir:` and a folder."""
    tag: str
    """The pretrained tag whose picture preparation applies; empty for a folder's own."""
    file: Path
    configuration: dict[str, Any]
    """open_clip's `model_cfg`."""
    sha256: str = ""
    """What the file must hash to before it is loaded; empty where nobody has said."""

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return int(self.configuration["embed_dim"])


def understand(model: str) -> Wanted | Weights:
    """Find out what a user means by the name of a model.

    Raises:
        ModelUnavailable: no such preset, open_clip model, tag, folder or file, or one that
            cannot be used.
    """
    text = model.strip()
    if text in PRESETS:
        return Wanted(PRESETS[text].architecture, PRESETS[text].tag)
    architecture, equals, path = text.partition("=")
    if equals:
        _refuse_unknown(architecture)
        return in_file(Path(path).expanduser(), architecture)
    architecture, tag = _halves(text)
    if architecture in catalogue.architectures():
        return Wanted(architecture, _tag(architecture, tag))
    place = Path(text.removeprefix("local-dir:")).expanduser()
    if place.is_dir():
        return in_folder(place)
    if place.suffix == ".safetensors":
        return in_file(place)
    if place.is_file():
        raise ModelUnavailable(
            f"{place}: not a .safetensors file; other kinds of weights may hold code and are "
            "not loaded",
            place,
        )
    raise _unknown(text)


def in_folder(folder: Path) -> Weights:
    """Return the model of a folder that holds `open_clip_config.json` and safetensors.

    Raises:
        ModelUnavailable: the folder is no such folder, or open_clip would load a pickle from it.
    """
    folder = folder.resolve()
    configuration = read_configuration(folder / CONFIG)
    file = _weights_in(folder)
    if file is None:
        raise ModelUnavailable(f"{folder}: no .safetensors weights in this folder", folder)
    if file.suffix != ".safetensors":
        raise ModelUnavailable(
            f"{folder}: {file.name} is a pickle, which may hold code; put the weights there as "
            "open_clip_model.safetensors",
            folder,
        )
    beside = [folder / CONFIG, folder / "tokenizer.json"]
    label = re.sub(r"[^\w.-]+", "-", folder.name) or "folder"
    return Weights(
        name=f"openclip/{label}/{digest(file, *beside)}",
        architecture=f"local-dir:{folder}",
        tag="",
        file=file,
        configuration=configuration,
    )


def in_file(file: Path, architecture: str = "") -> Weights:
    """Return the model of one safetensors file.

    Without a name of the architecture, an `open_clip_config.json` beside the file says it if
    this is the file that the folder stands for; else it is told by the tensors' shapes.

    Raises:
        ModelUnavailable: no such file, no safetensors, or the architecture cannot be told.
    """
    if file.suffix != ".safetensors" or not file.is_file():
        raise ModelUnavailable(f"{file}: no such .safetensors file", file)
    file = file.resolve()
    if not architecture and (file.parent / CONFIG).is_file() and _weights_in(file.parent) == file:
        return in_folder(file.parent)
    architecture = architecture or shapes.architecture_of(file)
    tags = catalogue.pretrained().get(architecture)
    return Weights(
        name=f"openclip/{architecture}/{digest(file)}",
        architecture=architecture,
        # How pictures are prepared goes with the architecture's usual weights.
        tag=_tag(architecture, "") if tags else "",
        file=file,
        configuration=catalogue.configuration(architecture),
    )


def digest(file: Path, *beside: Path) -> str:
    """Return 16 hexadecimal digits for a file of weights and the small files that go with it.

    Up to 16 MiB are read whole; of a larger file its size, head, tail and evenly spaced blocks,
    so that gigabytes take milliseconds. It tells models apart; it is no proof against tampering.
    """
    hashed = hashlib.blake2b(digest_size=8)
    size = file.stat().st_size
    hashed.update(str(size).encode())
    with file.open("rb") as stream:
        step = max(_BLOCK, (size - _BLOCK) // _SAMPLES)
        for offset in [*range(0, max(1, size - _BLOCK), step), max(0, size - _BLOCK)]:
            stream.seek(offset)
            hashed.update(stream.read(_BLOCK))
    for path in beside:
        hashed.update(path.read_bytes() if path.is_file() else b"-")
    return hashed.hexdigest()


def _weights_in(folder: Path) -> Path | None:
    """Return the file that open_clip would load from a folder."""
    present = sorted(path for path in folder.iterdir() if path.is_file())
    for name in _PREFERRED:
        if folder / name in present:
            return folder / name
    for suffix in (".safetensors", ".bin", ".pth"):
        for path in present:
            if path.suffix == suffix:
                return path
    return None


def _halves(text: str) -> tuple[str, str]:
    found = re.match(r"([^/:]+)[/:](.+)", text)
    return (found[1], found[2]) if found else (text, "")


def _tag(architecture: str, tag: str) -> str:
    listed = list(catalogue.pretrained().get(architecture, {}))
    clean = tag.lower().replace("-", "_")
    if clean in listed:
        return clean
    if tag or not listed:
        near = difflib.get_close_matches(clean, listed, n=4, cutoff=0) or listed[:4]
        known = ", ".join(near) if listed else "none; name a file: --model NAME=file.safetensors"
        wanted = f"{architecture}/{tag}" if tag else architecture
        raise ModelUnavailable(f"{wanted}: no such pretrained weights (there are: {known})")
    for preset in PRESETS.values():
        if preset.architecture == architecture:
            return preset.tag
    best = [t for family in _BEST_TAGS for t in listed if t.startswith(family)]
    return best[0] if best else listed[0]


def _refuse_unknown(architecture: str) -> None:
    if architecture not in catalogue.architectures():
        raise _unknown(architecture)


def _unknown(text: str) -> ModelUnavailable:
    names = [*PRESETS, "auto", "basic", *catalogue.architectures()]
    near = difflib.get_close_matches(_halves(text)[0], names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    return ModelUnavailable(f"{text}: no such model, folder or file; {hint}see cutter models list")
