"""Which models are on this machine, and getting those that are not.

Turns an open_clip name and tag into files, by way of the hub's cache. Loads no model.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import ModelUnavailable
from cutter.eyes import catalogue, hub, sentence_files
from cutter.eyes.presets import PRESETS, Preset, preset_of
from cutter.eyes.weights import Wanted, Weights, understand
from cutter.progress import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.progress import Progress

_SAFE, _PICKLE = "open_clip_model.safetensors", "open_clip_pytorch_model.bin"
_TOKENIZER = ("tokenizer.json", "tokenizer_config.json")
_ALSO = ("special_tokens_map.json", "sentencepiece.bpe.model", "added_tokens.json", "config.json")
"""What a tokenizer's repository may hold besides; fetched where it is there."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One preset, as `cutter models list` shows it."""

    name: str
    model: str
    """open_clip's name and tag."""
    size: str
    """Of the download."""
    licence: str
    """Of the weights."""
    is_here: bool
    """Whether everything that it needs is on this machine."""


def list_models() -> tuple[ModelRow, ...]:
    """Return the presets, and the Basic eyes. Asks no network and loads no model."""
    rows = [
        ModelRow(
            name,
            f"{preset.architecture}/{preset.tag}",
            _size(preset.megabytes),
            preset.licence,
            catalogue.is_installed() and find(Wanted(preset.architecture, preset.tag)) is not None,
        )
        for name, preset in PRESETS.items()
    ]
    return (*rows, ModelRow("basic", "built in: words, light and colour", "none", "MIT", True))


def list_sentence_models() -> tuple[ModelRow, ...]:
    """Return the sentence models that have a name. Asks no network and loads no model."""
    return tuple(
        ModelRow(
            name,
            preset.label,
            _size(preset.megabytes),
            preset.licence,
            sentence_files.is_installed() and sentence_files.is_here(preset),
        )
        for name, preset in sentence_files.SENTENCE_PRESETS.items()
    )


def find(wanted: Wanted) -> Weights | None:
    """Return a model whose files are all in the local cache, or None. Asks no network."""
    place = _place(wanted)
    preset = _preset(wanted)
    for revision in dict.fromkeys((preset.revision, "")):
        for filename in _names(place.filename):
            file = hub.cached(place.repository, filename, revision)
            if file is not None and _is_promised(file, preset) and _sides_are_here(wanted):
                return _as_weights(wanted, file, preset)
    return None


def fetch(name: str = "default", progress: Progress = SILENT, *, offline: bool = False) -> None:
    """Get a model's files from the hub, so that later runs need no network.

    The default model is pinned to a commit and to the SHA-256 of its weights. Of any model, the
    weights must have the SHA-256 that the hub states for them, and are preferred as safetensors.

    Args:
        name: a preset, or an open_clip `NAME/TAG`. A local file or folder is merely checked,
            and `basic` is always here; `auto` means the default model.
        progress: shows the download.
        offline: open no connection, and so only say what is here.

    Raises:
        ModelUnavailable: no such model, the hub does not answer or is not to be asked, or what
            came is damaged.
    """
    if name == "basic":
        progress.note("the Basic eyes are built in: there is nothing to fetch")
        return
    wanted = understand("default" if name == "auto" else name)
    if isinstance(wanted, Weights):
        progress.note(f"{wanted.file} is on this machine already")
        return
    if find(wanted) is not None:
        progress.note(f"{wanted} is on this machine already")
        return
    if offline:
        raise ModelUnavailable(
            f"{wanted}: is not on this machine, and --offline forbids to fetch it; leave that out"
        )
    refuse_unusable(wanted)
    if hub.is_switched_off():
        raise ModelUnavailable(
            f"{wanted}: HF_HUB_OFFLINE is set, so nothing is fetched; unset it and try again"
        )
    repository = _place(wanted).repository
    if not hub.answers(repository):
        raise ModelUnavailable(
            f"{wanted}: the hub does not answer for {repository}; check the network and run: "
            f"cutter models fetch {wanted.label}"
        )
    file = fetch_files(wanted, progress)
    progress.note(f"{wanted} is here now: {file.file}")


