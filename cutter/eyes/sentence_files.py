"""From what a user calls a sentence model to the folder that holds it, without loading it.

A preset, or a folder as sentence-transformers saves them. Imports neither torch nor
sentence_transformers; a folder that could make its loader run code is refused here.
"""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from cutter.errors import ModelUnavailable
from cutter.eyes import hub
from cutter.eyes.configuration import LARGEST, refuse_monstrous
from cutter.eyes.weights import digest

if TYPE_CHECKING:
    from cutter.progress import Progress

EXTRA = "pip install 'cutter[sentences]'"
WEIGHTS = "model.safetensors"
_NEEDED = (
    "modules.json",
    "config.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "1_Pooling/config.json",
    WEIGHTS,
)
_ALSO = ("special_tokens_map.json", "config_sentence_transformers.json")
_PARTS = frozenset({"Transformer", "Pooling", "Normalize", "Dense"})
"""What a model may be made of: nothing but arithmetic."""
_WITH_WEIGHTS = frozenset({"Transformer", "Dense"})


@dataclass(frozen=True, slots=True)
class SentencePreset:
    """A sentence model under a short name."""

    repository: str
    """On the hub."""
    megabytes: int
    """Size of the download, roughly."""
    licence: str
    revision: str
    """The hub commit that is asked for."""
    sha256: str
    """Of the weights at that revision."""

    @property
    def label(self) -> str:
        """What people call the model."""
        return self.repository.rpartition("/")[2]