def fetch_files(wanted: Wanted, progress: Progress) -> Weights:
    """Download what a model needs and is not here, check it, and return it.

    Raises:
        ModelUnavailable: the hub has it not, or what came is damaged.
    """
    refuse_unusable(wanted)
    place, preset = _place(wanted), _preset(wanted)
    file: Path | None = None
    for filename in _names(place.filename):
        file = hub.download(
            place.repository,
            filename,
            revision=preset.revision,
            sha256=preset.sha256 if filename == _SAFE else "",
            title=str(wanted),
            progress=progress,
        )
        if file is not None:
            break
    if file is None:
        raise ModelUnavailable(f"{wanted}: {place.repository} holds no weights")
    for repository, filename, is_needed in _sides(wanted):
        found = hub.download(repository, filename, progress=progress)
        if found is None and is_needed:
            raise ModelUnavailable(f"{wanted}: {repository} has no {filename}")
    return _as_weights(wanted, file, preset)


def refuse_unusable(wanted: Wanted) -> None:
    """Check that a model could be loaded if its files were here.

    Raises:
        ModelUnavailable: a package is missing, or the weights are not on the hub.
    """
    if not catalogue.is_installed():
        raise ModelUnavailable(
            f"{wanted}: open_clip and torch are not installed (pip install open-clip-torch)"
        )
    if _sides(wanted) and importlib.util.find_spec("transformers") is None:
        raise ModelUnavailable(
            f"{wanted}: its tokenizer needs one more package: pip install transformers"
        )
    if not _place(wanted).repository:
        raise ModelUnavailable(
            f"{wanted}: these weights are not on the hub; download them yourself and name "
            f"them: --model {wanted.architecture}=weights.safetensors"
        )


def repository_of(wanted: Wanted) -> str:
    """Return the hub repository that holds a model's weights."""
    return _place(wanted).repository


def _place(wanted: Wanted) -> catalogue.Pretrained:
    return catalogue.pretrained()[wanted.architecture][wanted.tag]


def _preset(wanted: Wanted) -> Preset:
    found = preset_of(wanted.architecture, wanted.tag)
    return found or Preset(wanted.architecture, wanted.tag, megabytes=0, licence="")


def _names(filename: str) -> tuple[str, ...]:
    """Return the names under which weights may lie, safetensors first."""
    if not filename or filename == _PICKLE:
        return (_SAFE, _PICKLE)
    stem, _, suffix = filename.rpartition(".")
    return (f"{stem}.safetensors", filename) if suffix in {"bin", "pth", "pt"} else (filename,)


def _sides(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Return the small files that a model needs besides: repository, name, whether it must be."""
    text = catalogue.configuration(wanted.architecture)["text_cfg"]
    files: list[tuple[str, str, bool]] = []
    if repository := text.get("hf_tokenizer_name"):
        files += [(repository, name, True) for name in _TOKENIZER]
        files += [(repository, name, False) for name in _ALSO]
    if repository := text.get("hf_model_name"):
        files.append((repository, "config.json", True))
    return files


def _sides_are_here(wanted: Wanted) -> bool:
    return all(
        hub.cached(repository, name) is not None
        for repository, name, is_needed in _sides(wanted)
        if is_needed
    )


def _is_promised(file: Path, preset: Preset) -> bool:
    """Whether a cached file is, as far as its name in the cache tells, the pinned one."""
    stated = hub.stated_sha256(file)
    return (
        file.suffix != ".safetensors" or not (stated and preset.sha256) or stated == preset.sha256
    )


def _as_weights(wanted: Wanted, file: Path, preset: Preset) -> Weights:
    pinned = preset.sha256 if file.suffix == ".safetensors" else ""
    return Weights(
        wanted.name,
        wanted.architecture,
        wanted.tag,
        file,
        catalogue.configuration(wanted.architecture),
        sha256=pinned or hub.stated_sha256(file),
    )


def _size(megabytes: int) -> str:
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes} MB"