SENTENCE_PRESETS: dict[str, SentencePreset] = {
    # Commits and SHA-256 as the hub's own listings of the repositories give them.
    "sentences": SentencePreset(
        "sentence-transformers/all-MiniLM-L6-v2",
        megabytes=92,
        licence="Apache-2.0",
        revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    "sentences-multilingual": SentencePreset(
        "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
        megabytes=480,
        licence="Apache-2.0",
        revision="e8f8c211226b894fcb81acc59f3b34ba3efd5f42",
        sha256="eaa086f0ffee582aeb45b36e34cdd1fe2d6de2bef61f8a559a1bbc9bd955917b",
    ),
}
"""What `cutter models fetch` knows of sentence models; `--sentences` takes `default` and
`multilingual` for them, and the models' own names."""


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """A sentence model whose files are on this machine."""

    name: str
    """Name of the vectors that it makes."""
    folder: Path
    dim: int
    sha256: str = ""
    """What its weights must hash to before they are loaded; empty where nobody has said."""


def is_installed() -> bool:
    """Whether the extra is here; imports nothing."""
    return importlib.util.find_spec("sentence_transformers") is not None


def preset_named(name: str) -> SentencePreset | None:
    """Return the preset that a user means by a name, if it is one's."""
    for key, preset in SENTENCE_PRESETS.items():
        short = key.removeprefix("sentences").removeprefix("-") or "default"
        if name in {key, short, preset.label, preset.repository}:
            return preset
    return None


def find(preset: SentencePreset) -> SentenceWeights | None:
    """Return a preset's model if its files are all in the hub's local cache. Asks no network."""
    if not hub.may_be_cached(preset.repository):
        return None
    for revision in (preset.revision, ""):
        found = [hub.cached(preset.repository, name, revision) for name in _NEEDED]
        if None not in found and found[-1] is not None:
            pinned = preset.sha256 if revision else hub.stated_sha256(found[-1])
            return in_folder(found[-1].parent, label=preset.label, sha256=pinned)
    return None


def is_here(preset: SentencePreset) -> bool:
    """Whether a preset's model can be loaded from this machine. Asks no network."""
    try:
        return find(preset) is not None
    except ModelUnavailable:
        return False


def fetch_files(preset: SentencePreset, progress: Progress) -> SentenceWeights:
    """Download what a preset needs and is not here, check it, and return it.

    Raises:
        ModelUnavailable: the hub has it not, or what came is damaged.
    """
    refuse_uninstalled(preset.label)
    for name in (*_NEEDED, *_ALSO):
        found = hub.download(
            preset.repository,
            name,
            revision=preset.revision,
            sha256=preset.sha256 if name == WEIGHTS else "",
            title=preset.label,
            progress=progress,
        )
        if found is None and name in _NEEDED:
            raise ModelUnavailable(f"{preset.label}: {preset.repository} has no {name}")
    weights = find(preset)
    if weights is None:
        raise ModelUnavailable(f"{preset.label}: what was fetched is gone again; try once more")
    return weights


def refuse_uninstalled(what: str) -> None:
    """Check that a sentence model could be loaded.

    Raises:
        ModelUnavailable: the extra is not installed.
    """
    if not is_installed():
        raise ModelUnavailable(f"{what}: sentence-transformers is not installed ({EXTRA})")


def in_folder(folder: Path, *, label: str = "", sha256: str = "") -> SentenceWeights:
    """Return the model of a folder as sentence-transformers saves them.

    Args:
        folder: holds `modules.json`.
        label: what the model is called in the name of its vectors; the folder's name unless given.
        sha256: what its weights must hash to, where that is known.

    Raises:
        ModelUnavailable: it is no such folder, its weights are not safetensors, or it names code
            of its own.
    """
    folder = folder.absolute()
    parts = _parts(folder)
    dim, weights, beside = 0, [], [folder / "modules.json"]
    for kind, place in parts:
        if kind in _WITH_WEIGHTS:
            weights.append(_weights_in(place))
        if kind == "Normalize":
            continue
        beside.append(place / "config.json")
        dim = _dim(kind, _read(place / "config.json")) or dim
    if not weights or dim < 1:
        raise ModelUnavailable(f"{folder}: no model that turns sentences into vectors", folder)
    if not (folder / "tokenizer.json").is_file():
        raise ModelUnavailable(f"{folder}: no tokenizer.json in this folder", folder)
    small = ("tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json")
    beside += [*weights[1:], *(folder / name for name in small)]
    named = re.sub(r"[^\w.-]+", "-", label or folder.name) or "folder"
    return SentenceWeights(f"sentences/{named}/{digest(weights[0], *beside)}", folder, dim, sha256)


def _parts(folder: Path) -> list[tuple[str, Path]]:
    """Return what a model is made of: the kind of each part, and where it lies."""
    listed = _read(folder / "modules.json")
    parts: list[tuple[str, Path]] = []
    for entry in listed if isinstance(listed, list) else ():
        named = entry if isinstance(entry, dict) else {}
        kind, path = str(named.get("type", "")), PurePosixPath(str(named.get("path", "")))
        last = kind.rpartition(".")[2]
        if not kind.startswith("sentence_transformers.") or last not in _PARTS:
            raise ModelUnavailable(
                f"{folder}: modules.json names a part of the kind {kind[:60]!r}, which may hold "
                f"code; only {', '.join(sorted(_PARTS))} are loaded",
                folder,
            )
        if path.is_absolute() or ".." in path.parts:
            raise ModelUnavailable(f"{folder}: modules.json leads out of the folder", folder)
        parts.append((last, folder / path))
    return parts


def _weights_in(place: Path) -> Path:
    """Return the weights of a part, which must be safetensors."""
    if (place / "adapter_config.json").exists():
        raise ModelUnavailable(f"{place}: adapters are not loaded; merge them first", place)
    if (place / WEIGHTS).is_file():
        return place / WEIGHTS
    pickles = sorted(
        path.name for path in place.glob("*") if path.suffix in {".bin", ".pt", ".pth"}
    )
    if pickles:
        raise ModelUnavailable(
            f"{place}: {pickles[0]} is a pickle, which may hold code; put the weights there as "
            f"{WEIGHTS}",
            place,
        )
    raise ModelUnavailable(f"{place}: no {WEIGHTS} in this folder", place)


def _dim(kind: str, configuration: Any) -> int:  # noqa: ANN401 - JSON
    """Return how long vectors are behind a part; 0 where it does not say."""
    names = {
        "Transformer": ("hidden_size", "dim", "d_model"),
        "Dense": ("out_features",),
    }.get(kind, ())
    for name in names:
        if isinstance(configuration.get(name), int):
            return int(configuration[name])
    return 0


def _read(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Return a configuration of a model.

    Raises:
        ModelUnavailable: there is none, or it is none that could be meant.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("larger than 1 MB")
        read = json.loads(path.read_text(encoding="utf-8"))
        if path.name == "config.json":
            if not isinstance(read, dict):
                raise ValueError("no object")
            if "auto_map" in read:
                raise ValueError("it names code of its own, which is not run")
            refuse_monstrous(read, "config")
    except FileNotFoundError as error:
        raise ModelUnavailable(
            f"{path.parent}: no {path.name} in this folder, so it is no sentence model", path
        ) from error
    # RecursionError: brackets nested by the thousand.
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ModelUnavailable(f"{path}: no configuration of a model ({error})", path) from error
    return read
